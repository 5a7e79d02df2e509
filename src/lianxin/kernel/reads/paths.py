"""Paths of a branch for those who lead it: who stands where, and what comes next. Nothing sealed is opened here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.kernel.models import Tie
from lianxin.kernel.tie_facts import ACTIVE
from lianxin.language import activity
from lianxin.language.pack import Pack
from lianxin.language.path import NOTE
from lianxin.language.paths import MemberPath
from lianxin.language.reason import Text

PATH = "path"
"""The kind of tie that keeps a path; its role says which."""


@dataclass(frozen=True, slots=True)
class Due:
    """What comes next, and the day for which it is called to mind: to be done `by` it, or open from it on."""

    what: Text
    on: date
    by: bool


@dataclass(frozen=True, slots=True)
class Walking:
    """Somebody on a path: an applicant's name is masked."""

    tie_id: int
    path: str
    name: str
    stage: Text
    due: tuple[Due, ...]


def of_branch(pack: Pack, unit_id: int) -> dict[str, list[Walking]]:
    """Everybody on a path at a branch, by path in the order of the pack, the soonest first. One query."""
    ties = Tie.objects.filter(kind=PATH, unit_id=unit_id, state=ACTIVE).select_related("person").order_by("id")
    found: dict[str, list[Walking]] = {key: [] for key in pack.said.paths}
    for tie in ties:
        path = pack.said.paths.get(tie.role)
        if path is not None and tie.data.get("stage") in path.stages:
            found[tie.role].append(_walking(path, tie))
    never = date.max
    return {
        key: sorted(walking, key=lambda one: one.due[0].on if one.due else never)
        for key, walking in found.items()
        if walking
    }


def _walking(path: MemberPath, tie: Tie) -> Walking:
    stage = path.stages[tie.data["stage"]]
    due = []
    for key, on in tie.data.get("due", {}).items():
        following = path.stages.get(key)
        what = stage.noted if key == NOTE else following.label if following is not None else None
        if what is not None:
            by = following is None or any(wait.within for wait in following.waits)
            due.append(Due(what.text(), date.fromisoformat(on), by))
    name = tie.person.shown if tie.person is not None else ""
    return Walking(tie.pk, tie.role, name, stage.label.text(), tuple(sorted(due, key=lambda one: one.on)))


def offered(pack: Pack, unit_kind: str) -> dict[str, MemberPath]:
    """Paths that such a body may begin."""
    named = set(activity.names(pack, unit_kind))
    return {
        key: path
        for key, path in pack.said.paths.items()
        if named & set(path.units) and activity.barred(pack, path.barred, unit_kind) is None
    }
