"""When a record that is cited was, and whose it is: what of it lies outside the round that it is cited in."""

from __future__ import annotations

from datetime import date

from lianxin.kernel.models import Activity, Appraisal, Appraised, Entry, Matter, Tie, Unit
from lianxin.kernel.tie_facts import day_of, span_of
from lianxin.language import evidence
from lianxin.language.reason import Reason
from lianxin.language.tie import Span

Record = Matter | Activity | Entry | Tie


def outside(row: Appraisal, one: Appraised, cited: Record | date | None) -> list[Reason]:
    """What speaks against a record, or the day of a document (None where it has none), in this round; empty when
    nothing does. A document says by its title whose it is."""
    if cited is None or isinstance(cited, date):
        days = [Span(cited, cited)] if cited is not None else []
        found = [evidence.of_period(days, row.first, row.last)]
    else:
        found = [evidence.of_period(_days(cited), row.first, row.last), _astray(one, cited)]
    return [reason for reason in found if reason is not None]


def _days(cited: Record) -> list[Span]:
    """A matter counts where it came in or was closed; what lasts, in every period it reaches into."""
    if isinstance(cited, Matter):
        return [Span(day_of(at), day_of(at)) for at in (cited.received_at, cited.closed_at) if at is not None]
    if isinstance(cited, Activity):
        return [Span(day_of(cited.starts_at), day_of(cited.ends_at or cited.starts_at))]
    if isinstance(cited, Tie):
        return [span_of(cited)]
    return [Span(day_of(cited.at), day_of(cited.at))]


def _astray(one: Appraised, cited: Record) -> Reason | None:
    """Why a record is not of what is appraised: the unit and those below it, for a Party body also the place it
    leads, for a matter itself and the unit that has it."""
    if one.matter is not None:
        if one.matter_id in (cited.pk if isinstance(cited, Matter) else None, getattr(cited, "matter_id", None)):
            return None
        return evidence.of_unit(_chains(cited), [one.matter.owner_id or 0], str(one.matter.number))
    unit = one.unit
    assert unit is not None
    leads = unit.tree == "party" and unit.place_id is not None
    # A body of the town leads the whole of it; a branch that only meets in the town does not.
    whole = unit.place_id == unit.town_id and unit.parent_id is not None
    units = [unit.pk, unit.place_id] if leads and not whole else [unit.pk]
    return evidence.of_unit(_chains(cited), [one for one in units if one is not None], unit.name)


def _chains(cited: Record) -> list[list[int]]:
    """Of each unit that a record is of, with everything above; an activity also of the place where it was."""
    units: set[int | None] = set()
    activity: Activity | None = None
    if isinstance(cited, Matter):
        units = _of_matter(cited)
    elif isinstance(cited, Activity):
        activity = cited
    else:
        activity = cited.activity
        units = {cited.unit_id} | (_of_matter(cited.matter) if cited.matter is not None else set())
        tie = cited.tie if isinstance(cited, Entry) else cited
        units |= {tie.unit_id, tie.other_id} if tie is not None else set()
    known = [unit for unit in units if unit is not None]
    found = [list(chain) for chain in Unit.objects.filter(pk__in=known).values_list("chain", flat=True)]
    if activity is not None:
        found.append([*activity.chains, *([activity.place_id] if activity.place_id is not None else [])])
    return found


def _of_matter(matter: Matter) -> set[int | None]:
    """Who has it, who claimed it, where it was taken in."""
    return {matter.owner_id, matter.claimer_unit_id, matter.filed_at_id}
