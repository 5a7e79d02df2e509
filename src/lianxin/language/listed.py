"""What may come in as a list, by the pack: each kind of tie to a unit, activities of every kind as one list, requests
as another, and staff with their posts."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.language import activity_columns, matter_columns, post_columns
from lianxin.language import columns as tie_columns
from lianxin.language.columns import NAME, OTHER, Column
from lianxin.language.pack import Pack
from lianxin.language.reason import Text

ACTIVITIES = "*activities"
"""The list of activities. No kind of a pack can be called so."""
MATTERS = "*matters"
"""The list of requests."""
POSTS = "*posts"
"""The list of staff with their posts."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its name, the roles that may send it, its columns, and those without which no row can be read.

    `people`: its rows are people, and not what units do or agree."""

    label: Text
    roles: frozenset[str]
    columns: tuple[Column, ...]
    must: tuple[str, ...]
    people: bool = False


def lists(pack: Pack) -> dict[str, Listed]:
    """Every list of a pack, by its key."""
    found = {
        key: Listed(
            kind.label.text(), frozenset(kind.made_by), tuple(tie_columns.columns(kind)),
            (NAME,) if tie_columns.of_people(kind) else (OTHER,), tie_columns.of_people(kind),
        )
        for key, kind in pack.said.ties.items()
        if tie_columns.listed(kind)
    }  # fmt: skip
    kinds = pack.said.activities.values()
    if kinds:
        roles = frozenset(role for kind in kinds for role in kind.who)
        told = tuple(activity_columns.columns(pack))
        found[ACTIVITIES] = Listed(Text("活动（台账、计划）", "Activities, past and planned"), roles, told,
                                   activity_columns.MUST)  # fmt: skip
    files = frozenset(key for key, role in pack.said.roles.items() if "file" in role.may)
    if files and pack.said.matters:
        told = tuple(matter_columns.columns(pack))
        found[MATTERS] = Listed(Text("诉求（来件清单）", "Requests"), files, told, matter_columns.MUST)
    managers = frozenset(key for key, role in pack.said.roles.items() if "manage_people" in role.may)
    if managers:
        told = tuple(post_columns.columns())
        found[POSTS] = Listed(Text("人员和岗位", "Staff and posts"), managers, told, post_columns.MUST, people=True)
    return found


def twice(listed: Listed) -> list[str]:
    """Names that two columns of a list share, so that a heading could mean either."""
    names = [column.label.zh for column in listed.columns]
    return sorted({name for name in names if names.count(name) > 1})
