"""Enterprises, what they have watched, and who is told. 企业、品牌、联系人."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Enterprise(models.Model):
    """A subscriber, and the unit of isolation.

    `credit_code` is the 统一社会信用代码 (GB 32100-2015), `industry` and `district` are the centre's own words, "" where
    nobody said; `named_from` is the day from which it consents to be named in reports, null while it does not.
    `review_budget` is how many matches a week it wants to read, None for all; `least_score` what a match must
    therefore score to be told, counted anew from what the past weeks held.
    """

    name = models.TextField(unique=True)
    credit_code = models.TextField(default="", blank=True)
    industry = models.TextField(default="", blank=True)
    district = models.TextField(default="", blank=True)
    named_from = models.DateField(null=True, blank=True)
    review_budget = models.PositiveIntegerField(null=True)
    least_score = models.FloatField(default=0.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code=""),
                name="one_enterprise_a_credit_code",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person who may see one enterprise, in a `domain.role.Role` of an enterprise. Staff see all and need none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE)
    role = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "enterprise"], name="one_membership")]


class Brand(models.Model):
    """A brand; `domain.brand.Brand` says what each column means. It is watched from `added_at` until `unwatched_at`, null
    while it is, and never deleted: what was found of it stays.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE)
    brand_id = models.TextField(unique=True)
    name = models.TextField()
    aliases = ArrayField(models.TextField(), default=list)
    owners = ArrayField(models.TextField(), default=list)
    authorised = ArrayField(models.TextField(), default=list)
    classes = ArrayField(models.PositiveSmallIntegerField(), default=list)
    markets = ArrayField(models.TextField(), default=list)
    goods = models.TextField(default="", blank=True)
    logo = models.TextField(default="", blank=True)
    addresses = ArrayField(models.TextField(), default=list)
    shown = models.JSONField(default=list)
    prices = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now=True)
    added_at = models.DateTimeField(db_default=Now())
    unwatched_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


REACHABLE: dict[str, Any] = {"failing_since": None, "failing_reason": "", "failing_by_report": False}
"""The fields of a contact that can be reached, as far as anybody knows."""


class Contact(models.Model):
    """Somebody at an enterprise who is told, by one channel, of matches of `least_tier` and above. Without an
    enterprise, somebody of the centre's staff, who is told of the service itself.

    `failing_since` is when the receiver first said that nobody is at the address, null while it says yes. With
    `failing_by_report` it said so in a bounce, after a yes: the next yes proves nothing then.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True)
    name = models.TextField()
    channel = models.TextField()
    address = models.TextField()
    language = models.TextField(default="zh")
    least_tier = models.TextField(default="medium")
    active = models.BooleanField(default=True)
    secret = models.TextField(default="", blank=True)
    form = models.TextField(default="", blank=True)
    failing_since = models.DateTimeField(null=True)
    failing_reason = models.TextField(default="", blank=True)
    failing_by_report = models.BooleanField(default=False)
    kinds = ArrayField(models.TextField(), default=list, blank=True)
    brands = ArrayField(models.TextField(), default=list, blank=True)
    markets = ArrayField(models.TextField(), default=list, blank=True)
    rhythm = models.TextField(default="at-once")
    hour = models.PositiveSmallIntegerField(default=9)
    weekday = models.PositiveSmallIntegerField(default=0)
    timezone = models.TextField(default="Asia/Shanghai")
    quiet_from = models.PositiveSmallIntegerField(default=0)
    quiet_until = models.PositiveSmallIntegerField(default=0)
    snoozed_until = models.DateTimeField(null=True)
    muted_until = models.DateTimeField(null=True)
    rank = models.PositiveSmallIntegerField(default=0)
    copies = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "channel", "address"],
                nulls_distinct=False,
                name="one_contact_a_channel",
            )
        ]

    def __str__(self) -> str:
        return self.name
