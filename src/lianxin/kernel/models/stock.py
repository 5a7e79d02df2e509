"""Stock: how many of a thing are where. Written only together with the entry that moves them (double entry)."""

from django.db import models
from django.db.models import Q


class Stock(models.Model):
    """The balance of one item at a unit, or in one person's hands. The sum of its entries, never typed."""

    item = models.CharField(max_length=40)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+")
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, null=True, related_name="stock")
    person = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="stock")
    expires_on = models.DateField(null=True)
    n = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "town", "unit", "person", "expires_on"], nulls_distinct=False, name="stock_once"
            ),
            models.CheckConstraint(condition=Q(n__gte=0), name="stock_never_negative"),
        ]
        indexes = [models.Index(fields=["town", "item"], name="stock_town_item")]


class Certificate(models.Model):
    """A certificate that was issued: what it says is kept as issued; `key_hash` is what its QR code verifies.

    民政部令第67号: hours are the sum of the issuer's own entries up to `until`; `serial` runs by issuer and year.
    """

    kind = models.CharField(max_length=40)
    serial = models.CharField(max_length=60, unique=True)
    person = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="certificates")
    unit = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+")
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="+")
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    key_hash = models.BinaryField(unique=True)
    said = models.JSONField(default=dict)
