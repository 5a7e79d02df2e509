"""What was sealed for a tie is erased when its time after the end is over, at once where consent was withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from lianxin.kernel.acts import path_card
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.retention import SEALED
from lianxin.kernel.models import Card, Erasure, Person, Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.paths import PATH
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import SYSTEM
from lianxin.language import keeping
from lianxin.language.ties import TieKind

RULE = gettext_noop("关系结束后保留天数，或撤回同意（个人信息保护法 第十五条、第十九条、第四十七条）")


def erase_ended(now: datetime, most: int = 500) -> int:
    """Erase what is kept about ties that are over; how many. Run again it finds nothing."""
    done = 0
    for town_id, key in Unit.objects.filter(kind="town").exclude(pack_key="").values_list("pk", "pack_key"):
        pack = packs.current(key)
        for name, kind in pack.said.ties.items():
            over = Q(until__lte=keeping.before(pack, kind.keep, now)) | Q(data__consent__has_key="withdrawn")
            ties = Tie.objects.filter(over, town_id=town_id, kind=name, data__erased__isnull=True, until__lte=now)
            for pk in ties.order_by("id").values_list("pk", flat=True)[: most - done]:
                _erase(pk, kind, now)
                done += 1
        for name, path in pack.said.paths.items():
            gone = keeping.before(pack, path.keep, now)
            ended = Tie.objects.filter(town_id=town_id, kind=PATH, role=name, until__lte=gone)
            for pk in ended.filter(data__erased__isnull=True).values_list("pk", flat=True)[: max(most - done, 0)]:
                _erase_path(pk, now)
                done += 1
    return done


@transaction.atomic
def _erase_path(tie_id: int, now: datetime) -> None:
    """The days of a path that is over, and the name of an applicant who became no member."""
    tie = Tie.objects.select_for_update(of=("self",)).get(pk=tie_id)
    tie.data = {"erased": day_of(now).isoformat()}
    tie.save(update_fields=["data"])
    gone = ["path"] if path_card.drop(tie) else []
    person = tie.person
    if person is not None and person.name_sealed is not None and _unneeded(person, tie, now):
        _forget(person, gone, now)
    elif gone:
        Erasure.objects.create(at=now, what="card", row=tie.pk, rule=RULE, fields=gone)
    record(SYSTEM, "tie.erase", "record", now, tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id)


def _forget(person: Person, gone: list[str], now: datetime) -> None:
    """Erase who somebody is, and write down what went; `gone` went before."""
    fields = gone + [name for name in SEALED if getattr(person, name) is not None]
    for name in SEALED:
        setattr(person, name, None)
    person.shown, person.phone_shown, person.birth_year, person.erased_at = "", "", None, now
    person.save()
    Erasure.objects.create(at=now, what="person", row=person.pk, rule=RULE, fields=fields)


@transaction.atomic
def _erase(tie_id: int, kind: TieKind, now: datetime) -> None:
    tie = Tie.objects.select_for_update(of=("self",)).get(pk=tie_id)
    if "erased" in tie.data:
        return
    kept = {name: tie.data[name] for name in ("reason", "renewal", "noted") if name in tie.data}
    if "consent" in tie.data:
        kept["consent"] = tie.data["consent"]
    public = {key: value for key, value in tie.data.get("fields", {}).items() if _class(kind, key)}
    tie.data = {**kept, "fields": public, "erased": day_of(now).isoformat()}
    tie.save(update_fields=["data"])
    gone = [f"tie.{tie.kind}"] if _cards(tie) else []
    person = tie.person
    if person is not None and _unneeded(person, tie, now):
        _forget(person, gone, now)
    elif gone:
        Erasure.objects.create(at=now, what="card", row=tie.pk, rule=RULE, fields=gone)
    record(SYSTEM, "tie.erase", "record", now, tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id)


def _class(kind: TieKind, name: str) -> bool:
    """Whether an answer is one of a few classes that say nothing about whose it was: kept, so that numbers stand."""
    return name in kind.fields and kind.fields[name].type == "choice" and not kind.fields[name].several


def _cards(tie: Tie) -> int:
    if tie.person_id is None:
        return 0
    return Card.objects.filter(person_id=tie.person_id, kind=f"tie.{tie.kind}").delete()[0]


def _unneeded(person: Person, tie: Tie, now: datetime) -> bool:
    """Whether nothing else needs who this is: no log-in, no post, no other tie or matter that goes on."""
    if hasattr(person, "account") or person.erased_at is not None:
        return False
    others = Tie.objects.filter(Q(person=person) | Q(toward=person)).exclude(pk=tie.pk)
    lasting = Q(town__isnull=False, data__erased__isnull=True, toward__isnull=True) & (
        Q(until__isnull=True) | Q(until__gt=now)
    )
    posts = Q(kind="post", until__isnull=True) | Q(kind="post", until__gt=now)
    told = Q(kind="reporter") & (Q(matter__is_open=True) | Q(matter__erase_at__gt=now))
    waits = Q(town__isnull=False, data__erased__isnull=True, person=person)
    return not others.filter(lasting | posts | told | waits).exists()
