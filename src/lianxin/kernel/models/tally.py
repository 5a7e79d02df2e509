"""Tally: how many matters of a town, received on one day, carry a mark."""

from datetime import date

from django.db import models

ALWAYS = date(1, 1, 1)
"""Stands for all days together."""


class Tally(models.Model):
    """Written by the worker alone, out of entries (`kernel.acts.tally`), so that no filing waits for another's count.
    `Cursor("tally")` says up to which transaction entries are in it; what is younger is added while reading."""

    pk = models.CompositePrimaryKey("town", "day", "mark")
    town = models.ForeignKey("kernel.Unit", models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    day = models.DateField()
    mark = models.CharField(max_length=40)
    n = models.IntegerField()
