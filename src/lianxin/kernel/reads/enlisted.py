"""People of a list who are known already: who they are, which ties of the kind they have, and what `once` then says.

A person is known by the row he came with, by phone and name among those with a tie of the same kind, or (people of an
office) by name at the same unit. Across kinds nobody is looked for: a list of one purpose finds nobody of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from lianxin.adapters import seal
from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.models import Tie
from lianxin.kernel.reads.incoming import Entrant, Reading
from lianxin.kernel.reads.roll import on
from lianxin.kernel.tie_facts import ENDED, begin_of, expired, span_of
from lianxin.language import tie as rules
from lianxin.language.columns import NAME, SINCE, UNIT
from lianxin.language.reason import Refused, because
from lianxin.language.tie import Span


@dataclass
class Known:
    """What stands beside a part of a list. `there`: refs of those who have this very tie; `persons`: who is known, by
    ref; `faults`: those whom `once` refuses; `freed`: ended ties elsewhere whose ref the new tie takes over; `differs`:
    the lasting tie, and its class or place, of those who are there with another than their row says, by ref."""

    there: set[str] = field(default_factory=set)
    persons: dict[str, int] = field(default_factory=dict)
    faults: dict[str, SheetProblem] = field(default_factory=dict)
    freed: list[int] = field(default_factory=list)
    differs: dict[str, tuple[int, str]] = field(default_factory=dict)


def known(reading: Reading, entrants: Sequence[Entrant], spans: dict[int, list[Span]]) -> Known:
    """People of a part who are known. `spans` are those that rows before these would make, by unit; they grow where the
    kind allows one tie a unit. Four questions, however many people."""
    found, by_ref = Known(), _by_ref(reading, entrants)
    for one in entrants:
        for tie in _refs(by_ref, one):
            if tie.person_id is not None:
                found.persons[one.ref] = tie.person_id
            if tie.unit_id == one.unit_id:
                found.there.add(one.ref)
    open_ = [one for one in entrants if one.ref not in found.there]
    _by_phone(reading, open_, found)
    _by_name(reading, open_, found)
    ties = _of_persons(reading, {found.persons[one.ref] for one in open_ if one.ref in found.persons})
    for one in open_:
        mine = [tie for tie in ties.get(found.persons.get(one.ref, 0), []) if _reaches(tie, one.span)]
        if any(tie.unit_id == one.unit_id for tie in mine):
            found.there.add(one.ref)
        elif reading.kind.once == "first" and mine:
            found.faults[one.ref] = _elsewhere(reading, one, mine[0])
        else:
            found.freed += [tie.pk for tie in _refs(by_ref, one) if tie.ref == one.ref]
    if reading.kind.once == "other":
        _one_a_unit(reading, [one for one in open_ if one.ref not in found.there], spans, found)
    _differing(reading, [one for one in entrants if one.ref in found.there and one.slot], found)
    return found


def _differing(reading: Reading, entrants: Sequence[Entrant], found: Known) -> None:
    """Those who are there in another class, or at another place of the team. One question, where a row says either."""
    people = {found.persons[one.ref] for one in entrants if one.ref in found.persons}
    lasting = _standing(reading).filter(on(reading.now), person_id__among=people).exclude(state=ENDED) if people else []
    held: dict[tuple[int, int], dict[str, int]] = {}
    for tie in lasting:
        role = tie.role or next(iter(reading.kind.classes), "")  # a membership that never said its class is a full one
        held.setdefault((tie.person_id or 0, tie.unit_id or 0), {})[role] = tie.pk
    for one in entrants:
        roles = held.get((found.persons.get(one.ref, 0), one.unit_id), {})
        if roles and one.slot not in roles:
            role, tie_id = next(iter(roles.items()))
            found.differs[one.ref] = (tie_id, role)


def _by_ref(reading: Reading, entrants: Sequence[Entrant]) -> dict[str, Tie]:
    refs = {ref for one in entrants for ref in (one.ref, *_also(reading, one))}
    rows = Tie.objects.filter(ref__among=refs).only("ref", "person_id", "unit_id")
    return {str(tie.ref): tie for tie in rows}


def _also(reading: Reading, one: Entrant) -> tuple[str, ...]:
    """Under which other ref the same tie may stand: one that made room when its person came elsewhere, or one of the
    time when a list kept a person once whatever its kind says."""
    if reading.kind.slots:
        return ()
    return (f"{one.ref}@{one.unit_id}",) if reading.kind.once == "first" else (one.ref.partition("@")[0],)


def _refs(by_ref: dict[str, Tie], one: Entrant) -> Iterable[Tie]:
    own, bare = by_ref.get(one.ref), one.ref.partition("@")[0]
    other = by_ref.get(f"{one.ref}@{one.unit_id}" if bare == one.ref else bare)
    return [tie for tie in (own, other) if tie is not None]


def _by_phone(reading: Reading, entrants: Sequence[Entrant], found: Known) -> None:
    """Those with a tie of the kind who left the same number under the same name; a family may share one number."""
    wanted = {
        seal.blind_index(one.phone, "person.phone"): one.phone
        for one in entrants
        if one.phone and one.ref not in found.persons
    }
    if not wanted:
        return
    rows = _standing(reading).filter(person__phone_index__among=list(wanted)).order_by("pk")
    said = rows.values_list("person__phone_index", "person_id", "person__shown", "person__name_sealed")
    people: dict[tuple[str, str], int] = {}
    for index, person, shown, sealed in said:
        name = seal.unseal(bytes(sealed), "person.name") if sealed else shown
        people.setdefault((wanted[bytes(index or b"")], name), person)
    for one in entrants:
        if one.ref not in found.persons and (one.phone, one.name) in people:
            found.persons[one.ref] = people[one.phone, one.name]


def _by_name(reading: Reading, entrants: Sequence[Entrant], found: Known) -> None:
    """People of the office by name and unit who did not come from a list."""
    first = reading.kind.first
    if first.of != "person" or not first.staff:
        return
    left = [one for one in entrants if one.ref not in found.persons]
    rows = (
        Tie.objects.filter(
            unit_id__among={one.unit_id for one in left},
            kind__in=("post", reading.roll.kind),
            person__shown__among={one.name for one in left},
        )
        .exclude(state=ENDED)
        .exclude(ref__startswith="roll:")
        .values_list("person__shown", "unit_id", "person_id")
    )
    people = {(name, unit): person for name, unit, person in rows} if left else {}
    for one in left:
        if (person := people.get((one.name, one.unit_id))) is not None:
            found.persons[one.ref] = person


def _standing(reading: Reading) -> QuerySet[Tie]:
    return Tie.objects.filter(town_id=reading.roll.town_id, kind=reading.roll.kind)


def _of_persons(reading: Reading, person_ids: set[int]) -> dict[int, list[Tie]]:
    """Their ties of the kind; one that was undone never was."""
    found: dict[int, list[Tie]] = {}
    if person_ids:
        for tie in _standing(reading).filter(person_id__among=person_ids).order_by("pk"):
            if tie.state != ENDED or tie.data.get("reason"):
                found.setdefault(tie.person_id or 0, []).append(tie)
    return found


def _reaches(tie: Tie, span: Span) -> bool:
    """Whether a tie lasts into a span; one that was ended by hand makes room from the day of its end."""
    has = span_of(tie)
    over = (
        tie.state == ENDED
        and not expired(tie)
        and has.until is not None
        and begin_of(has.until) <= begin_of(span.since)
    )
    return not over and has.meets(span)


def _elsewhere(reading: Reading, one: Entrant, tie: Tie) -> SheetProblem:
    """He is on the list of another unit. Which one is told to whoever may see it."""
    unit = reading.where.rows.get(tie.unit_id or 0)
    seen = unit is not None and reading.reaches(unit.id)
    reason = because(
        "once",
        "这个人从 {since} 起已经在{unit}登记为{zh}，同时只能登记在一处；是转过来的，先在那边办结束，再导入",
        "registered at {place} since {since}; only one place at a time: end it there first",
        reading.kind.source,
        since=span_of(tie).since.isoformat(),
        unit=f"“{unit.name}”" if unit is not None and seen else "别的单位",
        place=unit.say("en") if unit is not None and seen else "another unit",
        zh=reading.kind.label.zh,
    )
    return reading.refused(one.row, UNIT if UNIT in reading.at else NAME, Refused(reason))


def _one_a_unit(reading: Reading, entrants: Sequence[Entrant], spans: dict[int, list[Span]], found: Known) -> None:
    """A unit has one of the kind at a time, whoever it is."""
    standing: dict[int, list[Tie]] = {}
    for tie in _standing(reading).filter(unit_id__among={one.unit_id for one in entrants}):
        if tie.state != ENDED or tie.data.get("reason"):
            standing.setdefault(tie.unit_id or 0, []).append(tie)
    for one in entrants:
        beside = [span_of(tie) for tie in standing.get(one.unit_id, []) if _reaches(tie, one.span)]
        try:
            rules.apart(reading.kind, one.span, [*beside, *spans.get(one.unit_id, [])])
        except Refused as refused:
            found.faults[one.ref] = reading.refused(one.row, SINCE if SINCE in reading.at else UNIT, refused)
        else:
            spans.setdefault(one.unit_id, []).append(one.span)
