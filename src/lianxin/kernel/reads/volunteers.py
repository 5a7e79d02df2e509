"""Volunteers: who is on the roll with which skills, what stands in somebody's record, and what a certificate says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianxin.adapters import masks, seal
from lianxin.kernel.models import Certificate, Entry, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import lasting
from lianxin.language.ties import CertificateKind

SERVED = ("hours.serve", "hours.correct")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Served:
    """One service as it stands now: its minutes after the last correction, and whose record it is."""

    entry_id: int
    on: str
    minutes: int
    title: str
    place: str
    unit_id: int
    unit_name: str
    by: str
    corrected: bool = False


def served(tie_id: int, issuer_id: int | None = None, until: date | None = None) -> list[Served]:
    """The services of a volunteer that stand, newest first; of one issuer, up to a day. One query."""
    return standing(_entries([tie_id], SERVED), issuer_id, until)


def standing(entries: Iterable[Entry], issuer_id: int | None = None, until: date | None = None) -> list[Served]:
    """Services after their corrections; one that was taken back is gone."""
    found: dict[int, Served] = {}
    for entry in entries:
        said = entry.data
        if entry.act == "hours.serve":
            found[entry.pk] = Served(
                entry.pk, said["on"], said["minutes"], said["title"], said.get("place", ""), entry.unit_id or 0,
                said.get("unit_name", ""), said.get("by", ""),
            )  # fmt: skip
        elif said.get("of") in found:
            first = found[said["of"]]
            found[first.entry_id] = Served(
                first.entry_id, first.on, said["minutes"], first.title, first.place, first.unit_id, first.unit_name,
                first.by, corrected=True,
            )  # fmt: skip
    kept = [one for one in found.values() if one.minutes and (issuer_id is None or one.unit_id == issuer_id)]
    last = until.isoformat() if until is not None else "9999"
    return sorted((one for one in kept if one.on <= last), key=lambda one: (one.on, one.entry_id), reverse=True)


def _entries(ties: list[int], acts: tuple[str, ...]) -> list[Entry]:
    return list(Entry.objects.filter(tie_id__in=ties, act__in=acts).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Volunteer:
    """One line of the roll."""

    tie: Tie
    skills: list[str]
    available: list[str]


def roll(town_id: int, now: datetime, skill: str = "", after: int = 0) -> list[Volunteer]:
    """Volunteers of a town in force, by number; those with one skill. One query; PAGE + 1 lines at most."""
    found = Tie.objects.filter(lasting(now), town_id=town_id, kind="volunteer", pk__gt=after)
    if skill:
        found = found.filter(data__fields__skills__contains=[skill])
    rows = found.select_related("person", "unit").order_by("pk")[: PAGE + 1]
    return [Volunteer(tie, _list(tie, "skills"), _list(tie, "available")) for tie in rows]


def _list(tie: Tie, name: str) -> list[str]:
    said = tie.data.get("fields", {}).get(name) or []
    return list(said) if isinstance(said, list) else [said]


@dataclass(frozen=True, slots=True)
class Book:
    """A volunteer's whole record: services, the other parts (art. 4), hours by issuer, certificates, and the minutes
    that their services stand for now, by serial."""

    served: list[Served]
    parts: list[Entry]
    by_issuer: list[tuple[int, str, int]]
    certificates: list[Certificate]
    standing: dict[str, int]


def book(tie: Tie) -> Book:
    """The record of one volunteer. Two queries."""
    parts = ("hours.training", "hours.honour", "hours.review")
    entries = _entries([tie.pk], (*SERVED, *parts))
    done = standing(entry for entry in entries if entry.act in SERVED)
    sums: dict[tuple[int, str], int] = {}
    for one in done:
        sums[(one.unit_id, one.unit_name)] = sums.get((one.unit_id, one.unit_name), 0) + one.minutes
    papers = Certificate.objects.filter(person_id=tie.person_id or 0, said__tie=tie.pk).order_by("-issued_at")
    rest = [entry for entry in reversed(entries) if entry.act in parts]
    now = {paper.serial: _worth(paper, entries) for paper in papers}
    return Book(done, rest, [(unit, name, n) for (unit, name), n in sums.items()], list(papers), now)


@dataclass(frozen=True, slots=True)
class Expiring:
    """A training whose certificate ends soon or has ended, and nobody took it anew."""

    tie: Tie
    title: str
    until: date


def expiring(town_id: int, now: datetime, last: date, most: int = 100) -> list[Expiring]:
    """Certificates of trainings that end by a day, of volunteers in force; the earliest first. A later one of the same
    training stands for the earlier. One query."""
    found: dict[tuple[int, str], tuple[str, Entry]] = {}
    ties = Tie.objects.filter(lasting(now), town_id=town_id, kind="volunteer")
    rows = Entry.objects.filter(tie__in=ties, act="hours.training").select_related("tie__person", "tie__unit")
    for entry in rows.order_by("pk"):
        until, key = entry.data.get("until") or "", (entry.tie_id or 0, entry.data["title"])
        if until > found.get(key, ("", entry))[0]:
            found[key] = (until, entry)
    soon = sorted((until, entry.pk, entry) for until, entry in found.values() if until <= last.isoformat())
    return [Expiring(one.tie, one.data["title"], date.fromisoformat(until)) for until, _, one in soon[:most] if one.tie]


def certificate(key: str) -> Certificate | None:
    """The certificate an address verifies."""
    return Certificate.objects.select_related("unit").filter(key_hash=seal.token_hash(key)).first()


def worth(found: Certificate) -> int:
    """The minutes that the services a certificate counted stand for now: other than it says once its issuer put one
    right (民政部令第67号: whoever recorded certifies, and answers for it). One query."""
    return _worth(found, _entries([found.said["tie"]], SERVED))


def _worth(found: Certificate, entries: Iterable[Entry]) -> int:
    counted = (one for one in entries if one.act == "hours.correct" or one.at <= found.issued_at)
    kept = (one for one in counted if one.act in SERVED)
    return sum(one.minutes for one in standing(kept, found.unit_id, date.fromisoformat(found.said["until"])))


def verified(found: Certificate) -> dict[str, Any]:
    """What anybody may read of a certificate who holds it: the name only as a mask, and `now`, the minutes that its
    services stand for since they were put right."""
    said = found.said
    return {
        "serial": found.serial, "name": masks.mask_name(said.get("name", "")), "minutes": said["minutes"],
        "times": said["times"], "since": said["since"], "until": said["until"], "unit": said["unit"],
        "issued_at": found.issued_at, "withdrawn_at": found.withdrawn_at,
        "now": worth(found),
    }  # fmt: skip


def declared(found: Certificate) -> CertificateKind | None:
    """The kind of a certificate by the pack under which its volunteer is registered, as it was issued by, whatever the
    town's pack calls its certificates now; None where its volunteer is gone."""
    pack_id = Tie.objects.filter(pk=found.said.get("tie")).values_list("pack_id", flat=True).first()
    return packs.pinned(pack_id).said.certificates.get(found.kind) if pack_id else None


def by_serial(serial: str) -> Certificate | None:
    """The certificate with this number."""
    return Certificate.objects.select_related("unit").filter(serial=serial).first()
