"""What was measured where no record can say it, and what was taken out as a file."""

from django.db import models
from django.db.models import F, Q


class Measurement(models.Model):
    """One round of a survey: how many of how many, on which day, by what method. A wrong one is withdrawn, never
    changed."""

    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+", db_index=False)
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+", db_index=False)
    survey = models.CharField(max_length=40)
    day = models.DateField()
    above = models.FloatField()
    n = models.FloatField()
    how = models.CharField(max_length=400)
    by = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(above__gte=0, n__gt=0, above__lte=F("n")), name="measurement_share"),
            models.UniqueConstraint(
                fields=["unit", "survey", "day"], condition=Q(withdrawn_at__isnull=True), name="measurement_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["town", "survey", "-day"], name="measurement_town")]


class Export(models.Model):
    """A ledger asked for as a file: what of it, what for, who agreed, and until when it may be fetched."""

    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+", db_index=False)
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+", db_index=False)
    ledger = models.CharField(max_length=40)
    asked = models.JSONField(default=dict)
    purpose = models.CharField(max_length=200)
    rows = models.IntegerField()
    by = models.ForeignKey("kernel.Person", models.RESTRICT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True)
    fetched = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")), name="export_second_person"
            ),
            models.CheckConstraint(condition=~Q(agreed=True) | Q(expires_at__isnull=False), name="export_expires"),
        ]
        indexes = [models.Index(fields=["town", "-asked_at"], name="export_town")]
