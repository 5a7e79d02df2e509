"""Person: the least that is needed. Names and phones are sealed; what is shown is masked until read with a reason."""

from django.db import models


class Person(models.Model):
    """`shown` is what lists show: a mask for residents, the plain name for staff in office.

    `phone_index` is a blind index of the whole phone, `tail_index` of its last four digits (search by phone tail).
    """

    shown = models.CharField(max_length=40, blank=True)
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_shown = models.CharField(max_length=20, blank=True)
    phone_index = models.BinaryField(null=True)
    tail_index = models.BinaryField(null=True)
    mail_sealed = models.BinaryField(null=True)
    birth_year = models.SmallIntegerField(null=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index"], name="person_phone", condition=models.Q(phone_index__isnull=False)),
            models.Index(fields=["tail_index"], name="person_tail", condition=models.Q(tail_index__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.shown or "—"


class Card(models.Model):
    """A sensitive set of facts about a person, kept apart: its purpose, its audience, its end."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="cards")
    kind = models.CharField(max_length=40)
    sealed = models.BinaryField()
    purpose = models.CharField(max_length=200)
    audience = models.CharField(max_length=60)
    keep_until = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="card_once_a_kind")]
