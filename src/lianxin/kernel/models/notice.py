"""Notices waiting to be told, and the register of what was erased."""

from django.db import models
from django.db.models import Q

from lianxin.language.reason import Text


class Notice(models.Model):
    """One thing to tell somebody, made from an entry exactly once. `kind` is 'now' or 'digest' (gathered daily)."""

    entry = models.ForeignKey("kernel.Entry", models.RESTRICT, null=True, related_name="+", db_index=False)
    tie = models.ForeignKey("kernel.Tie", models.CASCADE, null=True, related_name="notices", db_index=False)
    person = models.ForeignKey("kernel.Person", models.CASCADE, null=True, related_name="notices", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.RESTRICT, null=True, related_name="notices", db_index=False)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    channel = models.CharField(max_length=10, default="none")
    subject = models.CharField(max_length=120)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    tries = models.SmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True)
    spoken: tuple[Text, Text] | None = None
    """Subject and body in both languages, from when it is made until it is settled in which it is written
    (kernel.acts.letter): no column."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "tie", "person", "channel"], nulls_distinct=False, name="notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["retry_at", "id"], name="notice_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person", "-id"], name="notice_person", condition=Q(person__isnull=False)),
        ]


class Erasure(models.Model):
    """The deletion register: what was erased, when, by which rule. It names rows, never their former content."""

    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    row = models.BigIntegerField()
    rule = models.CharField(max_length=200)
    fields = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["at"], name="erasure_at")]
