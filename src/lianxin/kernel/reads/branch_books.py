"""The lines of a branch's detailed ledger (明细账) and of a member's own notebook (记事簿), as a page shows them and a
file takes them out: written once, so that both say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianxin.intake import privacy
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads import branch, roll
from lianxin.kernel.reads.branch import Kept
from lianxin.kernel.reads.directory import Row
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack

HEADS = {
    "ledger": (
        ("日期", "Date"), ("类别", "Kind"), ("主题", "Topic"), ("联合举办", "Held with"), ("议程", "Agenda"),
        ("应到", "Due"), ("实到", "Present"), ("决议", "Resolutions"),
    ),
    "notebook": (("日期", "Date"), ("类别", "Kind"), ("主题", "Topic"), ("到会", "Present")),
}  # fmt: skip
"""The columns of either book as a file."""
STATES = {"present": ("到", "Present"), "absent": ("未到", "Absent")}
TYPED = ("（手填）", " (typed)")


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line of a detailed ledger in words: `joint` whom it was held with, `figures` what was counted there,
    `resolved` what was decided, in totals."""

    pk: int
    day: datetime
    kind: str
    title: str
    due: int
    present: int
    joint: tuple[str, ...]
    figures: tuple[str, ...]
    agenda: tuple[str, ...]
    resolved: tuple[str, ...]


def lines(pack: Pack, unit: Row, groups: Iterable[Row], year: int, language: str = "zh") -> list[BookLine]:
    """What a branch and its groups held in a year, in order; two questions."""
    return [line(pack, kept, language) for kept in branch.ledger(unit, groups, year)]


def line(pack: Pack, kept: Kept, language: str) -> BookLine:
    """One of them."""
    one = kept.activity
    boxed = _boxed(pack, one, language)
    said = (it.get("said") or it.get("text") for it in one.resolved)
    items = (pack.said.agenda.get(it["kind"]) for it in one.agenda)
    return BookLine(
        one.pk,
        one.starts_at.astimezone(SHANGHAI),
        named(pack, one, language),
        one.title,
        kept.due,
        kept.present,
        kept.joint[1:] if len(kept.joint) > 1 else (),
        tuple(figure["said"] for name, figure in one.figures.items() if name not in boxed),
        tuple(item.label.say(language) for item in items if item is not None),
        (*(text for text in said if text), *_tested(one, boxed, language)),
    )


def named(pack: Pack, one: Activity, language: str) -> str:
    """What kind of activity it was, in words."""
    return pack.said.activities[one.kind].label.say(language) if one.kind in pack.said.activities else one.kind


def _boxed(pack: Pack, one: Activity, language: str) -> dict[str, str]:
    """The figures that a ballot gives, with their labels."""
    kind = pack.said.activities.get(one.kind)
    return {name: said.label.say(language) for name, said in kind.figures.items() if said.box} if kind else {}


def _tested(one: Activity, boxed: dict[str, str], language: str) -> list[str]:
    """What a ballot gave, in totals; those typed by hand say so."""
    found = [(label, one.figures[name]) for name, label in boxed.items() if name in one.figures]
    english = language.startswith("en")
    said = (", " if english else "，").join(f"{label} {kept['said']}" for label, kept in found)
    return [said + TYPED[english] if any(kept.get("typed") for _, kept in found) else said] if said else []


def heads(book: str, language: str = "zh") -> list[str]:
    """The column heads of a book as a file."""
    return [pair[language.startswith("en")] for pair in HEADS[book]]


def ledger_cells(pack: Pack, unit: Row, groups: Iterable[Row], year: int, language: str = "zh") -> list[list[Any]]:
    """The detailed ledger as cells of a file: what was typed is masked, people are counted."""
    pause = ", " if language.startswith("en") else "、"
    return [
        [
            one.day.date(),
            one.kind,
            privacy.redact(one.title)[0],
            pause.join(one.joint),
            pause.join(one.agenda),
            one.due or "",
            one.present or pause.join(one.figures),
            "；".join(privacy.redact(said)[0] for said in one.resolved),
        ]
        for one in lines(pack, unit, groups, year, language)
    ]


def notebook_cells(pack: Pack, person_id: int, year: int, language: str = "zh") -> list[list[Any]]:
    """One person's own year as cells of a file: what he was due at, and whether he came. One question."""
    first, last = branch.span(year)
    ties = Tie.objects.filter(
        person_id=person_id, kind="attend", state__in=tuple(STATES), activity__state="held",
        activity__starts_at__gte=first, activity__starts_at__lt=last,
    ).select_related("activity")  # fmt: skip
    cells: list[list[Any]] = []
    for tie in ties.order_by("activity__starts_at", "activity_id"):
        one = tie.activity
        if one is not None:
            day: date = one.starts_at.astimezone(SHANGHAI).date()
            state = STATES[tie.state or ""][language.startswith("en")]
            cells.append([day, named(pack, one, language), privacy.redact(one.title)[0], state])
    return cells


def branch_of(person_id: int, now: datetime) -> int | None:
    """The party unit on whose roll somebody stands; None for nobody's."""
    ties = Tie.objects.filter(roll.on(now), kind=roll.MEMBERSHIP, person_id=person_id)
    return ties.order_by("-id").values_list("unit_id", flat=True).first()
