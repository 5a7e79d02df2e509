"""Contests: works, judges, the sheet of totals with every raw mark, review, prizes, publication."""

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

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel import export_abilities
from lianxin.kernel.acts import approval, contest_entry, contest_round, objection
from lianxin.kernel.acts import contest as acts
from lianxin.kernel.acts import export as exporting
from lianxin.kernel.acts.contest_entry import Entered
from lianxin.kernel.models import Contest, Work
from lianxin.kernel.reads import approval as approved
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.reads import contest_sheet as sheet
from lianxin.kernel.reads import exported, packs, staff
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Who
from lianxin.language.contests import Contest as Declared
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.components import picks
from lianxin.web.guards import holder
from lianxin.web.street import merits, totals


@holder
@require_safe
def contests(request: HttpRequest) -> HttpResponse:
    """The contests of one's towns, those in which one judges, and the form that opens one."""
    return _list(request, {}, {})


@holder
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Open a contest."""
    asking, given = who(request), request.POST
    (kind, _, at), title = given.get("kind", "").partition(":"), given.get("title", "")
    try:
        made = acts.open_contest(asking, merits.town_of(asking), kind, title, timezone.now(), at)
    except Refused as refused:
        return _list(request, given.dict(), {refused.field or "kind": refused.sentence(language())}, 422)
    return redirect("contest", made.pk)


def _list(request: HttpRequest, given: dict[str, Any], faults: dict[str, str], status: int = 200) -> HttpResponse:
    asking, lang = who(request), language()
    town = merits.town_of(asking)
    said = packs.of_town(town).said.contests
    found, today = reads.contests(asking.towns), timezone.localdate()
    shown = {
        "tabs": merits.tabs("contests"),
        "rows": [(row, totals.label(row, lang)) for row in found],
        "gone": reads.began_next(found),
        "today": today,
        "entering": [row for row in reads.entering(asking.towns, today) if totals.enters(asking, row)],
        "judging": [row for row in reads.judged_by(asking.person_id) if row.reviewed_at is None],
        "kinds": [
            pair for key, one in said.items() if able.may(asking, one.runs, town) for pair in _kinds(key, one, lang)
        ],
        "given": given,
        "faults": faults,
    }
    return render(request, "street/contests.html", shown, status=status)


def _kinds(key: str, one: Declared, lang: str) -> list[tuple[str, str]]:
    """A kind as it may be opened: with its first round, or with a later one where the others were held elsewhere."""
    label = one.label.say(lang)
    later = list(one.rounds.items())[1:]
    text = gettext("%(label)s · 从%(round)s开始（前面的已另外办过）")
    return [
        (key, label),
        *((f"{key}:{at}", text % {"label": label, "round": said.label.say(lang)}) for at, said in later),
    ]


def contest_or_404(request: HttpRequest, number: int) -> Contest:
    """A contest of one's own towns that may be looked at: by those who run it, or by anybody once it was reviewed."""
    asking = who(request)
    row = reads.one(asking.towns, number)
    if row is None:
        raise Http404
    runs = able.may(asking, reads.declared(row).runs, row.town_id)
    if not runs and row.reviewed_at is None and "board" not in asking.may:
        raise Http404  # nobody sees marks while others still judge
    return row


@holder
@require_safe
def contest(request: HttpRequest, number: int) -> HttpResponse:
    """One contest as it stands."""
    return _page(request, contest_or_404(request, number))


DRAWING = ("seed", "redraw")
"""Fields beside which it stands what is wrong with a draw."""


def _page(
    request: HttpRequest, row: Contest, said: str = "", status: int = 200, fault: str = "", field: str = ""
) -> HttpResponse:
    asking, now, lang = who(request), timezone.now(), language()
    found, objected = reads.hall(row), totals.objections(row)
    declared, runs = found.said, able.may(asking, found.said.runs, row.town_id)
    shown = {
        "row": row,
        "label": totals.label(row, lang),
        "turns": totals.turns(row, lang),
        "following": reads.following(row),
        "gone": bool(reads.began_next([row])),
        "draws": declared.draw,
        "drawn": totals.drawn(found),
        "late": row.enter_until is not None and row.before_id is None and timezone.localdate() > row.enter_until,
        "works": totals.works(found, lang),
        "struck": [(work.pk, work.number, work.title, work.unit, work.struck["why"]) for work in found.struck],
        "quota": totals.quota(found, lang),
        "judges": totals.judges(found),
        "missing": len(found.missing),
        "tied": [[(work.pk, work.title) for work in found.works if work.pk in tie] for tie in found.outcome.tied],
        "groups": [(key, one.say(lang)) for key, one in declared.groups.items()],
        "blocked": []
        if row.published_at or reads.began_next([row])
        else [reason.sentence(lang) for reason in reads.blocked(found, now)],
        "objections": [(one, "") for one in objected],
        "reopened": row.reviewed_at is None and any(one.upheld for one in objected),
        "objects": bool(row.until) and row.published_at is None,
        "runs": runs,
        "naming": declared.naming == "approved",
        "papers": approved.papers(row) if declared.naming == "approved" and "papers" in asking.may else [],
        "consents": declared.consent,
        **_offered(asking, row),
        "levels": merits.levels(),
        "given": request.POST.dict(),
        **({"faults": {field: said}} if field in DRAWING else {"refused": said, "faults": {}}),
        "may_export": export_abilities.may_ask_for(asking, row.town, exported.TOTALS, now) and bool(found.works),
        "fault": fault,
    }
    return render(request, "street/contest.html", shown, status=status)


def _offered(asking: Who, row: Contest) -> dict[str, list[tuple[str, str]]]:
    """Units, entrants and people among whom whoever runs a contest chooses while it is open; nothing for others."""
    declared, lang = reads.declared(row), language()
    if row.reviewed_at is not None or not able.may(asking, declared.runs, row.town_id):
        return {"units": [], "entrants": [], "people": []}
    return {
        "units": merits.choose(staff.units(row.town_id, lang)),
        "entrants": merits.choose(_entrants(row.town_id, declared, lang)),
        "people": totals.seatable(row),
    }


def _entrants(town_id: int, declared: Declared, lang: str) -> list[tuple[int, str]]:
    """The units that may take part: those of the kinds that the contest names, all where it names none."""
    rows = directory(town_id).rows
    units = staff.units(town_id, lang)
    return [(pk, name) for pk, name in units if not declared.kinds or rows[pk].kind in declared.kinds]


@holder
@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The sheet of totals (评分汇总表) for printing, with every raw mark."""
    row = contest_or_404(request, number)
    lang = language()
    sheets_of = [
        (one, reads.label(one, lang), totals.drawn(found), sheet.heads(found, lang), sheet.cells(found, lang))
        for one in reads.chain(row)
        if one.pk <= row.pk
        for found in [reads.hall(one)]
    ]
    shown = {"row": row, "label": reads.declared(row).label.say(lang), "rounds": sheets_of}
    return render(request, "street/contest_paper.html", shown)


@holder
@require_POST
def export(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the same as a file; the page again with why not (422)."""
    row, purpose = contest_or_404(request, number), request.POST.get("purpose", "")
    try:
        exporting.ask(who(request), row.town, exported.TOTALS, exported.of_contest(row), purpose, timezone.now())
    except Refused as refused:
        return _page(request, row, status=422, fault=refused.sentence(language()))
    messages.success(request, gettext("已申请，等另一个人同意"))
    return redirect("exports")


@holder
@require_POST
def act(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """What is done with a contest: every name in ACTS."""
    row = contest_or_404(request, number)
    if what not in ACTS:
        raise Http404
    try:
        ACTS[what](who(request), row, request.POST, timezone.now())
    except Refused as refused:
        return _page(request, row, refused.sentence(language()), 422, field=refused.field)
    messages.success(request, gettext("已记下"))
    return redirect("contest", reads.chain(row)[-1].pk if what == "on" else row.pk)


def _enter(asking: Who, row: Contest, typed: Any, now: datetime) -> None:
    given = picks.read(typed, unit=_offered(asking, row)["entrants"])
    unit = merits.number(given.get("unit", "")) or None
    title, group, author, why = (given.get(key, "") for key in ("title", "group", "author", "why"))
    contest_entry.enter(asking, row.pk, Entered(title, unit, group, author, bool(given.get("consent")), why=why), now)


def _take_back(asking: Who, row: Contest, given: Any, now: datetime) -> None:
    contest_entry.take_back(asking, _work(row, given).pk, now)


def _strike(asking: Who, row: Contest, given: Any, now: datetime) -> None:
    contest_entry.strike(asking, _work(row, given).pk, given.get("why", ""), now)


def _restore(asking: Who, row: Contest, given: Any, now: datetime) -> None:
    contest_entry.restore(asking, _work(row, given).pk, given.get("why", ""), now)


def _work(row: Contest, given: Any) -> Work:
    work = row.works.filter(pk=merits.number(given.get("work", ""))).first()
    if work is None:
        raise Http404
    return work


def _draw(asking: Who, row: Contest, given: Any, now: datetime) -> None:
    contest_round.draw(asking, row.pk, given.get("seed", ""), given.get("redraw", ""), now)


def _seat(asking: Who, row: Contest, typed: Any, now: datetime) -> None:
    offered = _offered(asking, row)
    given = picks.read(typed, person=offered["people"], unit=offered["units"])
    person = staff.person(row.town_id, merits.number(given.get("person", "")))
    if person is None:
        raise Http404
    acts.seat(asking, row.pk, person, merits.number(given.get("unit", "")) or None, now)


def _recuse(asking: Who, row: Contest, given: Any, now: datetime) -> None:
    judge = row.judges.filter(pk=merits.number(given.get("judge", ""))).first()
    work = row.works.filter(pk=merits.number(given.get("work", ""))).first() if given.get("work") else None
    if judge is None:
        raise Http404
    acts.recuse(asking, judge.pk, work.pk if work else None, given.get("why", ""), now)


def _settle(asking: Who, row: Contest, given: Any, now: datetime) -> None:
    placed = sorted((merits.number(given[key]), merits.number(key[6:])) for key in given if key.startswith("order_"))
    acts.settle(asking, row.pk, [work for _, work in placed], given.get("why", ""), now)


def _answer(asking: Who, row: Contest, given: Any, now: datetime) -> None:
    found = row.objections.filter(pk=merits.number(given.get("objection", ""))).first()
    if found is None:
        raise Http404
    objection.answer(asking, found.pk, given.get("upheld") == "yes", given.get("text", ""), now)


def _official(asking: Who, row: Contest, given: Any, now: datetime) -> None:
    work = _work(row, given)
    said, issuer, document = (given.get(key, "") for key in ("said", "issuer", "document"))
    acts.record_official(asking, work.pk, said, issuer, document, now)


ACTS: dict[str, Callable[[Who, Contest, Any, datetime], Any]] = {
    "enter": _enter,
    "take_back": _take_back,
    "strike": _strike,
    "restore": _restore,
    "draw": _draw,
    "on": lambda asking, row, given, now: contest_round.go_on(asking, row.pk, now),
    "seat": _seat,
    "recuse": _recuse,
    "review": lambda asking, row, given, now: acts.review(asking, row.pk, now),
    "settle": _settle,
    "approve": lambda asking, row, given, now: approval.approve(asking, row, merits.approval(given), now),
    "yearly": lambda asking, row, given, now: approval.make_yearly(asking, row, given.get("why", ""), now),
    "object": lambda asking, row, given, now: objection.object_to(asking, row, given.get("text", ""), now),
    "answer": _answer,
    "official": _official,
    "publish": lambda asking, row, given, now: acts.publish(asking, row.pk, now),
}
