"""Logos that are watched, and the pictures of what was seen. 图形标识与图片."""

from django.db import models

from storage.models.enterprises import Brand
from storage.models.observing import CrawlRun, Observation


class Logo(models.Model):
    """The file of a watched logo, kept once whatever brands it stands for; `sha256` in hex is its name."""

    sha256 = models.TextField(unique=True)
    content = models.BinaryField()
    kept_at = models.DateTimeField(auto_now_add=True)
    brands = models.ManyToManyField(Brand, related_name="logos")


class LogoCodes(models.Model):
    """What a version of the picture matcher computed of a logo; empty where it could not read it."""

    logo = models.ForeignKey(Logo, on_delete=models.CASCADE, related_name="codes")
    version = models.TextField()
    codes = models.BinaryField()
    coded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["logo", "version"], name="one_code_a_version")]


class Look(models.Model):
    """The picture of one observation, from wanting it to having judged by it.

    `state` is `wanted` while it is to be fetched from `address`, `here` once its file stands in `file`, a WARC in the
    run's folder, at byte `offset`, and `refused`, `missing` or `left-out` where the observation is judged without, for
    the reason given. `words` are what was read in it. `judged_at` is set once the observation was judged.
    """

    observation = models.OneToOneField(Observation, on_delete=models.CASCADE, related_name="look")
    run = models.ForeignKey(CrawlRun, on_delete=models.CASCADE, related_name="looks")
    state = models.TextField()
    address = models.TextField(default="")
    tries = models.PositiveSmallIntegerField(default=0)
    reason_zh = models.TextField(default="")
    reason_en = models.TextField(default="")
    sha256 = models.TextField(default="")
    file = models.TextField(default="")
    offset = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    robots = models.TextField(default="")
    words = models.TextField(default="")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run"], condition=models.Q(judged_at__isnull=True), name="look_unjudged")
        ]


class LookCodes(models.Model):
    """What a version of the picture matcher computed of an observation's picture, for searches by picture; empty where it
    could not be read, or shows nothing to compare.
    """

    look = models.ForeignKey(Look, on_delete=models.CASCADE, related_name="codes")
    version = models.TextField()
    codes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["look", "version"], name="one_look_code_a_version")]


class EvidencePicture(models.Model):
    """A PNG of our logo and their picture side by side, the matched points joined; `sha256` is its own."""

    sha256 = models.TextField(unique=True)
    png = models.BinaryField()
    drawn_at = models.DateTimeField(auto_now_add=True)
