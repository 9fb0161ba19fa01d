"""Crawl runs, what they saw, and what the matchers said of it. 监测信息与命中."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models.functions import Upper

from storage.models.enterprises import Brand


class CrawlRun(models.Model):
    """One run of one source. `state` is `running` until the run's outcome is known.

    `kept` counts the observations the run gave, `added` those not seen before; `faults` what could not
    be read. `taken_in_at` is set once every observation of the run is in the database, `judged_at` once
    every one of them was judged, `evidence_dropped_at` once what no match rests on was deleted.
    `register_version` is that of the keys by which searches find its observations, 0 while they have none.
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
    evidence_dropped_at = models.DateTimeField(null=True)
    register_version = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["source", "-started_at"], name="run_by_source")]

    @property
    def folder(self) -> str:
        """The name of the run's folder. It holds the instant of its start, so that the folders of a database that
        is gone, whose runs had the same numbers, are never taken for its own.
        """
        return f"{self.pk}-{self.started_at.astimezone(dt.UTC):%Y%m%dT%H%M%S%f}"


class HostTurn(models.Model):
    """When a host may next be asked, by whichever crawl on whichever machine comes first."""

    host = models.TextField(primary_key=True)
    next_at = models.DateTimeField()


class Response(models.Model):
    """One answer of a source as it was received: the evidence behind the observations of a run.

    It is the run's `number`-th, and stands in `file`, a WARC in the run's folder, at byte `offset`; `sha256` is
    the hash of its body, `robots` how robots.txt was met. `linked_at` is set once an observation that stood in
    it is matched, and keeps it for good; `dropped_at` once its file is gone.
    """

    run = models.ForeignKey(CrawlRun, on_delete=models.CASCADE, related_name="responses")
    url = models.TextField()
    status = models.PositiveSmallIntegerField()
    sha256 = models.TextField()
    size = models.BigIntegerField()
    fetched_at = models.DateTimeField()
    number = models.PositiveIntegerField()
    provenance = models.TextField(default="live")
    robots = models.TextField(default="")
    file = models.TextField(default="")
    offset = models.BigIntegerField(default=0)
    linked_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_response_a_number")]


class Observation(models.Model):
    """What was seen; `domain.observation.Observation` says what each column means.

    Source, number and content hash are the identity (`ObservationKey`), so the same sighting is kept once and a changed filing is
    a new row beside the old. `current` marks the newest sighting of a number, which is the one that is judged and shown; `run`
    is the one that made it so, `response` the answer this one first stood in. The table is partitioned by row id
    (`storage.partitions`).
    """

    run = models.ForeignKey(CrawlRun, on_delete=models.PROTECT, related_name="observations")
    response = models.ForeignKey(Response, on_delete=models.SET_NULL, null=True, related_name="observations")
    current = models.BooleanField(default=True)
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
        # What is kept for a time is found by its age; filings, the bulk, are kept for good unless somebody says otherwise.
        # Signs may be longer than a tree's page holds, and are asked for whole, whatever their case.
        indexes = [
            HashIndex(Upper("sign"), name="observation_sign"),
            models.Index(
                fields=["kind", "seen_at"], condition=~models.Q(kind="filing"), name="observation_age"
            ),
        ]


class ObservationKey(models.Model):
    """What makes a sighting the same, each of them once: a partitioned table can hold no such promise beside its row ids.

    Written by `storage.observations.take_in` alone; PostgreSQL deletes it with its observation (trigger `forget_keys`).
    """

    pk = models.CompositePrimaryKey("source", "ref", "content_hash")
    source = models.TextField()
    ref = models.TextField()
    content_hash = models.BinaryField(max_length=32)
    observation_id = models.BigIntegerField()


class Dropped(models.Model):
    """How many observations of a source were dropped at the end of their time, the newest of them seen at `seen_until`."""

    source = models.TextField()
    kind = models.TextField()
    count = models.BigIntegerField()
    seen_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind"], name="dropped_once_a_source")]


class Match(models.Model):
    """What one named rule set said of one brand and one observation; `domain.match.Match`.

    `withheld` marks what lay beyond the enterprise's review budget: kept and shown on demand, not told.
    `picture` is the SHA-256 of its evidence picture (`EvidencePicture`), "" for none.
    """

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
    withheld = models.BooleanField(default=False)
    picture = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "observation", "rules"], name="one_opinion_a_rule_set")
        ]
        indexes = [
            models.Index(fields=["picture"], condition=~models.Q(picture=""), name="match_picture"),
            models.Index(fields=["brand"], condition=models.Q(withheld=True), name="match_withheld"),
        ]


class OwnSighting(models.Model):
    """A brand seen in the hands of its owner or of an authorised party: when a squatter may have seen it too."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="own_sightings")
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "observation"], name="one_own_sighting")]
