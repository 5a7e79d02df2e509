"""Entry: who did which verb to what, when. Append-only: history, outbox and the source of every statistic."""

from django.db import models
from django.db.models.functions import Cast, Now

THIS_TRANSACTION = Cast(
    Cast(models.Func(function="pg_current_xact_id", output_field=models.TextField()), models.TextField()),
    models.BigIntegerField(),
)
"""The number of the writing transaction, filled in by the database."""

# Alternatives and no list: PostgreSQL says a list of words otherwise once an index was made from its own words.
APART = models.Q(act="matter.split") | models.Q(act="matter.part") | models.Q(act="matter.let_go")
"""Acts by which a person says of two matters that they are not the same; each of the two has an entry that names the
other (reads.distinct)."""
TELLS = {"r": "reporters", "o": "owner", "c": "claimer", "p": "parent", "a": "approver", "k": "asker"}
"""Who is told of an entry, as its data keeps it: a letter each (entries of before migration 0012: a list of words)."""


class Entry(models.Model):
    """`tx` is the transaction that wrote it: readers that follow entries (seal, notices) go by (tx, id), so that an
    entry committed late is never passed over. The database refuses UPDATE, DELETE and TRUNCATE (migration 0002).
    No contact data is ever written here.
    """

    at = models.DateTimeField()
    written_at = models.DateTimeField(db_default=Now())
    tx = models.BigIntegerField(db_default=THIS_TRANSACTION)
    act = models.CharField(max_length=40)
    verb = models.CharField(max_length=10)
    person = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+", db_index=False)
    role = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    matter = models.ForeignKey("kernel.Matter", models.RESTRICT, null=True, related_name="entries", db_index=False)
    activity = models.ForeignKey("kernel.Activity", models.RESTRICT, null=True, related_name="+", db_index=False)
    tie = models.ForeignKey("kernel.Tie", models.RESTRICT, null=True, related_name="entries", db_index=False)
    subject = models.CharField(max_length=60, blank=True)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # A story is some twenty rows: they are sorted in memory, and the index keeps each matter once.
            models.Index(fields=["matter"], name="entry_story", condition=models.Q(matter__isnull=False)),
            # By transaction alone: what one transaction wrote is few, and sorted by number in memory.
            models.Index(fields=["tx"], name="entry_tx"),
            models.Index(fields=["activity"], name="entry_activity", condition=models.Q(activity__isnull=False)),
            models.Index(fields=["tie"], name="entry_tie", condition=models.Q(tie__isnull=False)),
            # Stock is moved now and then; its book is read whole (reads.stock).
            models.Index(fields=["town", "id"], name="entry_stock", condition=models.Q(act="stock.move")),
            # A medal is signed for once in a life.
            models.Index(fields=["town", "id"], name="entry_medal", condition=models.Q(act="medal.hand_over")),
            # Which two are not the same: few, asked wherever what is alike is offered (reads.distinct).
            models.Index(fields=["matter"], name="entry_distinct", condition=APART),
            # By town there is none: the auditor reads the newest, and those are found backwards by number.
            # A person's entries are found by it where they are few, else backwards by number too; so it keeps each
            # person once, in a quarter of the room.
            models.Index(fields=["person"], name="entry_person", condition=models.Q(person__isnull=False)),
        ]

    @property
    def tells(self) -> frozenset[str]:
        """Who is told of it."""
        return frozenset(TELLS.get(one, one) for one in self.data.get("tells", ()))

    def __str__(self) -> str:
        return f"{self.id} {self.act}"


class Seal(models.Model):
    """A batch of entries sealed into the SM3 chain: transactions [tx_from, tx_to), one digest an entry, in order."""

    tx_from = models.BigIntegerField()
    tx_to = models.BigIntegerField(unique=True)
    count = models.IntegerField()
    ids = models.BinaryField()
    digests = models.BinaryField()
    head = models.BinaryField()
    sealed_at = models.DateTimeField()


class Cursor(models.Model):
    """How far a follower of entries has come (`tx`), or a plain version counter."""

    name = models.CharField(max_length=40, primary_key=True)
    tx = models.BigIntegerField(default=0)
