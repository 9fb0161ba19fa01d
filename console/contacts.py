"""Contacts and what each is told: the list, one contact's subscription, a new contact. 联系人与订阅."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.contact_forms import ContactForm, SubscriptionForm
from console.views import viewer
from domain.subscription import WrongSubscription
from notifier.channel import WrongAddress
from notifier.hosts import AllowedHosts
from notifier.send import check
from storage import contacts
from storage.audit import Act, note_seen
from storage.brands import enterprise_names, save_contact
from storage.viewers import NotVisible, Viewer, administered_by, enterprises_of


@require_safe
def contact_list(request: HttpRequest) -> HttpResponse:
    """Everybody who is told, with what and when."""
    seen_by = viewer(request)
    note_seen(Act.CONTACTS_SEEN, enterprises_of(seen_by))
    context = {
        "contacts": contacts.contacts_of(seen_by),
        "form": ContactForm(enterprises=_enterprises(seen_by)),
        "now": timezone.now(),
        "may_change": _may_add(seen_by),
    }
    return render(request, "console/contacts.html", context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Adds a contact of an enterprise the viewer may see, or for staff one of the staff."""
    seen_by = viewer(request)
    if not _may_add(seen_by):
        raise Http404
    form = ContactForm(request.POST, enterprises=_enterprises(seen_by))
    if form.is_valid():
        contact = form.contact()
        try:
            check(contact, AllowedHosts.read(settings.WEBHOOK_HOSTS))
        except WrongAddress as wrong:
            form.add_error("address", _one_side(wrong))
        else:
            made = save_contact(form.cleaned_data["enterprise"], contact)
            return redirect("contact", made)
    note_seen(Act.CONTACTS_SEEN, enterprises_of(seen_by))
    context = {"contacts": contacts.contacts_of(seen_by), "form": form, "now": timezone.now()}
    context["may_change"] = True
    return render(request, "console/contacts.html", context, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """What one contact is told and when, and with a POST what it chose instead."""
    seen_by = viewer(request)
    try:
        line = contacts.contact_of(seen_by, contact_id)
        brands = contacts.brands_told(seen_by, contact_id)
    except NotVisible as missing:
        raise Http404 from missing
    note_seen(Act.CONTACT_SEEN, [line.enterprise] if line.enterprise else [], about=line.contact.name)
    status = 200
    form = SubscriptionForm(line=line, brands=brands)
    may_change = contacts.may_change(seen_by, line)
    if request.method == "POST":
        if not may_change:
            raise Http404
        form = SubscriptionForm(request.POST, line=line, brands=brands)
        if form.is_valid():
            try:
                contacts.subscribe(contact_id, form.subscription())
            except WrongSubscription as wrong:
                form.add_error(None, _one_side(wrong))
            else:
                contacts.set_copies(contact_id, form.cleaned_data["copies"])
                return redirect("contacts")
        status = 400
    return render(
        request, "console/contact.html", {"line": line, "form": form, "may_change": may_change}, status=status
    )


@require_POST
def activity(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Stops a contact, or starts it again."""
    try:
        line = contacts.contact_of(viewer(request), contact_id)
    except NotVisible as missing:
        raise Http404 from missing
    if not contacts.may_change(viewer(request), line):
        raise Http404
    if request.POST.get("active") == "yes":
        contacts.tell_again(contact_id)
    else:
        contacts.leave(contact_id)
    return redirect("contacts")


def _one_side(wrong: ValueError) -> str:
    """The side of “中文 · English” in the page's language."""
    chinese, _, english = str(wrong).partition(" · ")
    return chinese if (get_language() or "zh").startswith("zh") else english


def _may_add(seen_by: Viewer) -> bool:
    return seen_by.staff or bool(seen_by.administers)


def _enterprises(seen_by: Viewer) -> list[str]:
    """The enterprises a viewer may add contacts to; "" is the staff."""
    return ["", *enterprise_names()] if seen_by.staff else administered_by(seen_by)
