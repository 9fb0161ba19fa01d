"""The way in: every sign-in, by whatever first step, comes through `enter`, which asks for the second step where there is
one, or for one to be set up. 登录的第二步.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from console.lost_forms import WAS_HERE
from console.second_factor import codes_page, set_up_page, taken_on
from console.sign_in_words import closed_words
from console.texts import text
from storage.audit import Act, acting, note
from storage.isolation import unbound
from storage.second_factor import (
    SecretUnreadable,
    WrongCode,
    compulsory_for,
    has_second_factor,
    take_code,
)
from storage.sign_in_tries import counted_try, forget_tries, give_back

_HALF_IN = "half-in"
_HALF_IN_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfIn:
    """Somebody whose first step was right, and where they want to go."""

    user: AbstractUser
    to: str


def enter(request: HttpRequest, user: AbstractUser, *, to: str, counted: bool) -> HttpResponse:
    """Lets somebody in whose first step was right, or leads on to the second. `counted` says that the first step was counted
    as a try, which is forgotten then, the account's where no second step follows.
    """
    asked = has_second_factor(user.pk)
    if not asked and not compulsory_for(staff=user.is_staff):
        if counted:
            forget_tries(user.get_username(), acting().address)
        return _let_in(request, user, to=to)
    if counted:
        give_back(acting().address)
    request.session.cycle_key()
    request.session[_HALF_IN] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": time.time() + _HALF_IN_SECONDS,
        "to": to,
    }
    return redirect("sign-in-code" if asked else "sign-in-enrol")


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Asks for the code of the app, or a recovery code."""
    with unbound():
        half = _half_in(request)
        if half is None:
            return redirect("sign-in")
        if request.method != "POST":
            return render(request, "console/code.html")
        name, address = half.user.get_username(), acting().address
        if (until := counted_try(name, address)) is not None:
            answer = render(request, "console/code.html", {"wrong": closed_words(until)}, status=429)
            answer["Retry-After"] = str(max(1, round((until - timezone.now()).total_seconds())))
            return answer
        try:
            take_code(half.user.pk, request.POST.get("code", "")[:40])
        except (WrongCode, SecretUnreadable) as refused:
            note(Act.SECOND_FACTOR_REFUSED, who=name)
            key = "code_wrong" if isinstance(refused, WrongCode) else "code_unreadable"
            words = text(key, get_language() or "zh")
            return render(request, "console/code.html", {"wrong": words}, status=400)
        forget_tries(name, address)
        return _let_in(request, half.user, to=half.to)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Sets the second step up for whoever may not come in without one."""
    with unbound():
        half = _half_in(request)
        if half is None or has_second_factor(half.user.pk):
            return redirect("sign-in")
        wrong = ""
        if request.method == "POST":
            wrong, codes = taken_on(request, half.user)
            if codes:
                cookies = _let_in(request, half.user, to=half.to).cookies
                page = codes_page(request, half.user, codes, to=half.to)
                page.cookies.update(cookies)
                return page
        return set_up_page(request, half.user, wrong=wrong)


def _half_in(request: HttpRequest) -> HalfIn | None:
    """Whose first step was right in this browser, until ten minutes later, a new password or an end of the account."""
    kept = request.session.get(_HALF_IN)
    if not isinstance(kept, dict) or kept["until"] < time.time():
        return None
    user = get_user_model().objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return HalfIn(user=user, to=kept["to"])


def _let_in(request: HttpRequest, user: AbstractUser, *, to: str) -> HttpResponse:
    request.session.pop(_HALF_IN, None)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    note(Act.SIGNED_IN, who=user.get_username())
    answer = redirect(to)
    answer.set_signed_cookie(
        WAS_HERE,
        str(user.pk),
        max_age=settings.SESSION_COOKIE_AGE * 2,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer
