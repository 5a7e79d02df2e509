"""What the forms of a plan and of its change share: parsing what was typed, and what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from django.http import HttpRequest
from django.utils.translation import gettext

from lianxin.kernel.activity_abilities import may_organise
from lianxin.kernel.models import Unit
from lianxin.kernel.reads.attachments import MATERIAL
from lianxin.kernel.reads.directory import Row, directory
from lianxin.language import activity as rules
from lianxin.language.activities import ActivityKind
from lianxin.language.activity import names
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because
from lianxin.language.word import FieldDecl
from lianxin.web.access import language, who
from lianxin.web.components import picks
from lianxin.web.desk.tie_new import number

LINES = 6
"""Agenda lines a form offers."""
FIELD = "field-"
"""How the inputs of a kind's own fields are named, so that none is taken for a part of the plan."""
INPUTS = {"longtext": "textarea", "choice": "select", "number": "number", "date": "date"}
SITE = "site"

Options: TypeAlias = list[tuple[str, str]]


def when(text: str, field: str) -> datetime | None:
    """A moment as the browser writes it. Errors: Refused."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise Refused(because("time", "这个时间看不懂，请重新选", "this is no time"), field=field) from error


def numbers(request: HttpRequest, name: str) -> list[int]:
    """Units that were chosen."""
    return [one for text in request.POST.getlist(name) if (one := number(text)) is not None]


def items(pack: Pack, kind: str) -> Options:
    """What an agenda of this kind may hold."""
    declared = pack.said.activities.get(kind)
    said = [(key, pack.said.agenda[key].label.say(language())) for key in (declared.agenda if declared else [])]
    return [("", gettext("不写")), *said] if said else []


def able(pack: Pack, town: int, kind: str) -> Options:
    """Every unit of the town that may host such an activity, alone or with others."""
    if kind not in pack.said.activities:
        return []
    declared = pack.said.activities[kind]
    return _options(
        row
        for row in directory(town).rows.values()
        if set(declared.units) & set(names(pack, row.kind)) and rules.barred(pack, declared.barred, row.kind) is None
    )


def hosts(request: HttpRequest, pack: Pack, town: int, kind: str) -> Options:
    """The units for which he may plan such an activity."""
    return [one for one in able(pack, town, kind) if may_organise(who(request), pack, kind, town, int(one[0]))]


def carriers(town: int, now: Sequence[int] = ()) -> Options:
    """Every unit of the town but its grids: whoever is asked may carry an activity out (承办); and those that do `now`,
    also where they were closed since."""
    found = _options(row for row in directory(town).rows.values() if row.town_id == town and row.tree != "grid")
    gone = set(now) - {int(value) for value, _ in found}
    rows = Unit.objects.filter(pk__in=gone).order_by("pk") if gone else ()
    return found + [(str(one.pk), one.name) for one in rows]


def several(request: HttpRequest, name: str, options: Options) -> list[int]:
    """The units that were chosen or written in a field that takes several. Errors: Refused, with the name that is none
    of them."""
    if not options:
        return numbers(request, name)
    return [int(key) for key in picks.several(request.POST.getlist(name), options, name)]


def sites(pack: Pack, town: int, now: int | None = None) -> Options:
    """The sites of the town where it may take place, and the place it has now; nothing where there is none."""
    rows = directory(town).rows.values()
    found = _options(row for row in rows if row.id == now or (row.town_id == town and SITE in names(pack, row.kind)))
    return [("", gettext("不在这些场所，见下面写的地点")), *found] if found else []


def site(said: str, offered: Options) -> int | None:
    """The site that was chosen, or written where they are many. Errors: Refused at the field, as the name is none."""
    return number(picks.read({SITE: said}, **{SITE: offered})[SITE]) if picks.long(offered) else number(said)


def _options(rows: Any) -> Options:
    found: list[Row] = sorted(rows, key=lambda row: (row.tree, row.name))
    return [(str(row.id), row.say(language())) for row in found]


def fields(
    kind: ActivityKind, kept: Mapping[str, Any], typed: Mapping[str, Any], faults: Mapping[str, str], prefix: str = ""
) -> list[dict[str, Any]]:
    """A kind's own fields as inputs, with what is kept, what was typed and what was wrong with it."""
    lang = language()
    return [
        {
            "name": prefix + name,
            "label": one.label.say(lang),
            "type": INPUTS.get(one.type, "text"),
            "options": [("", gettext("请选择")), *[(key, label.say(lang)) for key, label in one.choices.items()]],
            "value": typed.get(prefix + name, kept.get(name, "")),
            "shown": _said(one, kept.get(name, ""), lang),
            "error": faults.get(name, ""),
        }
        for name, one in kind.fields.items()
        if one.type not in MATERIAL
    ]  # fmt: skip


def _said(declared: FieldDecl, value: Any, lang: str) -> Any:
    return declared.choices[value].say(lang) if value in declared.choices else value


def answers(request: HttpRequest, kind: ActivityKind | None) -> dict[str, str]:
    """What was typed into a kind's own fields; empty ones are left out."""
    typed = [name for name, one in kind.fields.items() if one.type not in MATERIAL] if kind else []
    given = {name: request.POST.get(FIELD + name, "").strip() for name in typed}
    return {name: text for name, text in given.items() if text}
