"""Who may sign in, for those who keep them: platform administrators everybody, an enterprise's administrators its own. 用户."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from console.invitation_form import InvitationForm
from console.views import viewer
from domain.role import Role
from storage import people as kept
from storage.invitations import open_invitations
from storage.second_factor import reset_second_factor as reset
from storage.viewers import NotVisible, Viewer

STAFF_ROLES = tuple(one for one in Role if one.staff)
ENTERPRISE_ROLES = tuple(one for one in Role if not one.staff)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody the viewer keeps, and the invitations that wait."""
    return people_page(request)


def people_page(
    request: HttpRequest, *, form: InvitationForm | None = None, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The page, with the form as typed or with what was refused. Raises `Http404` for whoever keeps nobody."""
    seen_by = viewer(request)
    try:
        context = {"people": kept.people(seen_by), "invitations": open_invitations(seen_by)}
    except NotVisible as missing:
        raise Http404 from missing
    context |= {
        "form": form or InvitationForm(viewer=seen_by),
        "wrong": wrong,
        "staff_roles": STAFF_ROLES,
        "enterprise_roles": ENTERPRISE_ROLES,
        "platform_admin": seen_by.platform_admin,
    }
    return render(request, "console/people.html", context, status=status)


def _changes_person(act: Callable[[HttpRequest, Viewer, int], object]) -> Callable[..., HttpResponse]:
    """A form of one person's line; what is not the viewer's looks missing."""

    @require_POST
    @wraps(act)
    def view(request: HttpRequest, user_id: int) -> HttpResponse:
        try:
            act(request, viewer(request), user_id)
        except NotVisible as missing:
            raise Http404 from missing
        except kept.LastPlatformAdmin:
            return people_page(request, wrong="people_last_admin", status=409)
        return redirect("people")

    return view


@_changes_person
def end_sessions(_request: HttpRequest, seen_by: Viewer, user_id: int) -> None:
    """Signs a person out everywhere."""
    kept.end_sessions_of(seen_by, user_id)


@_changes_person
def change_role(request: HttpRequest, seen_by: Viewer, user_id: int) -> None:
    """Gives a person another role of the same side."""
    try:
        kept.change_role(seen_by, user_id, Role(request.POST.get("role", "")))
    except kept.LastPlatformAdmin:
        raise
    except ValueError as wrong:  # no page of ours offers it
        raise NotVisible("role") from wrong


@_changes_person
def activity(request: HttpRequest, seen_by: Viewer, user_id: int) -> None:
    """Lets a person in no more, or again."""
    change = kept.activate if request.POST.get("active") == "yes" else kept.deactivate
    change(seen_by, user_id)


@_changes_person
def reset_second_factor(_request: HttpRequest, seen_by: Viewer, user_id: int) -> None:
    """Takes away the second factor of somebody who lost it."""
    reset(seen_by, user_id)
