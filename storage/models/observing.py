"""Crawl runs, what they saw, and what the matchers said of it. 监测信息与命中."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from storage.models.enterprises import Brand


class CrawlRun(models.Model):
    """One run of one source. `state` is `running` until the run's outcome is known.

    `kept` counts the observations the run gave, `added` those not seen before; `faults` what could not
    be read. `taken_in_at` is set once every observation of the run is in the database, `judged_at` once
    every one of them was judged.
    """

    source = models.TextField()
    state = models.TextField(default="running")
    reason_zh = models.TextField(default="")
    reason_en = models.TextField(default="")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    taken_in_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    kept = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["source", "-started_at"], name="run_by_source")]


class Response(models.Model):
    """One answer of a source as it was received: the evidence behind the observations of a run.

    `sha256` is the hash of the body, which lies under that name in the run's folder.
    """

    run = models.ForeignKey(CrawlRun, on_delete=models.CASCADE, related_name="responses")
    url = models.TextField()
    status = models.PositiveSmallIntegerField()
    sha256 = models.TextField()
    size = models.BigIntegerField()
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "url", "sha256"], name="one_response_a_run")]


class Observation(models.Model):
    """What was seen; `domain.observation.Observation` says what each column means.

    Source, number and content hash are the identity, so the same sighting is kept once and a changed
    filing is a new row beside the old.
    """

    run = models.ForeignKey(CrawlRun, on_delete=models.PROTECT, related_name="observations")
    kind = models.TextField()
    source = models.TextField()
    ref = models.TextField()
    content_hash = models.BinaryField(max_length=32)
    sign = models.TextField()
    office = models.TextField()
    holders = models.JSONField(default=list)
    representative = models.TextField(default="")
    goods = models.JSONField(default=list)
    classes = ArrayField(models.PositiveSmallIntegerField(), default=list)
    feature = models.TextField(default="")
    status = models.TextField(default="")
    filed_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    registered_on = models.DateField(null=True)
    madrid = models.BooleanField(default=False)
    url = models.TextField(default="")
    image_url = models.TextField(default="")
    provenance = models.TextField(default="live")
    brand = models.TextField(default="")
    seller = models.JSONField(null=True)
    price = models.JSONField(null=True)
    event = models.TextField(default="")
    stand = models.TextField(default="")
    docket = models.TextField(default="")
    text = models.TextField(default="")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "ref", "content_hash"], name="one_sighting")]


class Match(models.Model):
    """What one named rule set said of one brand and one observation; `domain.match.Match`."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="matches")
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="matches")
    rules = models.TextField()
    mark = models.TextField()
    score = models.FloatField()
    tier = models.TextField()
    evidence = models.JSONField()
    last_day = models.DateField(null=True)
    last_day_rule = models.JSONField(null=True)
    judged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "observation", "rules"], name="one_opinion_a_rule_set")
        ]
