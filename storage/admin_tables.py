"""The platform's own tables as its administrators are shown them. 数据表."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from storage.admin import Table, tables
from storage.admin_words import either
from storage.models import (
    Alert,
    AuditEntry,
    Brand,
    Contact,
    CrawlRun,
    Decision,
    Delivery,
    Enterprise,
    Invitation,
    Match,
    Membership,
    SavedSearch,
)

__all__ = ["tables"]


@admin.register(Enterprise, site=tables)
class EnterpriseTable(Table):
    """Enterprises. A new one may be added; its name, by which its brands are imported, stands from then on."""

    called = ("企业", "Enterprises")
    columns = ("name", "review_budget", "least_score")
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A new enterprise, by its name."""
        return True

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[Any, ...]:
        """The name of a new one."""
        return super().get_fields(request, obj) if obj else ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[Any, ...]:
        """All of one that is there."""
        return super().get_readonly_fields(request, obj) if obj else ()


class OneAddress(ModelForm):  # type: ignore[type-arg]
    """An address belongs to one person: single sign-on finds people by it."""

    def clean_email(self) -> str:
        """Raises `ValidationError` for an address somebody else has."""
        email = str(self.cleaned_data["email"]).strip()
        others = get_user_model().objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if email and others.exists():
            raise ValidationError(either("此邮箱已有账号。", "Somebody else has this address."))
        return email


@admin.register(get_user_model(), site=tables)
class UserTable(Table):
    """Users: the address alone may be put right here; all else is done on the page 用户, which keeps the rules."""

    called = ("用户", "Users")
    columns = ("username", "email", "is_active", "is_staff", "is_superuser", "last_login")
    hidden = ("password", "first_name", "last_name")
    changes = ("email",)
    form = OneAddress
    search_fields = ("username", "email")


@admin.register(Membership, site=tables)
class MembershipTable(Table):
    """Who is of which enterprise; changed on the page 用户."""

    called = ("企业成员", "Memberships")
    columns = ("user", "enterprise", "role")
    search_fields = ("user__username", "enterprise__name")


@admin.register(Contact, site=tables)
class ContactTable(Table):
    """Contacts; changed on the page 联系人与订阅. Addresses, which for a bot are its secret, are not shown."""

    called = ("联系人", "Contacts")
    columns = ("name", "enterprise", "channel", "language", "least_tier", "active", "failing_since")
    hidden = ("secret", "address")
    search_fields = ("name", "enterprise__name")


@admin.register(Brand, site=tables)
class BrandTable(Table):
    """Brands, changed where changing them has them judged anew."""

    called = ("品牌", "Brands")
    columns = ("brand_id", "name", "enterprise", "changed_at")
    search_fields = ("brand_id", "name", "enterprise__name")


@admin.register(Invitation, site=tables)
class InvitationTable(Table):
    """Invitations, without the hash of the link."""

    called = ("邀请", "Invitations")
    columns = ("email", "role", "enterprise", "invited_by", "expires_at", "accepted_at", "withdrawn_at")
    hidden = ("link_hash",)
    search_fields = ("email", "enterprise__name")


@admin.register(SavedSearch, site=tables)
class SavedSearchTable(Table):
    """Searches of the register that staff keep."""

    called = ("已保存的检索", "Saved searches")
    columns = ("user", "name", "saved_at")


@admin.register(CrawlRun, site=tables)
class CrawlRunTable(Table):
    """What sources gave, run by run."""

    called = ("抓取", "Crawl runs")
    columns = ("source", "state", "started_at", "finished_at", "kept", "added", "faults")
    search_fields = ("source", "state")


@admin.register(Delivery, site=tables)
class DeliveryTable(Table):
    """Deliveries; sent again on the page 推送."""

    called = ("推送", "Deliveries")
    columns = ("alert", "contact", "state", "tries", "next_try_at", "delivered_at")
    search_fields = ("state",)


@admin.register(Match, site=tables)
class MatchTable(Table):
    """Matches, each judged by a rule set that never changes."""

    called = ("命中", "Matches")
    columns = ("brand", "observation", "score", "tier", "rules")


@admin.register(Alert, site=tables)
class AlertTable(Table):
    """Alerts; decided at the desk and by their enterprise."""

    called = ("预警", "Alerts")
    columns = ("brand", "holder", "tier", "last_day", "open", "raised_at")
    search_fields = ("holder", "brand__name")


@admin.register(Decision, site=tables)
class DecisionTable(Table):
    """Decisions; taken back on the page 处理记录."""

    called = ("处理", "Decisions")
    columns = ("alert", "answer", "by", "made_at", "undone_at")
    search_fields = ("by", "answer")


@admin.register(AuditEntry, site=tables)
class AuditTable(Table):
    """The audit trail, which only grows."""

    called = ("操作记录", "Audit trail")
    columns = ("at", "who", "did", "enterprise", "about", "address")
    search_fields = ("who", "did", "enterprise")
