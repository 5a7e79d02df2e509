"""Matter: anything that must be brought to a close, with an owner and a clock."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from lianxin.language.calendar import SHANGHAI

TITLE = 40
"""Characters of a title taken from the text."""
MERGED = "merged"
"""How a matter ended that was joined to another."""
UNDONE = "undone"
"""How a matter ended that should not have been filed: its list was taken back before anybody worked on it."""


class Matter(models.Model):
    """`text` has personal details masked; the words as told, where they held any, are in `told_sealed`.

    `public_text` is shown only while `shown` is true, that is after a person looked (or the kind needs no review).
    It is the text itself unless somebody put it into other words (`reworded`). The title is the beginning of the text.
    Foreign keys carry no index of their own: the indexes below are the questions that are asked, and filing pays for
    each of them. `clocks` are the terms (language.clock.ClockState), `due_at` the main one's end, `next_at` when the
    worker must look. `done_at` says of each action when it was last taken and by whom (kernel.facts). `marks` are the
    rates this matter counts in. Open work is indexed apart from closed.
    """

    prefix = models.CharField(max_length=4, default="SW")
    kind = models.CharField(max_length=40)
    pack = models.ForeignKey("kernel.PackVersion", models.RESTRICT, db_index=False)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="matters_of_town", db_index=False)
    place = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="matters_at", db_index=False)
    owner = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="matters_owned", db_index=False)
    filed_at = models.ForeignKey(
        "kernel.Unit", models.RESTRICT, null=True, related_name="matters_filed", db_index=False
    )
    handler = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="handling", db_index=False)
    claimer = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="claims", db_index=False)
    claimer_unit = models.ForeignKey(
        "kernel.Unit", models.RESTRICT, null=True, related_name="matters_claimed", db_index=False
    )
    parent = models.ForeignKey("self", models.RESTRICT, null=True, related_name="children", db_index=False)
    merged_into = models.ForeignKey("self", models.RESTRICT, null=True, related_name="merged", db_index=False)
    lead = models.ForeignKey("self", models.RESTRICT, null=True, related_name="followers", db_index=False)

    step = models.CharField(max_length=40)
    is_open = models.BooleanField(default=True)
    outcome = models.CharField(max_length=40, blank=True)
    ending = models.CharField(max_length=12, blank=True)
    nature = models.CharField(max_length=20, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=20)
    anonymous = models.BooleanField(default=False)
    contactable = models.BooleanField(default=False)
    secret = models.BooleanField(default=False)
    suspended = models.BooleanField(default=False)
    unsure = models.BooleanField(default=False)

    text = models.TextField()
    told_sealed = models.BinaryField(null=True)
    reworded = models.TextField(null=True)
    held = models.BooleanField(default=False)
    shown = models.BooleanField(default=False)
    place_text = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.CharField(max_length=16, blank=True)

    received_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    erase_at = models.DateTimeField(null=True)

    fields = models.JSONField(default=dict)
    clocks = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    done_at = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)
    marks = ArrayField(models.CharField(max_length=40), default=list)
    reporters = models.IntegerField(default=1)

    simhash = models.BigIntegerField(null=True)
    bands = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_open=True) | Q(closed_at__isnull=False), name="matter_closed_when"),
            models.CheckConstraint(
                condition=Q(claimer__isnull=True) | Q(claimer_unit__isnull=True), name="matter_one_claimer"
            ),
        ]
        indexes = [
            # Desk lists: open work by deadline, for a town, an owner, a place (reads.desk).
            models.Index(fields=["town", "due_at", "id"], name="matter_open_town", condition=Q(is_open=True)),
            models.Index(fields=["owner", "due_at", "id"], name="matter_open_owner", condition=Q(is_open=True)),
            models.Index(fields=["place", "due_at", "id"], name="matter_open_place", condition=Q(is_open=True)),
            # The worker's round (jobs.clocks).
            models.Index(fields=["next_at"], name="matter_next", condition=Q(is_open=True, next_at__isnull=False)),
            # Closed work by time, for rates and ledgers (reads.board).
            models.Index(fields=["town", "closed_at"], name="matter_closed_town", condition=Q(is_open=False)),
            # Public boards and walls (reads.public).
            models.Index(fields=["town", "-received_at", "-id"], name="matter_board", condition=Q(shown=True)),
            models.Index(fields=["town", "kind"], name="matter_wall", condition=Q(shown=True, is_open=True)),
            # The last weeks, for how understanding keeps (reads.drift): a few pages, and no page more a filing.
            BrinIndex(fields=["entered_at"], name="matter_entered", autosummarize=True),
            # The few drawn to be answered by a person who does not see the machine's answer (reads.sample).
            models.Index(fields=["town", "entered_at"], name="matter_sample", condition=Q(reading__has_key="sample")),
            models.Index(fields=["erase_at"], name="matter_erase", condition=Q(erase_at__isnull=False)),
            models.Index(fields=["parent"], name="matter_parent", condition=Q(parent__isnull=False)),
            models.Index(fields=["merged_into"], name="matter_merged", condition=Q(merged_into__isnull=False)),
            # What hangs on a lead matter and is told its answer (acts.leading).
            models.Index(fields=["lead"], name="matter_lead", condition=Q(lead__isnull=False)),
            models.Index(fields=["town"], name="matter_suspended", condition=Q(is_open=True, suspended=True)),
            # The few that are secret, taken off the folded counts (reads.board).
            models.Index(fields=["town", "received_at"], name="matter_secret", condition=Q(secret=True)),
            # What many follow, for the resident's first page (reads.public).
            models.Index(
                fields=["town", "-reporters", "-id"], name="matter_concerns", condition=Q(is_open=True, shown=True)
            ),
            models.Index(fields=["claimer"], name="matter_claimer", condition=Q(claimer__isnull=False)),
            models.Index(fields=["handler"], name="matter_handler", condition=Q(is_open=True, handler__isnull=False)),
            models.Index(fields=["town", "-received_at", "-id"], name="matter_town_received"),
            # Doubts that nobody has answered, of open matters and of closed ones (reads.unanswered).
            models.Index(fields=["town", "-entered_at", "-id"], name="matter_unanswered", condition=Q(unsure=True)),
            # Near-identical open matters: `matter_known`, written out in migration 0004 (acts.insert).
            # The pieces of the words are kept by an index alone: `matter_words`, written out in migration 0010
            # (reads.wording).
        ]

    @property
    def title(self) -> str:
        """What lists call it: the beginning of its text."""
        return self.text[:TITLE].replace("\n", " ")

    @property
    def public_text(self) -> str:
        """What everybody may read of it while it is shown."""
        return self.text if self.reworded is None else self.reworded

    @property
    def number(self) -> str:
        """What people quote: prefix, year of receipt (Asia/Shanghai), running number."""
        return f"{self.prefix}-{self.received_at.astimezone(SHANGHAI).year}-{self.pk:05d}"

    def __str__(self) -> str:
        return self.number
