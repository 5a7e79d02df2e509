"""Tie: a dated, typed edge between persons, units and matters: a post, a reporter's part, a pairing, an agreement."""

from django.db import models


class Tie(models.Model):
    """`key_hash` is the hash of the private link's secret, `code` the six digits given with the number.

    `ref` makes an act happen once: the same submission, spreadsheet row or API request never makes a second tie.

    Ties of a pack's own kinds (pairing, agreement, membership …) carry their `town`, the pack they were born under and
    a `state`; a person may be tied to another person (`toward`), a unit to another (`other`), all to an activity.
    """

    kind = models.CharField(max_length=20)
    role = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="ties", db_index=False)
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="ties", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.RESTRICT, null=True, related_name="ties", db_index=False)
    other = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="ties_to", db_index=False)
    toward = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="ties_toward", db_index=False)
    activity = models.ForeignKey("kernel.Activity", models.RESTRICT, null=True, related_name="ties", db_index=False)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    pack = models.ForeignKey("kernel.PackVersion", models.RESTRICT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=12, null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    key_hash = models.BinaryField(null=True, unique=True)
    code_hash = models.BinaryField(null=True)
    ref = models.CharField(max_length=120, null=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            # Not `unique=True`, with which Django makes a second index for LIKE that nobody asks.
            models.UniqueConstraint(fields=["ref"], name="tie_ref"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")), name="tie_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind"], name="tie_person"),
            models.Index(fields=["matter", "kind"], name="tie_matter", condition=models.Q(matter__isnull=False)),
            # The few who joined a matter and say that theirs is another, until somebody answers (reads.joined).
            models.Index(fields=["matter"], name="tie_differs", condition=models.Q(data__has_key="differs")),
            models.Index(fields=["unit", "kind"], name="tie_unit", condition=models.Q(unit__isnull=False)),
            models.Index(
                fields=["activity", "kind", "id"], name="tie_activity", condition=models.Q(activity__isnull=False)
            ),
            models.Index(fields=["toward", "kind"], name="tie_toward", condition=models.Q(toward__isnull=False)),
            models.Index(fields=["other", "kind"], name="tie_other", condition=models.Q(other__isnull=False)),
            # Ties of a pack's kinds in a town, for boards and alerts; reporters and posts carry no town.
            models.Index(fields=["town", "kind", "id"], name="tie_town", condition=models.Q(town__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.role}"
