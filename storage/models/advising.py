"""Experts and service agencies the centre knows. 专家库与服务机构名录."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from storage.models.enterprises import Enterprise


class Adviser(models.Model):
    """An expert, an agency at home or one abroad; `domain.adviser` says what each column means.

    `pair` joins an agency at home and the one abroad it works with (1+1).
    """

    kind = models.TextField()
    name = models.TextField()
    organisation = models.TextField(default="", blank=True)
    offices = ArrayField(models.TextField(), default=list, blank=True)
    rights = ArrayField(models.TextField(), default=list, blank=True)
    industries = ArrayField(models.TextField(), default=list, blank=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    licence = models.TextField(default="", blank=True)
    fees = models.TextField(default="", blank=True)
    reach = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    conflicts = models.TextField(default="", blank=True)
    pair = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="paired_by"
    )
    active = models.BooleanField(default=True)
    reviewed_on = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "organisation"], name="one_adviser_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class AdviserAssignment(models.Model):
    """A think tank or commissioner that looks after an enterprise from `since` until `until`, null while it does. 派驻."""

    adviser = models.ForeignKey(Adviser, on_delete=models.CASCADE, related_name="assignments")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="assignments")
    says = models.TextField(default="")
    since = models.DateField()
    since_by = models.TextField()
    until = models.DateField(null=True)
    until_by = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adviser", "enterprise"], condition=models.Q(until__isnull=True), name="assigned_once"
            )
        ]
