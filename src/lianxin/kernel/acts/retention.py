"""Retention: what was only needed to reach somebody is erased when its time is over, and the register says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from lianxin.adapters import photos
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Erasure, Matter, Person, Photo, Tie
from lianxin.kernel.reads import attachments
from lianxin.kernel.who import SYSTEM

SEALED = ("name_sealed", "phone_sealed", "mail_sealed", "phone_index", "tail_index")
RULE = gettext_noop("contact.keep:回访后联系方式保留天数（个人信息保护法 第十九条、第四十七条）")


def erase_due(now: datetime, most: int = 500) -> int:
    """Erase contact data and original words of matters whose keeping time is over; how many matters."""
    # What was merged into another matter is kept as long as that one needs it.
    over = Q(merged_into__isnull=True) | Q(merged_into__is_open=False) & (
        Q(merged_into__erase_at__isnull=True) | Q(merged_into__erase_at__lte=now)
    )
    done = 0
    while done < most:
        with transaction.atomic():
            matter = (
                Matter.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(erase_at__lte=now, is_open=False)
                .filter(over)
                .order_by("erase_at")
                .first()
            )
            if matter is None:
                break
            _erase(matter, now)
        done += 1
    return done


def _erase(matter: Matter, now: datetime) -> None:
    people = _people(matter, now)
    for person in people:
        had = [name for name in SEALED if getattr(person, name) is not None]
        for name in SEALED:
            setattr(person, name, None)
        person.shown, person.phone_shown, person.erased_at = "", "", now
        person.save()
        Erasure.objects.create(at=now, what="person", row=person.pk, rule=RULE, fields=had)
    if matter.told_sealed is not None:
        Erasure.objects.create(at=now, what="matter.told", row=matter.pk, rule=RULE, fields=["told_sealed"])
    private = list(Photo.objects.filter(matter_id=matter.pk, kind="told", shown=False))
    for photo in private:
        Photo.objects.filter(pk=photo.pk).delete()
        Erasure.objects.create(at=now, what="photo", row=photo.pk, rule=RULE, fields=["file"])
    Matter.objects.filter(pk=matter.pk).update(told_sealed=None, erase_at=None)
    record(
        SYSTEM,
        "matter.erase",
        "record",
        now,
        matter_id=matter.pk,
        town_id=matter.town_id,
        data={"people": len(people), "photos": len(private)},
    )
    for digest in {photo.digest for photo in private}:
        if not attachments.needed(digest):
            # Before the commit: a worker killed here does it again, one killed after it would leave a file for ever.
            photos.delete(digest)


def _people(matter: Matter, now: datetime) -> list[Person]:
    """Its reporters whose contact data nothing else needs: no log-in, no other matter that still keeps it."""
    ties = Tie.objects.filter(matter_id=matter.pk, kind="reporter", person__isnull=False)
    needed = (
        Tie.objects.filter(kind="reporter", person_id__in=ties.values("person_id"))
        .exclude(matter_id=matter.pk)
        .filter(Q(matter__is_open=True) | Q(matter__erase_at__gt=now))
    )
    return list(
        Person.objects.filter(pk__in=ties.values("person_id"), erased_at__isnull=True, account__isnull=True).exclude(
            pk__in=needed.values("person_id")
        )
    )
