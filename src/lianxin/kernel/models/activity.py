"""Activity: a dated occurrence: a meeting, a lesson, a visit, a drill. Written once, by whoever organises it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class Activity(models.Model):
    """What happened, or is planned. Organisers and participants by name are Ties (`organise`, `attend`); `chains` holds
    every organiser with everything above it, so that "below unit U" is one look-up and a joint activity is one row.

    `figures` are what was counted: name to {"least", "most", "said"}; “180余人” keeps its bounds and its words.
    `agenda`: lines, each bound to what it is about; `resolved`: what was decided. `marks`: the indicators it counts in.
    `taken` and `waiting` are kept by the act that changes them (people signed up; people who wait for a place).
    """

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    pack = models.ForeignKey("kernel.PackVersion", models.RESTRICT, db_index=False)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="activities_of_town", db_index=False)
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="activities", db_index=False)
    place = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="activities_at", db_index=False)
    series = models.ForeignKey("self", models.RESTRICT, null=True, related_name="occurrences", db_index=False)
    programme = models.ForeignKey(
        "kernel.Unit", models.RESTRICT, null=True, related_name="activities_of_programme", db_index=False
    )
    chains = ArrayField(models.BigIntegerField(), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20)
    ref = models.CharField(max_length=120, null=True)
    place_text = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    fields = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    agenda = models.JSONField(default=list)
    resolved = models.JSONField(default=list)
    marks = models.JSONField(default=dict)
    capacity = models.IntegerField(null=True)
    taken = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    closes_at = models.DateTimeField(null=True)
    shown = models.BooleanField(default=False)
    held = models.BooleanField(default=False)
    made_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["town", "starts_at"], name="activity_town"),
            models.Index(fields=["unit", "kind", "starts_at"], name="activity_unit"),
            GinIndex(fields=["chains"], name="activity_chains"),
            models.Index(fields=["series", "starts_at"], name="activity_series", condition=Q(series__isnull=False)),
            models.Index(
                fields=["programme", "starts_at"], name="activity_programme", condition=Q(programme__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")), name="activity_dates"
            ),
            models.UniqueConstraint(fields=["ref"], name="activity_ref"),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & (Q(capacity__isnull=True) | Q(taken__lte=models.F("capacity"))),
                name="activity_not_overfull",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Ballot(models.Model):
    """One anonymous answer in a ballot box of an activity. Nothing joins it to who gave it: ids are random, no time is
    kept, and rows of one box are rewritten in random order at each vote (domain reference §6, add-on 1)."""

    id = models.UUIDField(primary_key=True)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="ballots")
    box = models.CharField(max_length=40)
    choices = models.JSONField(default=dict)


class Voted(models.Model):
    """Who has put a ballot into a box: a list of names, without time and order."""

    id = models.UUIDField(primary_key=True)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="voted")
    box = models.CharField(max_length=40)
    person = models.ForeignKey("kernel.Person", models.RESTRICT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "box", "person"], name="voted_once")]
