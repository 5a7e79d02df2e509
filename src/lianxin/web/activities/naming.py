"""Whom a ballot asks about one by one (逐个测评): ticked from the roll of the branch that hosts it, nobody is typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.reads import roll
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.web.activities.form import numbers

TICKED, ALL = "subject", "everybody"
"""The names of the inputs: a member by number, and all of the roll."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What the form offers: members as options, those ticked, and whether all of the roll are meant. `wanted`: the kind
    is about this ballot; where it is one item of many, the form keeps it folded."""

    options: list[tuple[str, str]]
    ticked: list[str]
    everybody: bool
    wanted: bool


def item(pack: Pack, kind: str) -> str:
    """The agenda item of a kind whose ballot asks about members one by one; "" where there is none."""
    declared = pack.said.activities.get(kind)
    for key in declared.agenda if declared is not None else ():
        box = pack.said.agenda[key].ballot
        if box is not None and box.names == "members":
            return key
    return ""


def offered(request: HttpRequest, pack: Pack, kind: str, hosts: Collection[int]) -> Naming | None:
    """The members of these hosts, where the kind has such a ballot. Two questions."""
    if not item(pack, kind):
        return None
    now = timezone.now()
    people, voting = roll.members(hosts, now), roll.members(hosts, now, voting=True)
    options = [
        (str(person), name if person in voting else gettext("%(name)s（没有表决权）") % {"name": name})
        for person, name in _names(people).items()
    ]
    wanted = any(figure.box == item(pack, kind) for figure in pack.said.activities[kind].figures.values())
    return Naming(options, request.POST.getlist(TICKED), bool(request.POST.get(ALL)), wanted)


def _names(people: Mapping[int, str]) -> dict[int, str]:
    """What each is called on a ballot: two of one name by their place on the roll."""
    called = list(people.values())
    return {
        person: name if called.count(name) == 1 else gettext("%(name)s（名册第%(n)s位）") % {"name": name, "n": n}
        for n, (person, name) in enumerate(people.items(), start=1)
    }


def named(
    request: HttpRequest, pack: Pack, kind: str, lines: Iterable[Mapping[str, Any]], hosts: Collection[int]
) -> list[dict[str, Any]]:
    """The agenda with those who were ticked on its ballot, which is added where no line is one. Errors: Refused for
    somebody who is not on the roll of these hosts."""
    found, key = [dict(line) for line in lines], item(pack, kind)
    ticked, everybody = numbers(request, TICKED), bool(request.POST.get(ALL))
    if not key or not (ticked or everybody):
        return found
    called = _names(roll.members(hosts, timezone.now()))
    if not everybody and not set(ticked) <= set(called):
        raise Refused(
            because(
                "subject",
                "勾选的人不在主办支部的名册上：换了主办支部的，请先在上面列出它的党员，再勾选",
                "somebody ticked is not on the roll of the host: list the members of that branch first",
            ),
            field=TICKED,
        )
    subjects = [name for person, name in called.items() if everybody or person in ticked]
    if not subjects:
        raise Refused(because("subject", "名册上还没有党员", "nobody is on the roll yet"), field=TICKED)
    if not any(line.get("kind") == key for line in found):
        found.append({"kind": key, "text": ""})
    return [line | {"subjects": subjects} if line.get("kind") == key else line for line in found]
