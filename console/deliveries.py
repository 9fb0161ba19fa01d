"""The page of deliveries, for staff: what has not arrived and why, dead letters put on their way again, and bounces
that only a person can read.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from console.saving import to_save
from console.staff import for_staff
from console.typed import page_number
from jobs.bounces import mailbox_settings
from jobs.tasks import replay_deliveries
from storage.audit import Act, note_seen
from storage.bounces import kept_bounces, kept_mail, mailbox_state, settle_bounces
from storage.deliveries import delivery_counts, delivery_page, failing_contacts

STATES = ("failed", "pending", "delivered")


@require_safe
@for_staff
def deliveries(request: HttpRequest) -> HttpResponse:
    """Deliveries of one state, dead letters first of all, with the contacts that can no longer be reached."""
    state = request.GET.get("state", "failed")
    state = state if state in STATES else "failed"
    note_seen(Act.DELIVERIES_SEEN, [])
    counts = delivery_counts()
    mailbox = mailbox_settings()
    context = {
        "page": delivery_page(state=state, page=page_number(request)),
        "state": state,
        "states": [(one, counts.get(one, 0)) for one in STATES],
        "failing": failing_contacts(),
        "mail_set": bool(settings.SMTP_HOST),
        "mailbox": mailbox_state(mailbox.name) if mailbox else None,
        "kept": kept_bounces(),
    }
    return render(request, "console/deliveries.html", context)


@require_POST
@for_staff
def replay(request: HttpRequest) -> HttpResponse:
    """Puts the chosen dead letters on their way again."""
    chosen = request.POST.getlist("delivery")[:500]
    replay_deliveries([int(one) for one in chosen if one.isdecimal() and len(one) < 18])
    return redirect("deliveries")


@require_safe
@for_staff
def bounce_mail(request: HttpRequest, bounce_id: int) -> HttpResponse:
    """A bounce as it came, to be opened by a mail program; it is from strangers and never shown as a page."""
    mail = kept_mail(bounce_id)
    if mail is None:
        raise Http404
    return to_save(mail, f"bounce-{bounce_id}.eml")


@require_POST
@for_staff
def settle(request: HttpRequest) -> HttpResponse:
    """Takes the chosen bounces off the page: staff have read them."""
    chosen = request.POST.getlist("bounce")[:500]
    settle_bounces(int(one) for one in chosen if one.isdecimal() and len(one) < 18)
    return redirect("deliveries")
