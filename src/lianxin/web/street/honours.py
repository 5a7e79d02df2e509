"""The register of honours: what was given, by whom and by which document; naming, notice, giving, consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts import honour as acts
from lianxin.kernel.acts import objection
from lianxin.kernel.acts.ends import known
from lianxin.kernel.acts.honour import Paper
from lianxin.kernel.models import Honour, Objection, Person
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.reads import naming, packs, staff, ties
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.components import picks
from lianxin.web.guards import staff as at_work
from lianxin.web.street import medals, merits


@at_work
@require_safe
def honours(request: HttpRequest) -> HttpResponse:
    """The register of the town, and the forms of those who keep it."""
    return _page(request)


def _page(request: HttpRequest, refused: str = "", status: int = 200) -> HttpResponse:
    asking, lang = who(request), language()
    town = merits.town_of(asking)
    said = packs.of_town(town).said.honours
    kinds = [(key, one.label.say(lang)) for key, one in said.items() if able.may(asking, one.runs, town)]
    grades = {key: grade.say(lang) for one in said.values() for key, grade in one.grades.items()}
    own = [(key, label) for key, label in kinds if said[key].notice]
    rows = reads.honours([town])
    shown = {
        "tabs": merits.tabs("honours"),
        "rows": [(one, grades.get(one.grade, one.grade), years, one.person or one.unit) for one, years in rows],
        **_votes(request, town, rows, own),
        "kinds": kinds,
        "own": own,
        "grades": [("", gettext("没有等次")), *grades.items()],
        "units": _units(town) if kinds else [],
        "people": _people(town) if kinds else [],
        "noted": {one.pk for one, _ in rows if acts.was_noted(one)},
        "runs": bool(kinds),
        "medals": medals.counted(asking, town),
        "objections": [(one, _about(one)) for one in reads.objected([town])] if kinds else [],
        "given": request.POST.dict(),
        "refused": refused,
    }
    return render(request, "street/honours.html", shown, status=status)


def _votes(
    request: HttpRequest, town: int, rows: list[tuple[Honour, int]], own: list[tuple[str, str]]
) -> dict[str, Any]:
    """Which names rest on a vote that he may look at, and the votes a name may rest on."""
    asking, said = who(request), packs.of_town(town).said.honours
    items = {one.voted for key, _ in own if (one := said[key]).voted}
    lines = naming.lines(town, {item for item in items if item}, timezone.now().astimezone(SHANGHAI).year - 1)
    none = gettext("没有会议表决")
    return {
        "voted": {key for key, one in said.items() if one.voted},
        "open": {one.pk for one, _ in rows if one.meeting is not None and abilities.may_see(asking, one.meeting)},
        "days": {
            one.pk: one.meeting.starts_at.astimezone(SHANGHAI).date() for one, _ in rows if one.meeting is not None
        },
        "votes": [("", none), *((line.key, _vote(line)) for line in lines)] if items else [],
        "vote": request.POST.get("vote", request.GET.get("vote", "")),
    }


def _vote(line: naming.Line) -> str:
    """A vote as the form offers it: day, who, on what."""
    return (f"{naming.day_of(line)} {line.activity.unit.name}" + gettext("：") + line.said)[:80]


def _about(one: Objection) -> str:
    """Whose honour is objected to."""
    row = one.honour
    holder = (row.person or row.unit) if row is not None else None
    return f"{row.title} {getattr(holder, 'shown', '') or getattr(holder, 'name', '')}" if row is not None else ""


@at_work
@require_POST
def act(request: HttpRequest, what: str) -> HttpResponse:
    """Write down, name, put on notice, give, consent, object."""
    asking = who(request)
    if what not in ACTS:
        raise Http404
    try:
        ACTS[what](asking, merits.town_of(asking), request.POST, timezone.now())
    except Refused as refused:
        return _page(request, refused.sentence(language()), 422)
    messages.success(request, gettext("已记下"))
    return redirect("honours")


def _units(town: int) -> list[tuple[str, str]]:
    return merits.choose(staff.units(town, language()))


def _people(town: int) -> list[tuple[str, str]]:
    return [("", gettext("请选择")), *ties.people(town)]


def _to(asking: Who, town: int, typed: Any) -> int | Person:
    runs = any(able.may(asking, one.runs, town) for one in packs.of_town(town).said.honours.values())
    given = picks.read(typed, unit=_units(town) if runs else [], person=_people(town) if runs else [])
    person = known(town).filter(pk=merits.number(given["person"])).first() if given.get("person") else None
    return person or merits.number(given.get("unit", ""))


def _paper(given: Any) -> Paper:
    day = merits.day(given["day"]) if given.get("day") else None
    return Paper(given.get("issuer", ""), day, given.get("document", ""))


def _one(town: int, given: Any) -> Honour:
    found = Honour.objects.filter(pk=merits.number(given.get("honour", "")), town_id=town).first()
    if found is None:
        raise Http404
    return found


def _note(asking: Who, town: int, given: Any, now: datetime) -> None:
    kind, year, title = given.get("kind", ""), merits.number(given.get("year", "")), given.get("title", "")
    more = {"title": title, "grade": given.get("grade", "")}
    acts.note(asking, town, kind, _to(asking, town, given), year, _paper(given), now, **more)


def _name(asking: Who, town: int, given: Any, now: datetime) -> None:
    year, (meeting, _, line) = merits.number(given.get("year", "")), given.get("vote", "").partition(":")
    vote = (merits.number(meeting), merits.number(line)) if meeting else None
    acts.name(asking, town, given.get("kind", ""), _to(asking, town, given), year, given.get("why", ""), now, vote)


def _answer(asking: Who, town: int, given: Any, now: datetime) -> None:
    number = merits.number(given.get("objection", ""))
    if number not in {one.pk for one in reads.objected([town])}:
        raise Http404
    objection.answer(asking, number, given.get("upheld") == "yes", given.get("text", ""), now)


def _consent(asking: Who, town: int, given: Any, now: datetime) -> None:
    acts.consent(asking, _one(town, given).pk, given.get("agrees") == "yes", given.get("how", ""), now)


ACTS: dict[str, Callable[[Who, int, Any, datetime], Any]] = {
    "note": _note,
    "name": _name,
    "notice": lambda asking, town, given, now: acts.put_on_notice(
        asking, town, given.get("kind", ""), merits.number(given.get("year", "")), now
    ),
    "give": lambda asking, town, given, now: acts.give(asking, _one(town, given).pk, _paper(given), now),
    "withdraw": lambda asking, town, given, now: acts.withdraw(asking, _one(town, given).pk, given.get("why", ""), now),
    "answer": _answer,
    "consent": _consent,
    "object": lambda asking, town, given, now: objection.object_to(
        asking, _one(town, given), given.get("text", ""), now
    ),
    "prizes": lambda asking, town, given, now: acts.of_prizes(
        asking, merits.number(given.get("contest", "")), _paper(given), merits.number(given.get("year", "")), now
    ),
}
