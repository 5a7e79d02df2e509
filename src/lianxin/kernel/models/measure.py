"""Measures: what each record adds to indicators, the sums of it, and how far counting has come (ADR 0066)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Counted(models.Model):
    """That a record counts in a mark (`<indicator>.above`), on a day, for some units (each with everything above it).

    Written by the worker alone. What a record added before stands here, so that counting it again moves the difference
    and nothing else, however often it is done. It is also the list behind a number.
    """

    pk = models.CompositePrimaryKey("noun", "record", "mark", "day")
    noun = models.CharField(max_length=10)
    record = models.BigIntegerField()
    mark = models.CharField(max_length=60)
    day = models.DateField()
    town = models.ForeignKey("kernel.Unit", models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    units = ArrayField(models.BigIntegerField())
    least = models.IntegerField()
    most = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["mark", "town", "-day", "-record"], name="counted_list")]


class Measure(models.Model):
    """How much of a mark a unit has in a month (the first day stands for it; `STANDING` for what stands now)."""

    pk = models.CompositePrimaryKey("unit", "mark", "month")
    unit = models.ForeignKey("kernel.Unit", models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    mark = models.CharField(max_length=60)
    month = models.DateField()
    least = models.BigIntegerField()
    most = models.BigIntegerField()


class Recount(models.Model):
    """A walk over all records of a town by the rules of one pack version: where it stands, so that it goes on there."""

    town = models.OneToOneField("kernel.Unit", models.CASCADE, primary_key=True, related_name="+")
    pack = models.ForeignKey("kernel.PackVersion", models.RESTRICT, related_name="+", db_index=False)
    noun = models.CharField(max_length=10, blank=True)
    at = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
