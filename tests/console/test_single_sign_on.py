"""Signing in by an OpenID Connect provider: a real one on loopback, that can be told to lie."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.urls import reverse

import haishao.settings
from domain.role import Role
from storage.people import save_user
from storage.second_factor import set_up
from tests.made_up import PASSWORD, app_code

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "haishao", "a client's secret"


class Provider(ThreadingHTTPServer):
    """The provider: `says` changes what its ID tokens claim, `key` and `algorithm` how they are signed."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.asked: dict[str, dict[str, str]] = {}
        self.says: dict[str, object] = {}
        self.userinfo: dict[str, object] = {}
        self.key: object = KEY
        self.algorithm = "RS256"

    def signs_in(self, address: str, state: str | None = None) -> str:
        """What a browser is sent back to by the page at `address`, once its user signed in there."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert set(asked["scope"].split()) == {"openid", "email"}
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        back = urlsplit(asked["redirect_uri"])
        assert f"{back.scheme}://{back.netloc}" == "http://127.0.0.1:8000"
        return f"{back.path}?code={code}&state={state or asked['state']}"

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "iat": now, "exp": now + 60, "nonce": nonce,
            "email": "Li@example.org", "email_verified": True,
        } | self.says  # fmt: skip
        kept = {key: value for key, value in claims.items() if value is not None}
        return jwt.encode(kept, self.key, algorithm=self.algorithm, headers={"kid": "k1"})  # type: ignore[arg-type]


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        at = self.server.issuer
        if self.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
                    "jwks_uri": f"{at}/keys", "userinfo_endpoint": f"{at}/userinfo",
                    "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                }
            )  # fmt: skip
        elif self.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._json({"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]})
        else:
            assert self.headers["Authorization"] == "Bearer an access token"
            self._json(self.server.userinfo)

    def do_POST(self) -> None:
        sent = {key: values[0] for key, values in parse_qs(self._body()).items()}
        asked = self.server.asked.pop(sent["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest())
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            asked is None
            or challenge.decode().rstrip("=") != asked["code_challenge"]
            or sent["redirect_uri"] != asked["redirect_uri"]
            or self.headers["Authorization"] != f"Basic {known}"
        ):
            self._json({"error": "invalid_grant"}, status=400)
            return
        self._json({"access_token": "an access token", "id_token": self.server.id_token(asked["nonce"])})

    def _body(self) -> str:
        return self.rfile.read(int(self.headers["Content-Length"])).decode()

    def _json(self, said: object, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Nothing."""


@pytest.fixture
def provider(db: None) -> Iterator[Provider]:
    save_user("li", PASSWORD, enterprise="甲", role=Role.MEMBER, email="li@example.org")
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            with override_settings(
                OIDC_ISSUER=server.issuer, OIDC_CLIENT=CLIENT, OIDC_SECRET=SECRET, OIDC_NAME="中心账号"
            ):
                yield server
        finally:
            server.shutdown()
            thread.join(10)


def comes_by(provider: Provider, client: Client | None = None, **begun: str) -> tuple[Client, object]:
    """A browser that went to the provider and came back, and what it was answered."""
    client = client or Client()
    away = client.get(reverse("sign-on"), begun)
    assert away.status_code == 302, away.content.decode()
    return client, client.get(provider.signs_in(away.headers["Location"]))


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_somebody_known_comes_in_and_is_linked_for_good(provider: Provider) -> None:
    assert "中心账号" in Client().get("/sign-in").content.decode()
    client, answer = comes_by(provider, next="/rules")
    assert answer.headers["Location"] == "/rules"
    assert is_in(client)
    assert SocialAccount.objects.get(uid="person-1").user.username == "li"
    provider.says = {"email": "another@example.org"}
    assert is_in(comes_by(provider)[0]), "linked, whatever the address is by now"


@pytest.mark.parametrize(
    "says",
    [
        {"email": "stranger@example.org", "sub": "person-2"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
    ],
)
def test_nobody_else_comes_in_and_nobody_is_made(provider: Provider, says: dict[str, object]) -> None:
    before = get_user_model().objects.count()
    provider.says = says
    client, answer = comes_by(provider)
    assert answer.status_code == 403
    assert "未受邀" in answer.content.decode()
    assert not is_in(client)
    assert get_user_model().objects.count() == before
    assert not SocialAccount.objects.exists()


def test_an_address_two_people_have_lets_in_neither_and_a_second_subject_is_not_linked(
    provider: Provider,
) -> None:
    assert is_in(comes_by(provider)[0])
    provider.says = {"sub": "person-2"}
    assert not is_in(comes_by(provider)[0])
    SocialAccount.objects.all().delete()
    save_user("li2", PASSWORD, enterprise="甲", email="LI@example.org")
    assert not is_in(comes_by(provider)[0])


def test_who_is_deactivated_stays_out(provider: Provider) -> None:
    assert is_in(comes_by(provider)[0])
    get_user_model().objects.filter(username="li").update(is_active=False)
    assert not is_in(comes_by(provider)[0])


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"sub": None},
    ],
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    provider: Provider, lie: dict[str, object]
) -> None:
    provider.says = lie
    client, answer = comes_by(provider)
    assert answer.status_code == 403
    assert "未通过核验" in answer.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(OTHER_KEY, "RS256"), (None, "none"), ("a shared secret that is long enough", "HS256")],
)
def test_an_id_token_signed_by_anybody_else_is_refused(
    provider: Provider, key: object, algorithm: str
) -> None:
    provider.key, provider.algorithm = key, algorithm
    client, answer = comes_by(provider)
    assert answer.status_code == 403
    assert not is_in(client)


def test_what_was_begun_in_another_browser_or_comes_back_twice_is_refused(provider: Provider) -> None:
    begun = Client()
    back = provider.signs_in(begun.get(reverse("sign-on")).headers["Location"])
    stranger = Client()
    assert stranger.get(back).status_code == 403
    assert not is_in(stranger)
    assert begun.get(back.replace("state=", "state=x")).status_code == 403
    assert begun.get(back).status_code == 302
    assert is_in(begun)
    begun.post("/sign-out")
    assert begun.get(back).status_code == 403
    assert not is_in(begun)


def test_a_code_changed_for_another_sign_in_s_is_refused_by_its_verifier(provider: Provider) -> None:
    one, two = Client(), Client()
    theirs = provider.signs_in(one.get(reverse("sign-on")).headers["Location"])
    mine = provider.signs_in(two.get(reverse("sign-on")).headers["Location"])
    code = parse_qs(urlsplit(theirs).query)["code"][0]
    state = parse_qs(urlsplit(mine).query)["state"][0]
    assert two.get(f"{urlsplit(mine).path}?code={code}&state={state}").status_code == 403


def test_the_second_step_is_asked_for_all_the_same(provider: Provider) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    set_up(get_user_model().objects.get(username="li").pk, secret, app_code(secret, steps=-1))
    client, answer = comes_by(provider)
    assert answer.headers["Location"] == reverse("sign-in-code")
    assert not is_in(client)
    client.post(reverse("sign-in-code"), {"code": app_code(secret)})
    assert is_in(client)


def test_an_address_that_only_the_userinfo_tells_counts_for_the_same_subject_alone(
    provider: Provider,
) -> None:
    provider.says = {"email": None, "email_verified": None}
    provider.userinfo = {"sub": "person-2", "email": "li@example.org", "email_verified": True}
    assert not is_in(comes_by(provider)[0])
    provider.userinfo["sub"] = "person-1"
    assert is_in(comes_by(provider)[0])


def test_a_provider_that_does_not_answer_is_named_and_the_password_still_counts(provider: Provider) -> None:
    with override_settings(OIDC_ISSUER="http://127.0.0.1:9"):
        answer = Client().get(reverse("sign-on"))
    assert answer.status_code == 403
    assert "没有应答" in answer.content.decode()
    client = Client()
    client.post("/sign-in", {"username": "li", "password": PASSWORD})
    assert is_in(client)


def test_a_sign_on_broken_off_says_so(provider: Provider) -> None:
    client = Client()
    state = parse_qs(urlsplit(client.get(reverse("sign-on")).headers["Location"]).query)["state"][0]
    answer = client.get(reverse("sign-on-back"), {"error": "access_denied", "state": state})
    assert "未完成" in answer.content.decode()


def test_nobody_is_led_elsewhere_by_a_link_to_the_sign_on(provider: Provider) -> None:
    assert comes_by(provider, next="https://elsewhere.example/")[1].headers["Location"] == "/"


def test_without_a_provider_there_is_no_button_and_no_address(db: None) -> None:
    assert "单点登录" not in Client().get("/sign-in").content.decode()
    assert Client().get(reverse("sign-on")).status_code == 404
    assert Client().get(reverse("sign-on-back")).status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {"ISSUER": "http://idp.example", "CLIENT": "x"},
        {"ISSUER": "https://idp.example"},
        {"CLIENT": "x"},
    ],
)
def test_settings_of_a_provider_that_cannot_be_are_refused(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(f"HAISHAO_OIDC_{name}", value)
    with pytest.raises(SystemExit, match="HAISHAO_OIDC_ISSUER"):
        haishao.settings._oidc()


def test_the_provider_of_these_tests_does_check_the_verifier(provider: Provider) -> None:
    back = provider.signs_in(Client().get(reverse("sign-on")).headers["Location"])
    code = parse_qs(urlsplit(back).query)["code"][0]
    sent = {
        "code": code,
        "code_verifier": "wrong",
        "redirect_uri": "http://127.0.0.1:8000/sign-in/provider/back",
    }
    answer = requests.post(f"{provider.issuer}/token", sent, auth=(CLIENT, SECRET), timeout=5)
    assert answer.status_code == 400
