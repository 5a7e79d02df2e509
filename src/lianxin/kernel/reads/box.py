"""Ballot boxes of activities: who votes, which were held, which are closed still, what they gave an appraisal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from lianxin.kernel.models import Activity, Appraisal, Appraised, Tie, Voted
from lianxin.kernel.reads import packs, roll
from lianxin.language.appraisals import Appraisal as Declared
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because


def opened(activity: Activity, line: int) -> dict[str, dict[str, int]] | None:
    """The totals of a box that was opened."""
    found = next((one for one in activity.resolved if one.get("line") == line and "totals" in one), None)
    return found["totals"] if found else None


def used(activity: Activity) -> dict[int, bool]:
    """Lines of the agenda whose box was held, and whether it was opened."""
    boxes = Voted.objects.filter(activity=activity).values_list("box", flat=True).distinct()
    lines = {int(box) for box in boxes} | {one["line"] for one in activity.resolved if "totals" in one}
    return {line: opened(activity, line) is not None for line in lines if line < len(activity.agenda)}


def items(activity: Activity) -> tuple[frozenset[str], frozenset[str]]:
    """Agenda items of which a box was held, and those of them of which one is closed still."""
    lines = used(activity)
    kinds = {line: str(activity.agenda[line]["kind"]) for line in lines}
    return frozenset(kinds.values()), frozenset(kinds[line] for line, done in lines.items() if not done)


def voters(activity: Activity, now: datetime) -> set[int]:
    """Who may vote: those whom the rule of its day names, or, where it finds nobody, those who take part by name."""
    units = Tie.objects.filter(activity=activity, kind="organise").values_list("unit_id", flat=True)
    found = set(roll.voters(activity, [unit for unit in units if unit], now))
    if found:
        return found
    invited = Tie.objects.filter(activity=activity, kind="attend", state__in=("signed", "present"))
    return {person for person in invited.values_list("person_id", flat=True) if person is not None}


@dataclass(frozen=True, slots=True)
class Tested:
    """The test vote on one of the appraised: at which activity and line, whether somebody voted, the totals of an
    opened box."""

    activity: Activity
    line: int
    held: bool
    totals: dict[str, int] | None


def tested(row: Appraisal) -> dict[int, Tested]:
    """The test votes of a round by number of the appraised. Two questions."""
    since = datetime.combine(row.first, time(), SHANGHAI)
    meetings = list(_meetings(row).filter(starts_at__gte=since).order_by("starts_at"))
    voted = set(Voted.objects.filter(activity__in=meetings).values_list("activity_id", "box")) if meetings else set()
    found: dict[int, Tested] = {}
    for one in meetings:
        for n, line in enumerate(one.agenda):
            if line.get("appraisal") != row.pk:
                continue
            totals = opened(one, n)
            held = totals is not None or (one.pk, str(n)) in voted
            for name, number in zip(line["subjects"], line["appraised"], strict=True):
                found[number] = Tested(one, n, held, totals[name] if totals is not None else None)
    return found


def counted(one: Appraised, test: Tested | None) -> tuple[dict[str, int], bool]:
    """The totals of test votes on one of the appraised, and whether they were typed: an opened box gives its own."""
    if test is not None and test.totals is not None:
        return test.totals, False
    return dict(one.votes), bool(one.votes)


def kind_of(pack: Pack, said: Declared) -> str:
    """The kind of activity that tests a round of this appraisal: its ballot has the grades for answers. Else empty."""
    for key, kind in pack.said.activities.items():
        items_of = [pack.said.agenda[item].ballot for item in kind.agenda if item in pack.said.agenda]
        if said.votes and any(ballot is not None and set(ballot.choices) == set(said.grades) for ballot in items_of):
            return key
    return ""


def _meetings(row: Appraisal) -> Any:
    linked = Activity.objects.filter(town_id=row.town_id, agenda__contains=[{"appraisal": row.pk}])
    return linked.exclude(state="cancelled")


def laid(town_id: int, pack: Pack, line: Mapping[str, Any]) -> dict[str, Any]:
    """An agenda line as it is kept. One that tests a round of appraisal asks about each of the appraised by name.
    Errors: Refused (no such round, told already, other answers than its grades, tested already)."""
    if "appraisal" not in line or "subjects" in line:
        return dict(line)
    row = Appraisal.objects.filter(pk=line["appraisal"], town_id=town_id).first()
    item = pack.said.agenda.get(str(line.get("kind")))
    if row is None or item is None or item.ballot is None:
        raise Refused(because("round", "没有这一轮考核，或者这项议程不投票", "no such round or ballot"), field="agenda")
    said = packs.pinned(row.pack_id).said.appraisals[row.kind]
    if not said.votes or set(said.grades) != set(item.ballot.choices):
        zh, en = "这张票上的答案和考核的等次不一样", "the answers on this ballot are not the grades of the appraisal"
        raise Refused(because("grades", zh, en), field="agenda")
    if row.told_at is not None or _meetings(row).exists():
        zh, en = "这一轮考核已经告知结果，或者已经排了测评会", "this round was told, or its test vote is planned"
        raise Refused(because("tested", zh, en), field="agenda")
    rows = list(row.appraised.select_related("unit").order_by("id"))
    names = [one.unit.name if one.unit is not None else str(one.pk) for one in rows]
    if len(set(names)) < len(names):
        raise Refused(
            because("names", "考核对象有重名，票上分不开", "two of the appraised share a name"), field="agenda"
        )
    return {**line, "subjects": names, "appraised": [one.pk for one in rows]}
