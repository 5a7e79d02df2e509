"""What must be known before a vote is entered: how many must have come and agree, with those ticked so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from lianxin.kernel.models import Activity
from lianxin.language import activity as rules
from lianxin.language.activities import AgendaKind
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.web.access import language
from lianxin.web.desk.tie_new import number


@dataclass(frozen=True, slots=True)
class Before:
    """Who is due and who has come as far as the form says (`known`; else everybody is taken to come), and what each
    line with a vote needs then. No counts where nobody is due and none were written."""

    due: int | None = None
    came: int | None = None
    known: bool = False
    lines: list[tuple[str, str, list[str]]] = field(default_factory=list)


def foreseen(
    pack: Pack, activity: Activity, due: Collection[int], ticked: Collection[int], typed: Mapping[str, Any]
) -> Before | None:
    """What the votes of a meeting need; None where it has none. `due` and `ticked` are people; where the roll has
    nobody, the counts that were typed stand for them."""
    voted = [(line, item) for line, item in _items(pack, activity) if item.vote is not None]
    if not voted:
        return None
    came: int | None = len({*ticked} & {*due})
    whole: int | None = len(due)
    if not due:
        whole, came = number(typed.get("due", "")), number(typed.get("came", ""))
    known = bool(came) or bool(typed)
    if not whole or (not due and (came is None or came > whole)):
        return Before()
    present = came if known and came is not None else whole
    day, lang = activity.starts_at.astimezone(SHANGHAI).date(), language()
    said = [
        (item.label.say(lang), line.get("text", ""), [
            reason.sentence(lang) for reason in rules.before(pack, item, whole, present, day)
        ])
        for line, item in voted
    ]  # fmt: skip
    return Before(whole, present, known, said)


def _items(pack: Pack, activity: Activity) -> list[tuple[Mapping[str, Any], AgendaKind]]:
    found = ((line, pack.said.agenda.get(line["kind"])) for line in activity.agenda)
    return [(line, item) for line, item in found if item is not None]
