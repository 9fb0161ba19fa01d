"""Trade fairs. 展会."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from storage.models.alerting import Alert
from storage.models.casework import Case
from storage.models.enterprises import Brand, Enterprise
from storage.models.observing import Observation


class Fair(models.Model):
    """A fair; `domain.fair.Fair` says what each column means."""

    name = models.TextField()
    office = models.TextField()
    city = models.TextField(default="", blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    organiser = models.TextField(default="", blank=True)
    site = models.TextField(default="", blank=True)
    source = models.TextField(default="", blank=True)
    event = models.TextField(default="", blank=True)
    route_zh = models.TextField(default="", blank=True)
    route_en = models.TextField(default="", blank=True)
    checklist = models.TextField(default="", blank=True)
    made_up = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "opens_on"], name="one_fair_a_name_and_day"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="fair_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FairEntry(models.Model):
    """An enterprise that exhibits at a fair; `trained_in` is the session its day of training is of, null where it was typed."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="entries")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="fair_entries")
    stand = models.TextField(default="", blank=True)
    goods = models.TextField(default="", blank=True)
    classes = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    trained_on = models.DateField(null=True, blank=True)
    trained_in = models.ForeignKey(
        "storage.TrainingSession", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ready = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "enterprise"], name="one_entry_a_fair")]


class FairDuty(models.Model):
    """Somebody on duty during a fair."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="duties")
    name = models.TextField()
    role = models.TextField(default="", blank=True)
    reach = models.TextField()
    since = models.DateField()
    until = models.DateField()


class FairLead(models.Model):
    """Something seen at a fair; `form` tells one sent twice, after the network came back, from two. `announced` are the SHA-256
    of its photographs, as the phone reckoned them when they were taken, whether they have come or not.
    """

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="leads")
    form = models.UUIDField(unique=True)
    stand = models.TextField(default="")
    exhibitor = models.TextField(default="")
    place = models.TextField(default="")
    seen = models.TextField()
    by = models.TextField()
    seen_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    announced = ArrayField(models.TextField(), default=list)
    state = models.TextField(default="new")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, related_name="fair_leads")
    brand = models.ForeignKey(Brand, on_delete=models.SET_NULL, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="leads")


class FairPhoto(models.Model):
    """A photograph of a lead, as it was taken, kept once a lead by its SHA-256. `reduced` ones were drawn smaller on the phone,
    being too large to be sent; `preview` is a small PNG without what a camera writes into its files, as where it stood.
    """

    lead = models.ForeignKey(FairLead, on_delete=models.CASCADE, related_name="photos")
    sha256 = models.TextField()
    media_type = models.TextField()
    content = models.BinaryField()
    taken_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_default=Now())
    reduced = models.BooleanField(default=False)
    preview = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "sha256"], name="one_photo_a_lead")]


class FairSheetRound(models.Model):
    """The risk sheets of all who exhibit, made at one time; `wanted` is how many there are to be."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="rounds")
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = models.TextField()
    wanted = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True)


class FairSheet(models.Model):
    """A risk sheet as it was made, and the rows of the observations it rests on."""

    round = models.ForeignKey(FairSheetRound, on_delete=models.CASCADE, related_name="sheets")
    entry = models.ForeignKey(FairEntry, on_delete=models.CASCADE, related_name="sheets")
    made_at = models.DateTimeField()
    tier = models.TextField()
    sheet = models.JSONField()
    rests_on = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "entry"], name="one_sheet_a_round")]


class FairWatch(models.Model):
    """How far the gazettes of a fair's host country were held against the names met there; `names` is their hash."""

    fair = models.OneToOneField(Fair, on_delete=models.CASCADE, primary_key=True, related_name="watch")
    last_id = models.BigIntegerField(default=0)
    names = models.TextField(default="")
    looked_at = models.DateTimeField(null=True)


class FairFiling(models.Model):
    """A filing in the host country by somebody met at a fair; `name` is how the fair had it, `met_as` exhibitor or visitor."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="filings")
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="+")
    name = models.TextField()
    met_as = models.TextField()
    stand = models.TextField(default="")
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "observation"], name="one_fair_filing")]


class FairAlertTold(models.Model):
    """An alert about an exhibitor of a fair of which those on duty were told."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="told")
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "alert"], name="one_telling_a_fair")]


class FairFollowUp(models.Model):
    """Something still to be done after a fair, by a day."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="follow_ups")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, related_name="+")
    says = models.TextField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "says", "due_on"], name="one_follow_up_a_day")]
