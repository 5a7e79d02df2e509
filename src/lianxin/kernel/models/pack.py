"""Pack versions and working calendars as they were published."""

from django.db import models


class PackVersion(models.Model):
    """One published version of a town's rules. Open matters stay on the version they were born under.

    `content` is JSON as text: the order in which a pack says its steps and choices is part of what it says, and the
    database's own JSON type would not keep it.
    """

    key = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    content = models.TextField()
    published_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "digest"], name="pack_once"),
            models.UniqueConstraint(fields=["key"], condition=models.Q(current=True), name="pack_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.key}@{self.digest[:8]}"


class CalendarYear(models.Model):
    """The State Council's arrangement of one year, uploaded by an administrator: [[day, kind, name, source], …]."""

    year = models.SmallIntegerField(unique=True)
    rows = models.JSONField()
    uploaded_by = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
