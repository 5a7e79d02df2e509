"""Tie: a dated, typed edge between persons, units and matters: a post, a reporter's part, a pairing, an agreement."""

from django.db import models


class Tie(models.Model):
    """`key_hash` is the hash of the private link's secret, `code` the six digits given with the number.

    `ref` makes an act happen once: the same submission, spreadsheet row or API request never makes a second tie.
    """

    kind = models.CharField(max_length=20)
    role = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="ties", db_index=False)
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="ties", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.RESTRICT, null=True, related_name="ties", db_index=False)
    other = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="ties_to", db_index=False)
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
            models.Index(fields=["unit", "kind"], name="tie_unit", condition=models.Q(unit__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.role}"
