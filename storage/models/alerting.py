"""Alerts and their deliveries. 预警与推送."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from domain.match import Tier
from storage.models.enterprises import Brand, Contact
from storage.models.observing import Match


def tier_rank(field: str = "tier") -> models.Case:
    """An alert's tier as a number to order by, 3 for high; `field` is where the tier stands."""
    ranks = (models.When(**{field: tier.value}, then=models.Value(tier.rank)) for tier in Tier)
    return models.Case(*ranks, default=models.Value(0), output_field=models.IntegerField())


class Alert(models.Model):
    """One conflict as told to one enterprise: brand + holder + reason, growing while it is open.

    `holder_key` is the first holder's name folded for comparison; `conflict_key` says by whom the conflict is, and is
    the same for the ways one company's name is written. `revision` goes up each time matches are added, so that each
    growth is told once.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="alerts")
    holder = models.TextField()
    holder_key = models.TextField()
    conflict_key = models.TextField()
    reason = models.TextField()
    tier = models.TextField()
    last_day = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)
    open = models.BooleanField(default=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    grown_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "conflict_key", "reason"],
                condition=models.Q(open=True),
                name="one_open_alert",
            )
        ]
        indexes = [
            models.Index(fields=["-grown_at"], name="alert_newest"),
            models.Index(fields=["last_day"], condition=models.Q(open=True), name="alert_last_day"),
            models.Index(fields=["conflict_key"], name="alert_conflict_key"),
            # In the order of the alerts' list and, part by part, of the desk's queue; with what tells who waits.
            models.Index(
                tier_rank().desc(),
                "last_day",
                "id",
                condition=models.Q(open=True),
                include=["revision"],
                name="alert_urgency",
            ),
        ]


class AlertMatch(models.Model):
    """A match's place in the alert it was folded into; a match is told in one alert only.

    `agent_key` and `address_key` fold the representative and the holder's address of its observation, "" when the
    source gives none: what other holders share with this one.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="folded")
    match = models.OneToOneField(Match, on_delete=models.CASCADE, related_name="folded_into")
    revision = models.PositiveIntegerField()
    agent_key = models.TextField(default="")
    address_key = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["agent_key"], condition=~models.Q(agent_key=""), name="alert_match_agent"),
            models.Index(
                fields=["address_key"], condition=~models.Q(address_key=""), name="alert_match_address"
            ),
        ]


class Notice(models.Model):
    """Something staff are told of the service itself. 通知."""

    subject_zh = models.TextField()
    subject_en = models.TextField()
    says_zh = models.TextField()
    says_en = models.TextField()
    raised_at = models.DateTimeField(auto_now_add=True)


class Digest(models.Model):
    """What one contact is told together at one time."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="digests")
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "due_at"], name="one_digest_a_time")]


class DigestEntry(models.Model):
    """An alert's place in a digest, once however often it grows before that goes out."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="entries")
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="digest_entries")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "alert"], name="one_entry_an_alert")]


class Delivery(models.Model):
    """One revision of one alert, one notice, one digest, one message about a case, one advisory or one
    questionnaire to one contact. `delivered_at` is set after the receiver said yes.

    `reminder` is the step of days before a last day that this is a reminder of, 0 for none.

    `state` is `pending`, `delivered` or `failed` (a dead letter, which only a person wakes). `tries` counts the
    refusals since it was opened or replayed.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries", null=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", null=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="deliveries")
    digest = models.ForeignKey(
        "storage.Digest", on_delete=models.CASCADE, related_name="deliveries", null=True
    )
    case_message = models.ForeignKey(
        "storage.CaseMessage", on_delete=models.CASCADE, related_name="deliveries", null=True
    )
    advisory = models.ForeignKey(
        "storage.Advisory", on_delete=models.CASCADE, related_name="deliveries", null=True
    )
    survey = models.ForeignKey(
        "storage.Survey", on_delete=models.CASCADE, related_name="deliveries", null=True
    )
    revision = models.PositiveIntegerField(default=1)
    reminder = models.PositiveSmallIntegerField(default=0)
    state = models.TextField(default="pending")
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "contact", "revision", "reminder"], name="one_delivery"),
            models.UniqueConstraint(fields=["notice", "contact"], name="one_notice_a_contact"),
            models.UniqueConstraint(fields=["digest", "contact"], name="one_delivery_a_digest"),
            models.UniqueConstraint(fields=["case_message", "contact"], name="one_case_message_a_contact"),
            models.UniqueConstraint(
                fields=["advisory", "contact", "revision"], name="one_advisory_a_contact"
            ),
            models.UniqueConstraint(fields=["survey", "contact", "revision"], name="one_survey_a_contact"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="pending"), name="delivery_pending")
        ]


class Attempt(models.Model):
    """One try at a delivery, or a report on it that came later, and what the receiver said. Append-only."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(auto_now_add=True)
    accepted = models.BooleanField()
    answer = models.TextField()


class ReceiverTurns(models.Model):
    """When messages were last handed to one receiver that takes so many in a time."""

    receiver = models.TextField(primary_key=True)
    taken = ArrayField(models.DateTimeField(), default=list)


class AccessToken(models.Model):
    """A token all workers share until it ends."""

    name = models.TextField(primary_key=True)
    value = models.TextField(default="")
    good_until = models.DateTimeField(null=True)
