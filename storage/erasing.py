"""One person's deletion: the row stays for what hangs on it, and names nobody any more. 个人信息的删除.

PIPL, art. 47: what nobody needs any more is deleted; where that cannot be done, it is handled no further. What an enterprise
decided stays its own, so the person's name in it gives way to a number.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.db import transaction

from storage import models as m
from storage.audit import Act, note
from storage.people import check_another_platform_admin
from storage.sessions import end_sessions

NAMED: tuple[tuple[str, str], ...] = (
    ("Decision", "by"), ("Decision", "undone_by"), ("Review", "by"), ("Proposal", "by"), ("Proposal", "second_by"),
    ("Sample", "by"), ("Batch", "by"), ("HelpCall", "by"), ("HelpCall", "replied_by"), ("BrandUpload", "by"),
    ("BrandUpload", "confirmed_by"), ("ApiToken", "made_by"), ("Invitation", "invited_by"), ("EnterpriseExport", "by"),
    ("DeletionRequest", "by"),
    ("ListEntry", "since_by"), ("ListEntry", "until_by"), ("ListEntry", "reviewed_by"), ("Industry", "added_by"),
    ("ListUpload", "by"), ("ListUpload", "confirmed_by"),
    ("TradeImport", "by"), ("IndustryCode", "since_by"), ("IndustryCode", "until_by"),
    ("ReputationItem", "added_by"), ("ReputationItem", "withdrawn_by"),
    ("Survey", "made_by"), ("Survey", "sent_by"), ("Survey", "closed_by"), ("SurveyAnswer", "by"),
)  # fmt: skip
"""Every column in which a user stands by name; the audit trail, which nobody may change, keeps its own until its time."""


class NobodyThere(LookupError):
    """No such user or contact, or one that was erased before."""


def erase_person(name: str) -> str:
    """Takes everything by which a user is known, ends their sessions, and returns what they are called from then on. Raises
    `NobodyThere`, and `LastPlatformAdmin`.
    """
    with transaction.atomic():
        user = get_user_model().objects.select_for_update().filter(username=name).first()
        if user is None:
            raise NobodyThere(name)
        check_another_platform_admin(user.pk)
        called = f"erased-{user.pk}"
        owners = [
            one.enterprise for one in m.Membership.objects.filter(user=user).select_related("enterprise")
        ]
        end_sessions(user.pk)
        for model in (
            Authenticator,
            SocialAccount,
            EmailAddress,
            m.CalendarFeed,
            m.SavedSearch,
            m.Membership,
        ):
            model._default_manager.filter(user=user).delete()
        m.Invitation.objects.filter(user_number=user.pk).update(email="")
        for table, column in NAMED:
            getattr(m, table).objects.filter(**{column: name}).update(**{column: called})
        user.username, user.email, user.first_name, user.last_name = called, "", "", ""
        user.is_active = user.is_staff = user.is_superuser = False
        user.set_unusable_password()
        user.save()
        note(Act.PERSON_ERASED, of=owners[0] if owners else None, about=called)
    return called


def erase_contact(contact_id: int) -> str:
    """Takes a contact's name and address, and what receivers said of it; that something was told to it stays. Returns what it
    is called from then on. Raises `NobodyThere`.
    """
    with transaction.atomic():
        row = (
            m.Contact.objects.select_for_update(of=("self",))
            .select_related("enterprise")
            .filter(pk=contact_id)
            .first()
        )
        called = f"erased-{contact_id}"
        if row is None or row.name == called:
            raise NobodyThere(str(contact_id))
        deliveries = m.Delivery.objects.filter(contact=row)
        deliveries.filter(state="pending").update(state="withdrawn")
        m.Bounce.objects.filter(delivery__contact=row).delete()
        m.Attempt.objects.filter(delivery__contact=row).update(answer="")
        m.Decision.objects.filter(contact=row).update(by=called)
        m.SurveyAnswer.objects.filter(contact=row).update(by=called)
        m.Notice.objects.filter(subject_zh__startswith=f"联系人已无法送达：{row.name}（").delete()
        m.Contact.objects.filter(pk=contact_id).update(
            name=called,
            address=called,
            secret="",
            failing_reason="",
            active=False,  # nosec B106 # what is erased
        )
        note(Act.CONTACT_ERASED, of=row.enterprise, about=called)
    return called
