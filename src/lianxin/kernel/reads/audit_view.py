"""What an auditor reads: the entries of his town, who opened sealed contact data and why, what was erased."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Max, Q

from lianxin.kernel.models import Cursor, Entry, Erasure, Seal
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.act_names import NAMES
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.words import Action, MatterKind

PAGE = 60
REVEAL = "matter.reveal"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the auditor looks for: a day (Asia/Shanghai), a person, an act (or its beginning: "matter.")."""

    day: date | None = None
    person_id: int | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class SealView:
    """Where the SM3 chain stands: the last batch, and how many transactions' entries wait to be sealed."""

    sealed_at: datetime | None
    head: str
    batches: int
    waiting: int
    oldest: datetime | None


def towns(who: Who) -> tuple[int, ...]:
    """The towns whose entries this Who may read."""
    found = []
    for held in who.posts:
        if held.town_id is not None and held.town_id not in found:
            role = packs.of_town(held.town_id).said.roles.get(held.role)
            if role and "read_audit" in role.may:
                found.append(held.town_id)
    return tuple(found)


def entries(towns: tuple[int, ...], asked: Asked, before: int | None = None) -> list[Entry]:
    """The newest entries of these towns (and those of the whole installation, which name no town) under `before`.

    One more than PAGE when there are more. One query, with the person and unit of each.
    """
    found = Entry.objects.filter(Q(town_id__in=towns) | Q(town__isnull=True, matter__isnull=True))
    if asked.day is not None:
        start = datetime.combine(asked.day, time(), SHANGHAI)
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if asked.person_id is not None:
        found = found.filter(person_id=asked.person_id)
    if asked.act:
        found = found.filter(act__startswith=asked.act) if asked.act.endswith(".") else found.filter(act=asked.act)
    if before is not None:
        found = found.filter(pk__lt=before)
    related = found.select_related("person", "unit", "matter").only(
        "id", "at", "act", "verb", "role", "before", "after", "subject", "data", "person__shown", "unit__name",
        "matter__prefix", "matter__received_at", "matter__kind",
    )  # fmt: skip
    return list(related.order_by("-id")[: PAGE + 1])


def acts(towns: tuple[int, ...]) -> list[str]:
    """The acts that occur among the newest entries, for the filter. One query."""
    newest = Entry.objects.filter(town_id__in=towns).order_by("-id").values_list("act", flat=True)[:2000]
    return sorted(set(newest))


def label(act: str, town_id: int, language: str = "zh", kind: str = "") -> str:
    """An act in words: the pack's own for what is done with matters (of this kind, where two kinds call it
    differently), the kernel's for the rest. No query."""
    known = NAMES.get(act)
    if known is not None:
        return known[language == "en"]
    name = act.partition(".")[2]
    said = packs.of_town(town_id).said
    own = [said.matters[kind]] if kind in said.matters else []
    found = _named(own, name) or said.actions.get(name) or _named(said.matters.values(), name)
    return found.label.say(language) if found else act


def _named(kinds: Iterable[MatterKind], name: str) -> Action | None:
    """The action of this name in the first of these kinds that knows it."""
    steps = (step for kind in kinds for step in kind.steps.values())
    return next((step.actions[name] for step in steps if name in step.actions), None)


def step(name: str, kind: str, town_id: int, language: str = "zh") -> str:
    """A step in words; its key where the town's rules no longer know it. No query."""
    declared = packs.of_town(town_id).said.matters.get(kind)
    found = declared.steps.get(name) if declared else None
    return found.label.say(language) if found else name


def erasures(before: int | None = None) -> list[Erasure]:
    """The deletion register, newest first: what was erased by which rule, never what it said."""
    found = Erasure.objects.filter(pk__lt=before) if before is not None else Erasure.objects.all()
    return list(found.order_by("-id")[: PAGE + 1])


def seal_view() -> SealView:
    """How far entries are sealed. Four queries."""
    last = Seal.objects.order_by("-tx_to").only("tx_to", "head", "sealed_at").first()
    waiting = Entry.objects.filter(tx__gte=last.tx_to) if last else Entry.objects.all()
    oldest = waiting.order_by("tx", "id").values_list("written_at", flat=True).first()
    return SealView(
        last.sealed_at if last else None,
        bytes(last.head).hex() if last else "",
        Seal.objects.count(),
        waiting.count(),
        oldest,
    )


WORKER = "worker"
"""The cursor in which the worker leaves its sign of life, seconds since 1970 (acts.beat)."""


def heartbeat() -> datetime | None:
    """When the worker was last seen; None where none ever ran."""
    seen = Cursor.objects.filter(name=WORKER).aggregate(tx=Max("tx"))["tx"]
    return datetime.fromtimestamp(seen, UTC) if seen else None
