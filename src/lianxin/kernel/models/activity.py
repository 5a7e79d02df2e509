"""Activity: a dated occurrence: a meeting, a lesson, a visit, a drill."""

from django.db import models


class Activity(models.Model):
    """The noun as the kernel needs it; organisers and participants are Ties, what was resolved are Entries."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    pack = models.ForeignKey("kernel.PackVersion", models.RESTRICT)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="activities_of_town")
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="activities")
    place = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="activities_at")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20)
    fields = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["town", "starts_at"], name="activity_town")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="activity_dates",
            )
        ]

    def __str__(self) -> str:
        return self.title
