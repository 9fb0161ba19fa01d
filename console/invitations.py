"""Inviting people, and the page an invited one opens. 邀请."""

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from console.invitation_form import AcceptForm, InvitationForm
from console.people import people_page
from console.second_step import enter
from console.sending_links import sent
from console.texts import text
from console.views import viewer
from domain.role import Role
from notifier.invitation import invitation_message
from storage import invitations as kept
from storage.isolation import unbound
from storage.people import NameTaken, PasswordRefused, may_let_in
from storage.throttle import take_turns
from storage.viewers import NotVisible, Viewer

MOST_INVITED = 30
"""Invitations one person sends in an hour, those sent again among them: each is a mail to whatever address was typed."""


@sensitive_variables("secret")
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Invites somebody: the link is mailed where there is a mail server, and shown this once."""
    seen_by = viewer(request)
    form = InvitationForm(request.POST, viewer=seen_by)
    if not form.is_valid():
        return people_page(request, form=form, status=400)
    if _too_many(seen_by):
        return people_page(request, form=form, wrong="invite_too_often", status=429)
    typed = form.cleaned_data
    role = Role(typed["role"])
    try:
        secret = kept.invite(
            seen_by, typed["email"], role, enterprise=typed["enterprise"], by=request.user.get_username()
        )
    except NotVisible as missing:
        raise Http404 from missing
    except kept.NotInvitable as refused:
        form.add_error("email", _t("invite_known" if refused.known else "invite_open"))
        return people_page(request, form=form, status=409)
    return _link_page(request, secret, typed["email"], role, typed["enterprise"])


@sensitive_variables("secret")
@require_POST
def again(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """A new link in place of the one before."""
    seen_by = viewer(request)
    if may_let_in(seen_by) and _too_many(seen_by):
        return people_page(request, wrong="invite_too_often", status=429)
    try:
        line, secret = kept.invite_again(seen_by, invitation_id, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    return _link_page(request, secret, line.email, line.role, line.enterprise)


def _too_many(seen_by: Viewer) -> bool:
    return take_turns(f"invitations of user {seen_by.user_id}", MOST_INVITED, 3600.0, 1) > 0


@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Ends an invitation."""
    try:
        kept.withdraw(viewer(request), invitation_id)
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("people")


def _link_page(request: HttpRequest, secret: str, email: str, role: Role, enterprise: str) -> HttpResponse:
    link = f"{settings.BASE_URL}{reverse('invitation', args=[secret])}"
    context: dict[str, object] = {"link": link, "email": email, "role": role, "enterprise": enterprise}
    message = invitation_message(
        link,
        role=(text(role.value, "zh"), text(role.value, "en")),
        enterprise=enterprise,
        days=kept.LASTS.days,
        name=secrets.token_hex(8),
    )
    context |= sent(message, email)
    page = render(request, "console/invited.html", context)
    page["Cache-Control"] = "no-store"
    return page


@login_not_required
@sensitive_post_parameters()
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link invites to; with a POST, takes it up by a name and a password."""
    with unbound():
        try:
            line = kept.invitation_of(secret)
            form = AcceptForm(request.POST or None)
            if request.method == "POST" and form.is_valid():
                try:
                    user = kept.accept(
                        secret,
                        name=form.cleaned_data["username"],
                        password=form.cleaned_data["new_password1"],
                    )
                except NameTaken:
                    form.add_error("username", _t("name_taken"))
                except PasswordRefused as refused:
                    form.add_error("new_password1", str(refused))
                else:
                    return enter(request, user, to=reverse("second-factor"), counted=False)
        except kept.LinkRefused as refused:
            context = {"message": f"invitation_{refused.why}"}
            return render(request, "console/message.html", context, status=410)
        status = 400 if form.is_bound else 200
        return render(request, "console/invitation.html", {"line": line, "form": form}, status=status)


def _t(key: str) -> str:
    return text(key, get_language() or "zh")
