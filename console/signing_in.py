"""Signing in and out, the password. Users belong to no enterprise, so these steps alone ask for them unbound. 登录."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from console.second_step import enter
from console.sign_in_words import closed_words
from console.single_sign_on import sign_on_name
from console.texts import text
from storage.audit import Act, acting, note
from storage.isolation import unbound
from storage.sessions import end_sessions
from storage.sign_in_tries import counted_try, forget_tries


class SignInForm(AuthenticationForm):
    """Name and password. `closed_until` is set where they are not looked at, after too many tries."""

    closed_until: dt.datetime | None = None

    def clean(self) -> dict[str, Any]:
        """Raises `ValidationError` for a wrong password, and for any while the account or the address is closed."""
        name, address = self.cleaned_data.get("username") or "", acting().address
        self.closed_until = counted_try(name, address)
        if self.closed_until is not None:
            raise ValidationError(closed_words(self.closed_until), code="closed")
        try:
            typed: dict[str, Any] = super().clean()
        except ValidationError:
            known = get_user_model().objects.filter(username=name).exists()
            note(Act.SIGN_IN_REFUSED, who=name if known else "—")  # people type passwords here
            raise
        return typed


@method_decorator(ensure_csrf_cookie, name="dispatch")
class SignIn(LoginView):
    """Signing in by name and password."""

    form_class = SignInForm
    template_name = "console/sign_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: str, **kwargs: object) -> HttpResponseBase:
        """Checks name and password, and opens a session."""
        with unbound():
            return super().post(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """In, or on to the second step."""
        return enter(self.request, form.get_user(), to=self.get_success_url(), counted=True)

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """What the page shows besides the form: the other way in, and that a form was not saved."""
        unsaved = "unsaved" in self.request.GET
        return super().get_context_data(**named, sign_on=sign_on_name(), unsaved=unsaved)

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """The form again; 429 while closed (RFC 6585, 4)."""
        answer = super().form_invalid(form)
        if form.closed_until is not None:
            answer.status_code = 429
            left = (form.closed_until - timezone.now()).total_seconds()
            answer["Retry-After"] = str(max(1, round(left)))
        return answer


class SignOut(LogoutView):
    """Ends the session."""


class PasswordForm(PasswordChangeForm):
    """The old password, and the new one twice."""

    def clean_old_password(self) -> str:
        """Raises `ValidationError` for a wrong one, of which as few are heard as at the sign-in."""
        name, address = self.user.get_username(), acting().address
        if (until := counted_try(name, address)) is not None:
            raise ValidationError(closed_words(until), code="closed")
        old = super().clean_old_password()
        forget_tries(name, address)
        return str(old)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Changes one's password, which ends every other session of this person."""
    with unbound():
        form = PasswordForm(request.user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            user = form.save()
            update_session_auth_hash(request, user)
            end_sessions(user.pk, but=request.session.session_key)
            note(Act.PASSWORD_CHANGED)
            return redirect("alerts")
    language = get_language() or "zh"
    for name, field in form.fields.items():
        field.label, field.help_text = text(f"field_{name}", language), ""
    form.fields["new_password1"].help_text = text("field_new_password1_help", language)
    status = 400 if form.is_bound else 200
    return render(request, "console/password.html", {"form": form}, status=status)
