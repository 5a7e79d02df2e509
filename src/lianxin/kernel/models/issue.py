"""Issue: what several matters of a place are about; and the rows by which matters that say the same find each other."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Issue(models.Model):
    """A group of matters that say the same at one place, made by the worker and by nobody's hand (acts.issue).

    Its numbers count tellings (a matter's first reporter and all who joined): `week` the last seven days, `before` the
    four weeks before those. They are counted anew from the rows behind them, never added up. No column names a person.
    """

    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+", db_index=False)
    place = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    first = models.ForeignKey("kernel.Matter", models.RESTRICT, related_name="+", db_index=False)
    week = models.IntegerField(default=0)
    before = models.IntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [
            # The street's board: what was told this week, the most first (reads.issue).
            models.Index(fields=["town", "-week"], name="issue_town_week", condition=Q(week__gt=0)),
            models.Index(fields=["id"], name="issue_alive", condition=Q(week__gt=0) | Q(before__gt=0)),
        ]

    def __str__(self) -> str:
        return f"issue {self.pk}"


class Sketch(models.Model):
    """What a matter is about: the pieces of its text that say most (intake.likeness), for as long as it may still have
    mates. `weights` are thousandths of a vector of length one. `waits`: not yet looked at for grouping."""

    matter = models.OneToOneField("kernel.Matter", models.CASCADE, primary_key=True, related_name="sketch")
    place = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    keys = ArrayField(models.BigIntegerField())
    weights = ArrayField(models.SmallIntegerField())
    issue = models.ForeignKey(Issue, models.SET_NULL, null=True, related_name="sketches", db_index=False)
    waits = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["issue", "at"], name="sketch_issue", condition=Q(issue__isnull=False)),
            models.Index(fields=["at"], name="sketch_at"),
            models.Index(fields=["matter"], name="sketch_waits", condition=Q(waits=True)),
        ]


class Posting(models.Model):
    """One piece of one sketch, found by its key (town and piece). The newest matters of a key are read from the index
    alone and no further than wanted, so that a common piece costs no more than a rare one."""

    pk = models.CompositePrimaryKey("key", "matter")
    key = models.BigIntegerField()
    matter = models.ForeignKey("kernel.Matter", models.CASCADE, related_name="+", db_index=False, db_constraint=False)
