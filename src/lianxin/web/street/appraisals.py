"""Appraisals: rounds, trees with the records behind every point, objections, publication with the official beside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts import appraisal as acts
from lianxin.kernel.acts import approval, objection, problem
from lianxin.kernel.acts.appraisal import Cited
from lianxin.kernel.models import Appraisal
from lianxin.kernel.reads import appraisal as reads
from lianxin.kernel.reads import approval as approved
from lianxin.kernel.reads import box, packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who
from lianxin.language import appraisal as trees
from lianxin.language import missing, period, points
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.components import picks
from lianxin.web.guards import holder
from lianxin.web.street import merits, rectifying


@holder
@require_safe
def appraisals(request: HttpRequest) -> HttpResponse:
    """The rounds of one's towns, and the form that opens one."""
    return _list(request, {}, {})


@holder
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Open a round over all units of the kind."""
    asking, given = who(request), request.POST
    town = merits.town_of(asking)
    said = packs.of_town(town).said.appraisals.get(given.get("kind", ""))
    rows = directory(town).of_kind(*said.kinds) if said else []
    try:
        span = period.read(given.get("period", ""))
        units = [row.id for row in rows]
        title = given.get("title", "")
        made = acts.open_round(asking, town, given.get("kind", ""), title, span, units, timezone.now())
    except Refused as refused:
        return _list(request, given.dict(), {refused.field or "kind": refused.sentence(language())}, 422)
    return redirect("appraisal", made.pk)


def _list(request: HttpRequest, given: dict[str, Any], faults: dict[str, str], status: int = 200) -> HttpResponse:
    asking, lang = who(request), language()
    town = merits.town_of(asking)
    said = packs.of_town(town).said.appraisals
    mine = [(key, one.label.say(lang)) for key, one in said.items() if able.may(asking, one.runs, town)]
    shown = {
        "tabs": merits.tabs("appraisals"),
        "rounds": [(row, reads.declared(row)[1].label.say(lang)) for row in reads.rounds(asking.towns)],
        "kinds": mine,
        "given": given,
        "faults": faults,
    }
    return render(request, "street/appraisals.html", shown, status=status)


def _round(request: HttpRequest, number: int) -> Appraisal:
    row = reads.one(who(request).towns, number)
    if row is None:
        raise Http404
    return row


@holder
@require_safe
def appraisal(request: HttpRequest, number: int) -> HttpResponse:
    """One round: everybody's points with the official result beside, objections, and what keeps it back."""
    return _page(request, _round(request, number))


@holder
@require_safe
def appraised(request: HttpRequest, number: int, one: int) -> HttpResponse:
    """One of the appraised: the tree, and the records behind every point."""
    return _one(request, _round(request, number), one)


def _page(request: HttpRequest, row: Appraisal, said: str = "", status: int = 200) -> HttpResponse:
    asking, now, lang = who(request), timezone.now(), language()
    _, declared = reads.declared(row)
    found = reads.standings(row, now)
    shown = {
        "row": row,
        "declared": declared,
        "label": declared.label.say(lang),
        "lines": [_line(one, declared, lang) for one in found],
        "untold": [reason.sentence(lang) for reason in reads.untold(found)] if row.told_at is None else [],
        "meeting": next(iter(box.tested(row).values()), None) if declared.votes else None,
        "testing": box.kind_of(packs.of_town(row.town_id), declared) if row.told_at is None else "",
        "objections": [(one, merits.name_of(one.appraised)) for one in reads.objections(row)],
        "blocked": [] if row.published_at else [reason.sentence(lang) for reason in reads.blocked(row, now)],
        "papers": approved.papers(row) if declared.naming == "approved" and "papers" in asking.may else [],
        "runs": able.may(asking, declared.runs, row.town_id),
        "early": row.told_at is None and day_of(now) <= row.last,
        "levels": merits.levels(),
        "given": request.POST.dict(),
        "refused": said,
    }
    return render(request, "street/appraisal.html", shown, status=status)


def _line(one: reads.Standing, declared: Any, lang: str) -> dict[str, Any]:
    grade = declared.grades.get(one.row.grade)
    return {
        "id": one.row.pk,
        "name": merits.name_of(one.row),
        "total": merits.total(one.total) if declared.parts else "",
        "as_zero": one.total.shown_as_zero if one.total.left_out() else "",
        "apart": [(line.item.label.say(lang), "—" if line.empty else line.shown) for line in one.total.apart()],
        "grade": grade.say(lang) if grade else "",
        "official": one.row.official,
    }


def _one(
    request: HttpRequest, row: Appraisal, number: int, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    asking, now, lang = who(request), timezone.now(), language()
    found = next(iter(reads.standings(row, now, number)), None)
    if found is None:
        raise Http404
    _, declared = reads.declared(row)
    test = box.tested(row).get(found.row.pk) if declared.votes else None
    proofs = merits.proof_lines(found, asking)
    leaves = [(path, item) for path, item in points.items(declared.parts) if item.each is not None]
    shown = {
        "row": row,
        "one": found.row,
        "name": merits.name_of(found.row),
        "label": declared.label.say(lang),
        "total": found.total,
        "points": merits.total(found.total),
        "left_out": [reason.sentence(lang) for reason in missing.said(found.total)],
        "tree": [merits.tree_line(line, found, proofs, lang) for line in found.total.all()],
        "grades": [(key, grade.say(lang)) for key, grade in declared.grades.items()],
        "grade": declared.grades[found.row.grade].say(lang) if found.row.grade else "",
        "votes": merits.votes(declared, found.row, test, lang),
        "test": test,
        "leaves": [(path, _resting(item, lang)) for path, item in leaves],
        "evidence": merits.evidence(sorted({kind for _, item in leaves for kind in item.evidence})),
        "scores": able.may(asking, declared.scorers, row.town_id) and row.told_at is None and leaves,
        "runs": able.may(asking, declared.runs, row.town_id),
        "speaks": able.may_object(asking, found.row, row.town_id) and row.told_at and not row.published_at,
        "given": request.POST.dict(),
        "refused": refused.sentence(lang) if refused else "",
        "asks_why": refused is not None and any(one.code == "outside" for one in refused.reasons),
    }
    shown |= rectifying.shown(asking, found.row, declared, lang)
    return render(request, "street/appraised.html", shown, status=status)


def _resting(item: Any, lang: str) -> str:
    """An item with the kinds of record it rests on, so that nobody has to guess."""
    kinds = gettext("、").join(label for _, label in merits.evidence(item.evidence))
    said = item.label.say(lang)
    return gettext("%(item)s（依据：%(kinds)s）") % {"item": said, "kinds": kinds} if kinds else said


@holder
@require_POST
def act(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """What is done with a round as a whole: tell, publish, approve, yearly, answer an objection."""
    row, asking, now = _round(request, number), who(request), timezone.now()
    if what not in ROUND:
        raise Http404
    try:
        ROUND[what](asking, row, request.POST, now)
    except Refused as refused:
        return _page(request, row, refused.sentence(language()), 422)
    messages.success(request, gettext("已记下"))
    return redirect("appraisal", row.pk)


@holder
@require_POST
def act_one(request: HttpRequest, number: int, one: int, what: str) -> HttpResponse:
    """What is done with one of the appraised: cite, take back, grade, object, write down the official result."""
    row, asking, now = _round(request, number), who(request), timezone.now()
    if what not in ONE or not row.appraised.filter(pk=one).exists():
        raise Http404
    try:
        ONE[what](asking, row, one, request.POST, now)
    except Refused as refused:
        return _one(request, row, one, refused, 422)
    messages.success(request, gettext("已记下"))
    return redirect("appraised", row.pk, one)


def _answer(asking: Who, row: Appraisal, given: Any, now: datetime) -> None:
    known = {one.pk for one in reads.objections(row)}
    number = merits.number(given.get("objection", ""))
    if number not in known:
        raise Http404
    objection.answer(asking, number, given.get("upheld") == "yes", given.get("text", ""), now)


def _cite(asking: Who, row: Appraisal, one: int, given: Any, now: datetime) -> None:
    named = trees.quoted(given.get("number", ""))
    kind = given.get("evidence", "")
    kind = named.evidence if named.evidence is not None and kind != "document" else kind
    day: date | None = merits.day(given["document_day"]) if given.get("document_day") else None
    cited = Cited(
        kind,
        named.number,
        given.get("document", ""),
        given.get("document_number", ""),
        day,
        given.get("note", ""),
        given.get("outside", ""),
        named.whole,
    )
    acts.cite(asking, one, given.get("path", ""), cited, now)


def _take_back(asking: Who, row: Appraisal, one: int, given: Any, now: datetime) -> None:
    proof = row.appraised.get(pk=one).proofs.filter(pk=merits.number(given.get("proof", ""))).first()
    if proof is None:
        raise Http404
    acts.take_back(asking, proof.pk, given.get("why", ""), now)


def _problem(asking: Who, row: Appraisal, one: int, typed: Any, now: datetime) -> None:
    given = picks.read(typed, unit=rectifying.units(asking, row))
    unit = merits.number(given.get("unit", "")) or None
    problem.note(asking, one, given.get("problem", ""), unit, merits.day(given.get("due", "")), now)


def _grade(asking: Who, row: Appraisal, one: int, given: Any, now: datetime) -> None:
    _, declared = reads.declared(row)
    votes = {key: merits.number(given.get(f"votes_{key}", "")) for key in declared.grades if given.get(f"votes_{key}")}
    acts.grade(asking, one, given.get("grade", ""), given.get("why", ""), votes, now)


def _official(asking: Who, row: Appraisal, one: int, given: Any, now: datetime) -> None:
    day = merits.day(given.get("day", ""))
    said, issuer, document = (given.get(key, "") for key in ("said", "issuer", "document"))
    acts.record_official(asking, one, said, issuer, document, day, now)


def _object(asking: Who, row: Appraisal, one: int, given: Any, now: datetime) -> None:
    objection.object_to(asking, row.appraised.get(pk=one), given.get("text", ""), now, item=given.get("item", ""))


ROUND: dict[str, Callable[[Who, Appraisal, Any, datetime], Any]] = {
    "tell": lambda asking, row, given, now: acts.tell(asking, row.pk, now),
    "publish": lambda asking, row, given, now: acts.publish(asking, row.pk, now),
    "approve": lambda asking, row, given, now: approval.approve(asking, row, merits.approval(given), now),
    "yearly": lambda asking, row, given, now: approval.make_yearly(asking, row, given.get("why", ""), now),
    "answer": _answer,
}
ONE: dict[str, Callable[[Who, Appraisal, int, Any, datetime], Any]] = {
    "cite": _cite,
    "take-back": _take_back,
    "grade": _grade,
    "problem": _problem,
    "official": _official,
    "object": _object,
}
