"""Signing in by an OpenID Connect provider, as a centre's own. 单点登录.

The protocol is django-allauth's: discovery, PKCE (RFC 7636), the state, the exchange of the code. Held to here besides: the
nonce, the signature of the ID token though it comes over TLS, and no algorithm but a public key's. Whom it lets in,
`storage.single_sign_on` says; none of allauth's accounts, pages or sign-ups is used.
"""

import logging
import secrets

import jwt
import requests
from allauth.socialaccount.internal.statekit import unstash_state
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from console.second_step import enter
from storage.audit import Act, note
from storage.isolation import unbound
from storage.single_sign_on import NotInvited, Subject, known_person

_log = logging.getLogger(__name__)
_PUBLIC_KEY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class ProviderRefused(RuntimeError):
    """The provider did not answer, not as the standard says, or not what was asked."""


class _Adapter(OpenIDConnectOAuth2Adapter):
    def get_provider(self) -> OpenIDConnectProvider:
        return _provider(self.request)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return f"{settings.BASE_URL}{reverse('sign-on-back')}"


class _Provider(OpenIDConnectProvider):
    oauth2_adapter_class = _Adapter
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        return ["openid", "email"]


def sign_on_name() -> str:
    """The provider's name on the button; "" where none is set up."""
    return (settings.OIDC_NAME or "OpenID Connect") if settings.OIDC_ISSUER else ""


@require_safe
@login_not_required
def begin(request: HttpRequest) -> HttpResponse:
    """Sends the browser to the provider."""
    provider, nonce = _provider(request), secrets.token_urlsafe(24)
    to = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    with unbound():
        try:
            return provider.redirect(
                request, "login", to if safe else "", {"nonce": nonce}, auth_params={"nonce": nonce}
            )
        except (requests.RequestException, KeyError, ValueError) as trouble:
            _log.warning("single sign-on: %s", trouble)
            return _refused(request, "sign_on_unreachable")


@require_safe
@login_not_required
def back(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser back to."""
    provider = _provider(request)
    with unbound():
        state = unstash_state(request, provider_id=provider.sub_id, state_id=request.GET.get("state", ""))
        if state is None:
            return _refused(request, "sign_on_expired")
        if "code" not in request.GET:
            return _refused(request, "sign_on_cancelled")
        try:
            subject = _subject(request, provider, state["pkce_code_verifier"], state["data"]["nonce"])
        except ProviderRefused as trouble:
            _log.warning("single sign-on: %s", trouble)
            return _refused(request, "sign_on_refused")
        try:
            user = known_person(subject)
        except NotInvited:
            note(Act.SIGN_IN_REFUSED, who="—", about=settings.OIDC_ISSUER)
            return _refused(request, "sign_on_unknown")
        return enter(request, user, to=state.get("next") or reverse("alerts"), counted=False)


def _provider(request: HttpRequest) -> _Provider:
    if not settings.OIDC_ISSUER:
        raise Http404
    app = SocialApp(
        provider="openid_connect",
        provider_id="oidc",
        name=sign_on_name(),
        client_id=settings.OIDC_CLIENT,
        secret=settings.OIDC_SECRET,
        settings={"server_url": settings.OIDC_ISSUER},
    )
    return _Provider(request, app=app)


def _subject(request: HttpRequest, provider: _Provider, verifier: str, nonce: str) -> Subject:
    """Who signed in at the provider, by the ID token that the code is exchanged for. Raises `ProviderRefused`."""
    adapter = provider.get_oauth2_adapter(request)
    try:
        client = adapter.get_client(request, provider.app)
        answer = adapter.get_access_token_data(request, provider.app, client, pkce_code_verifier=verifier)
        claims = _claims(str(answer["id_token"]), adapter.openid_config)
        if (
            "email" not in claims and "userinfo_endpoint" in adapter.openid_config
        ):  # Core, 5.4: it may stand there alone
            said = adapter._fetch_user_info(answer["access_token"])
            claims |= said if said.get("sub") == claims["sub"] else {}
    except (
        requests.RequestException,
        OAuth2Error,
        jwt.PyJWTError,
        KeyError,
        TypeError,
        ValueError,
    ) as trouble:
        raise ProviderRefused(f"{type(trouble).__name__}: {trouble}") from trouble
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise ProviderRefused("the ID token's nonce is not the one asked with")
    if claims.get("azp", settings.OIDC_CLIENT) != settings.OIDC_CLIENT:
        raise ProviderRefused("the ID token was made for another client")
    verified = claims.get("email_verified") is True
    email = str(claims.get("email", "")) if verified else ""
    return Subject(issuer=settings.OIDC_ISSUER, sub=str(claims["sub"]), email=email)


def _claims(token: str, config: dict[str, object]) -> dict[str, object]:
    """What an ID token says, checked by OpenID Connect Core, 3.1.3.7."""
    issuer = str(config["issuer"])
    if issuer.rstrip("/") != settings.OIDC_ISSUER:
        raise jwt.InvalidIssuerError(f"the provider calls itself {issuer}")
    answer = requests.get(str(config["jwks_uri"]), timeout=settings.SOCIALACCOUNT_REQUESTS_TIMEOUT)
    answer.raise_for_status()
    keys = jwt.PyJWKSet.from_dict(answer.json()).keys
    wanted = jwt.get_unverified_header(token).get("kid")
    fitting = [key for key in keys if wanted is None or key.key_id == wanted]
    if len(fitting) != 1:
        raise jwt.InvalidTokenError("no key, or several, for the ID token")
    return jwt.decode(
        token,
        key=fitting[0],
        algorithms=_PUBLIC_KEY,
        audience=settings.OIDC_CLIENT,
        issuer=issuer,
        leeway=30,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    page = render(request, "console/sign_on_refused.html", {"why": why}, status=403)
    page["Cache-Control"] = "no-store"
    return redirect("alerts") if request.user.is_authenticated else page
