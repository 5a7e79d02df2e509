"""Unit: anything with a name, a kind and parents: territory, office, party body, grid, site, road."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Unit(models.Model):
    """A unit stands in its own tree (`parent`) and in the territory (`place`).

    `chain` holds the unit itself and everything above it in both, so that "is it below U" is one indexed look-up:
    scope is a subtree. `town` is the street or town it belongs to (itself for a town; null above towns).
    """

    kind = models.CharField(max_length=40)
    tree = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    en = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey("self", models.RESTRICT, null=True, related_name="children")
    place = models.ForeignKey("self", models.RESTRICT, null=True, related_name="standing")
    town = models.ForeignKey("self", models.RESTRICT, null=True, related_name="members")
    chain = ArrayField(models.BigIntegerField(), default=list)
    aliases = ArrayField(models.CharField(max_length=60), default=list)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    about = models.JSONField(default=dict)
    pack_key = models.CharField(max_length=40, blank=True)
    slug = models.CharField(max_length=12, unique=True, null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "key"], condition=~models.Q(key=""), name="unit_key_once_a_town"),
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="unit_code_once"),
        ]
        indexes = [
            GinIndex(fields=["chain"], name="unit_chain"),
            models.Index(fields=["town", "kind"], name="unit_town_kind"),
            models.Index(fields=["parent", "kind"], name="unit_parent_kind"),
        ]

    def __str__(self) -> str:
        return self.name
