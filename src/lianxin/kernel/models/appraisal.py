"""Appraisal: a round of one kind over some units, sites or matters, with the records each point rests on (ADR 0071)."""

from django.db import models
from django.db.models import Q


class Appraisal(models.Model):
    """One round: `first` to `last` is its period, `opened_on` the day whose numbers hold. `until` is the last day on
    which an objection may be made; it is set when the preliminary points are told: from then on nothing is cited."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    pack = models.ForeignKey("kernel.PackVersion", models.RESTRICT, db_index=False)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+", db_index=False)
    first = models.DateField()
    last = models.DateField()
    opened_on = models.DateField()
    told_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    approval = models.JSONField(default=dict)
    yearly = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["town", "-id"], name="appraisal_town")]
        constraints = [models.UniqueConstraint(fields=["town", "kind", "first", "last"], name="appraisal_once")]

    def __str__(self) -> str:
        return self.title


class Appraised(models.Model):
    """One unit, site or matter of a round. `result` is frozen when the points are told: what was cited, what indicators
    said and when. `grade` is given by a person. `official` is what the superior published, and is never copied.
    `problems` are the matters that what was found wanting became, in their order."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="appraised")
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.RESTRICT, null=True, related_name="+", db_index=False)
    result = models.JSONField(default=dict)
    grade = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    votes = models.JSONField(default=dict)
    official = models.JSONField(default=dict)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "unit"], name="appraised_unit", condition=Q(unit__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["appraisal", "matter"], name="appraised_matter", condition=Q(matter__isnull=False)
            ),
            models.CheckConstraint(condition=Q(unit__isnull=True) ^ Q(matter__isnull=True), name="appraised_one"),
        ]

    @property
    def name(self) -> str:
        """What is appraised, as lists name it: the unit, or the number of the matter."""
        return self.unit.name if self.unit is not None else self.matter.number if self.matter is not None else ""


class Proof(models.Model):
    """A record cited for an item (`path`): it makes what the item's rule says each makes. Taken back, never deleted.
    `outside` is the reason for one that is not of the period or not of the unit."""

    appraised = models.ForeignKey(Appraised, models.CASCADE, related_name="proofs")
    path = models.CharField(max_length=120)
    matter = models.ForeignKey("kernel.Matter", models.RESTRICT, null=True, related_name="+", db_index=False)
    activity = models.ForeignKey("kernel.Activity", models.RESTRICT, null=True, related_name="+", db_index=False)
    entry = models.ForeignKey("kernel.Entry", models.RESTRICT, null=True, related_name="+", db_index=False)
    tie = models.ForeignKey("kernel.Tie", models.RESTRICT, null=True, related_name="+", db_index=False)
    document = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    outside = models.CharField(max_length=200, blank=True, default="")
    person = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+", db_index=False)
    cited_at = models.DateTimeField()
    taken_back = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appraised", "path", name], name=f"proof_{name}", condition=Q(taken_back="")
            )
            for name in ("matter", "activity", "entry", "tie")
        ]


class Objection(models.Model):
    """Somebody says that a result is not right. Nothing is published before it is answered, by somebody else than he
    who cited or judged."""

    appraised = models.ForeignKey(Appraised, models.CASCADE, null=True, related_name="objections")
    contest = models.ForeignKey("kernel.Contest", models.CASCADE, null=True, related_name="objections")
    honour = models.ForeignKey("kernel.Honour", models.CASCADE, null=True, related_name="objections")
    about = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=600)
    person = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    answer = models.CharField(max_length=600, blank=True)
    answered_by = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)
