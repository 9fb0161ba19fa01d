"""What the centre knows and passes on: texts on countries, pages it follows, its library of cases, warnings it sends out."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from storage.models.casework import Case
from storage.models.enterprises import Enterprise

_USER = settings.AUTH_USER_MODEL


class CountryText(models.Model):
    """What the staff wrote on one country, version after version; the highest is shown. 国别指南（编辑文字）."""

    office = models.TextField()
    version = models.PositiveIntegerField()
    text = models.TextField()
    review_by = models.DateField(null=True)
    user = models.ForeignKey(_USER, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "version"], name="one_country_version")]


class TrackedPage(models.Model):
    """A page that rules rest on, read again each `days`; `state` is how the last reading ended, `said` why. 跟踪网页."""

    url = models.TextField(unique=True)
    title = models.TextField(default="")
    offices = ArrayField(models.TextField(), default=list)
    days = models.PositiveSmallIntegerField(default=7)
    active = models.BooleanField(default=True)
    state = models.TextField(default="never")
    said = models.TextField(default="")
    tried_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(db_default=Now())
    added_by = models.TextField()


class PageText(models.Model):
    """What a tracked page said, a sentence a line, as long as it said the same. `noise` counts the lines left out because
    they change by themselves; `run` and `sha256` lead to the answer that was kept.
    """

    page = models.ForeignKey(TrackedPage, on_delete=models.CASCADE, related_name="texts")
    run = models.PositiveBigIntegerField()
    sha256 = models.TextField()
    provenance = models.TextField()
    text = models.TextField()
    lines = models.PositiveIntegerField()
    noise = models.PositiveIntegerField()
    first_read_at = models.DateTimeField()
    last_read_at = models.DateTimeField()


class PageChange(models.Model):
    """A tracked page that says something else than before, and what a person found that to mean. `verdict` is "" until then."""

    page = models.ForeignKey(TrackedPage, on_delete=models.CASCADE, related_name="changes")
    before = models.ForeignKey(PageText, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(PageText, on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField(db_default=Now())
    verdict = models.TextField(default="")
    words = models.TextField(default="")
    settled_by = models.TextField(default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="one_change_a_pair")]


class _LibraryFields(models.Model):
    """What is told of a case."""

    title = models.TextField()
    office = models.TextField(default="")
    right = models.TextField()
    kind = models.TextField()
    industry = models.TextField(default="")
    outcome = models.TextField(default="")
    facts = models.TextField(default="")
    law = models.TextField(default="")
    steps = models.TextField(default="")
    result = models.TextField(default="")
    lesson = models.TextField(default="")

    class Meta:
        abstract = True


class LibraryDraft(_LibraryFields):
    """A case on its way into the library, for staff alone: it may still name the enterprise, with which it is deleted.

    `state` is `draft`, `waiting` for a second person, `published` or `withdrawn`; `revision` grows with each change.
    """

    form = models.UUIDField(unique=True)
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.TextField(default="draft")
    revision = models.PositiveIntegerField(default=1)
    remark = models.TextField(default="")
    made_by = models.TextField()
    changed_user = models.ForeignKey(_USER, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_by = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)


class LibraryEntry(_LibraryFields):
    """A case of the library as everybody reads it: anonymous, and nothing in it leads back. 案例库."""

    draft = models.OneToOneField(LibraryDraft, on_delete=models.SET_NULL, null=True, related_name="entry")
    published_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)


class Advisory(models.Model):
    """A warning the centre sends to enterprises it chose. 纠纷预警发布.

    `state` is `draft`, `reviewing`, `reviewed`, `sent` or `withdrawn`; `revision` grows with each change of its words.
    `corrects` is the one it replaces.
    """

    form = models.UUIDField(unique=True)
    title = models.TextField()
    body = models.TextField()
    offices = ArrayField(models.TextField(), default=list)
    industries = ArrayField(models.TextField(), default=list)
    state = models.TextField(default="draft")
    revision = models.PositiveIntegerField(default=1)
    corrects = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="corrected_by")
    author = models.ForeignKey(_USER, on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.TextField()
    reviewer_name = models.TextField(default="")
    reviewed_at = models.DateTimeField(null=True)
    remark = models.TextField(default="")
    signer_name = models.TextField(default="")
    sent_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(default="")
    made_at = models.DateTimeField(db_default=Now())


class AdvisoryRecipient(models.Model):
    """An enterprise an advisory is for; when it was read there, and when somebody said so."""

    advisory = models.ForeignKey(Advisory, on_delete=models.CASCADE, related_name="recipients")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(null=True)
    read_by = models.TextField(default="")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["advisory", "enterprise"], name="one_advisory_each")]
