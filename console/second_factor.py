"""One's own second factor: set up, new recovery codes, taken away. 两步验证."""

import base64
import time
from urllib.parse import quote

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.sign_in_words import closed_words
from console.texts import text
from storage.audit import acting
from storage.isolation import unbound
from storage.second_factor import (
    SealedSecrets,
    SecretUnreadable,
    WrongCode,
    compulsory_for,
    end_second_factor,
    has_second_factor,
    new_recovery_codes,
    new_secret,
    opened,
    recovery_codes_left,
    sealed,
    set_up,
)
from storage.sign_in_tries import counted_try, forget_tries

_SECRET = "second-factor-secret"  # nosec B105 # a name in the session
_CHANGING = "second-factor-changing"
_CHANGING_SECONDS = 600


def set_up_page(request: HttpRequest, user: AbstractUser, *, wrong: str = "") -> HttpResponse:
    """The secret as a QR code and as text, until a code proves that the app has it.

    The same secret stands while the page is open in several tabs, or a code was mistyped.
    """
    secret, keeper = _secret(request), SealedSecrets()
    address = keeper.build_totp_url(user, secret)
    picture = base64.b64encode(keeper.build_totp_svg(address).encode()).decode()
    context = {
        "picture": f"data:image/svg+xml;base64,{picture}",
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "compulsory": compulsory_for(staff=user.is_staff),
        "wrong": wrong,
    }
    return render(request, "console/enrol.html", context, status=400 if wrong else 200)


def taken_on(request: HttpRequest, user: AbstractUser) -> tuple[str, tuple[str, ...]]:
    """Takes the app on if the code typed is right: what is wrong, or the recovery codes."""
    name, address = user.get_username(), acting().address
    if (until := counted_try(name, address)) is not None:
        return closed_words(until), ()
    try:
        codes = set_up(user.pk, _secret(request), request.POST.get("code", "")[:20])
    except WrongCode:
        return text("code_wrong", get_language() or "zh"), ()
    del request.session[_SECRET]
    forget_tries(name, address)
    return "", codes


def codes_page(request: HttpRequest, user: AbstractUser, codes: tuple[str, ...], *, to: str) -> HttpResponse:
    """The recovery codes, shown this once."""
    lines = [text("recovery_file", get_language() or "zh").format(name=user.get_username()), "", *codes, ""]
    file = "data:text/plain;charset=utf-8," + quote("\r\n".join(lines))
    return render(request, "console/recovery_codes.html", {"codes": codes, "file": file, "to": to})


def _secret(request: HttpRequest) -> str:
    """The secret being set up in this browser; in its session it is sealed."""
    try:
        return opened(request.session[_SECRET])
    except (KeyError, SecretUnreadable):
        secret = new_secret()
        request.session[_SECRET] = sealed(secret)
        return secret


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Whether one is set up, and what can be done with it."""
    return _page(request)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_own(request: HttpRequest) -> HttpResponse:
    """Sets one up for oneself."""
    with unbound():
        changing = request.session.get(_CHANGING, 0) > time.time()
        if has_second_factor(request.user.pk) and not changing:
            return redirect("second-factor")
        wrong = ""
        if request.method == "POST":
            wrong, codes = taken_on(request, request.user)
            if codes:
                request.session.pop(_CHANGING, None)
                return codes_page(request, request.user, codes, to=reverse("second-factor"))
        return set_up_page(request, request.user, wrong=wrong)


@sensitive_post_parameters()
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of those before, for whoever knows the password."""
    with unbound():
        if wrong := _wrong_password(request):
            return _page(request, wrong=wrong)
        codes = new_recovery_codes(request.user.pk)
        if not codes:
            return redirect("second-factor")
        return codes_page(request, request.user, codes, to=reverse("second-factor"))


@sensitive_post_parameters()
@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    """Takes one's own away, for whoever knows the password; where it is compulsory, only by setting up another."""
    with unbound():
        if wrong := _wrong_password(request):
            return _page(request, wrong=wrong)
        if compulsory_for(staff=request.user.is_staff):
            request.session[_CHANGING] = time.time() + _CHANGING_SECONDS
            return redirect("second-factor-set-up")
        end_second_factor(request.user.pk)
        return redirect("second-factor")


def _wrong_password(request: HttpRequest) -> str:
    """What is wrong with the password typed again, of which as few are heard as at the sign-in."""
    name, address = request.user.get_username(), acting().address
    if (until := counted_try(name, address)) is not None:
        return closed_words(until)
    if not request.user.check_password(request.POST.get("password", "")):
        return text("password_wrong", get_language() or "zh")
    forget_tries(name, address)
    return ""


def _page(request: HttpRequest, *, wrong: str = "") -> HttpResponse:
    context: dict[str, object] = {"wrong": wrong, "compulsory": compulsory_for(staff=request.user.is_staff)}
    context["on"] = has_second_factor(request.user.pk)
    try:
        context["left"] = recovery_codes_left(request.user.pk)
    except SecretUnreadable:
        context["unreadable"] = True
    return render(request, "console/second_factor.html", context, status=400 if wrong else 200)
