"""Paper: what is written down and issued: a briefing, a notice, minutes. Its numbers are citations."""

from django.db import models
from django.db.models import Q


class Paper(models.Model):
    """`text` holds citations in braces (language/paper.py). `cited` are their answers as they were frozen when the
    numbers were checked (核数): value, moment, rule and rows; `tables` the lists likewise. Whoever changes the text
    makes it a draft again, without numbers and reviews.

    `reviews` are the three reviews (三审三校), `approval` what allows a naming, `head` what stands around the text
    (发文字号, 主送, 报送 …). `corrects` is the paper that an erratum puts right; `as_of` the day the numbers speak of.
    `version` grows with every change, so that two who write at once notice.
    """

    kind = models.CharField(max_length=40)
    pack = models.ForeignKey("kernel.PackVersion", models.RESTRICT, related_name="+", db_index=False)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="papers", db_index=False)
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+", db_index=False)
    corrects = models.ForeignKey("self", models.RESTRICT, null=True, related_name="errata", db_index=False)
    title = models.CharField(max_length=200)
    text = models.TextField()
    as_of = models.DateField()
    head = models.JSONField(default=dict)
    approval = models.JSONField(default=dict)
    state = models.CharField(max_length=12)
    cited = models.JSONField(default=list)
    tables = models.JSONField(default=dict)
    reviews = models.JSONField(default=list)
    version = models.IntegerField(default=1)
    made_by = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["town", "-changed_at", "-id"], name="paper_town"),
            models.Index(fields=["corrects"], name="paper_corrects", condition=Q(corrects__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(checked_at__isnull=False), name="paper_numbers_checked_first"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "corrected"]) | Q(issued_at__isnull=False), name="paper_issued_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title
