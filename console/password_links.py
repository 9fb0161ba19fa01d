"""Helping whoever forgot a password: the link is made by those who keep the person, and opened by the person. 重设密码."""

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from console.invitation_form import NewPasswordForm
from console.second_step import enter
from console.sending_links import sent
from console.views import viewer
from notifier.invitation import password_message
from storage.isolation import unbound
from storage.password_links import (
    PasswordLinkRefused,
    owner_of_link,
    password_link,
    set_password_by_link,
)
from storage.people import PasswordRefused
from storage.viewers import NotVisible


@sensitive_variables("token", "link")
@require_POST
def make(request: HttpRequest, user_id: int) -> HttpResponse:
    """A link for somebody the viewer keeps: mailed where it can be, and shown this once."""
    try:
        name, email, token = password_link(viewer(request), user_id)
    except (NotVisible, PasswordLinkRefused) as missing:
        raise Http404 from missing
    link = f"{settings.BASE_URL}{reverse('password-link', args=[user_id, token])}"
    context: dict[str, object] = {"link": link, "name": name, "email": email}
    if email:
        context |= sent(password_message(link, name=secrets.token_hex(8)), email)
    page = render(request, "console/password_link.html", context)
    page["Cache-Control"] = "no-store"
    return page


@login_not_required
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, user_id: int, token: str) -> HttpResponse:
    """Sets a new password, and goes on as any sign-in does: with the second step where there is one."""
    with unbound():
        try:
            user = owner_of_link(user_id, token)
            form = NewPasswordForm(request.POST or None)
            if request.method == "POST" and form.is_valid():
                try:
                    user = set_password_by_link(user_id, token, form.cleaned_data["new_password1"])
                except PasswordRefused as refused:
                    form.add_error("new_password1", str(refused))
                else:
                    return enter(request, user, to=reverse("alerts"), counted=False)
        except PasswordLinkRefused:
            return render(request, "console/message.html", {"message": "password_link_bad"}, status=410)
        context = {"form": form, "name": user.get_username()}
        status = 400 if form.is_bound else 200
        return render(request, "console/new_password.html", context, status=status)
