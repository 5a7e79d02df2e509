"""Roll: a list of people that came in as a spreadsheet, from the file to what it made."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Roll(models.Model):
    """`file` is sealed, and dropped as soon as the list is in or given up. `columns` say what each column of the sheet
    means; `head` is the hash of its headings, by which the next sheet of the same office is read the same way.

    `meant` are units by names that the sheets of this office give them, remembered with the columns; `unknown` are the
    names a check found that mean no unit, with those called nearly so.

    `all_are` is the class of everybody on a list that has no column for it, as its sender said of this list; "" where
    nothing was said. It is not remembered for the next list.

    `problems` are those shown (place and remedy, never the cell of an identity number), `wrong` how many there are.
    `changes`: whether people who are there already in another class get the one that the list says; remembered with
    the columns.

    `made` are the ties it made, `moved` what stood of the planned activities it recorded as held, or of people whose
    class it changed, so that all of it can be undone; `moves` is how many of either a check found.
    """

    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+")
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="+", db_index=False)
    sent_by = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    file = models.BinaryField(null=True)
    head = models.BinaryField()
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    meant = models.JSONField(default=dict)
    all_are = models.CharField(max_length=40, default="")
    changes = models.BooleanField(default=False)
    state = models.CharField(max_length=12)
    rows = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    known = models.IntegerField(default=0)
    wrong = models.IntegerField(default=0)
    moves = models.IntegerField(default=0)
    kept = models.IntegerField(default=0)
    problems = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    made = ArrayField(models.BigIntegerField(), default=list)
    moved = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["town", "-id"], name="roll_town"),
            models.Index(
                fields=["id"], name="roll_waits", condition=models.Q(state__in=("checking", "loading", "undoing"))
            ),
        ]

    def __str__(self) -> str:
        return self.name
