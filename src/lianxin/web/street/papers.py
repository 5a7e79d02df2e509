"""Papers: the list, the editor with live numbers, checking, reviewing, issuing, numbering, correcting."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianxin.kernel.acts import issuing
from lianxin.kernel.acts import paper as acts
from lianxin.kernel.models import Paper
from lianxin.kernel.reads import approval, cited, cited_rows, packs, written
from lianxin.kernel.reads import paper as reads
from lianxin.language import cited_period
from lianxin.language import paper as paper_text
from lianxin.language import paper_number as numbers_of
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.guards import may
from lianxin.web.street import advertised

PAGE = 40
STATES = {
    "draft": lambda: gettext("草稿"),
    "checked": lambda: gettext("已核数，审核中"),
    "issued": lambda: gettext("已签发"),
    "corrected": lambda: gettext("已更正"),
}
LINES = ("copied", "attachments")
"""Parts of the head that are written one a line."""
LEVELS = ("country", "province", "city", "district", "town")


@may("papers")
def papers(request: HttpRequest) -> HttpResponse:
    """The papers of one's towns, and the templates to begin with."""
    return _listed(request, {})


def _listed(request: HttpRequest, faults: dict[str, str], status: int = 200) -> HttpResponse:
    asking, state = who(request), request.GET.get("state", "")
    towns = reads.towns_of(asking)
    said = packs.of_town(towns[0]).said.papers if towns else {}
    about = written.templates(packs.of_town(towns[0])) if towns else []
    found = list(reads.listed(asking, state if state in STATES else "")[:PAGE])
    shown = {
        "papers": [(one, STATES[one.state](), _label(said, one.kind)) for one in found],
        "chips": [
            {"label": name, "url": f"?state={key}" if key else "?", "on": state == key}
            for key, name in (("", gettext("全部")), *((key, name()) for key, name in STATES.items()))
        ],
        "kinds": [(key, kind.label.say(language())) for key, kind in said.items() if key not in about],
        "abouts": [(kind.label.say(language()), kind.about.say(language())) for kind in said.values()],
        "today": _today().isoformat(),
        "faults": faults,
    }
    return render(request, "street/papers.html", shown, status=status)


def _label(said: Any, key: str) -> str:
    return said[key].label.say(language()) if key in said else key


def _today() -> date:
    return timezone.now().astimezone(SHANGHAI).date()


@may("papers")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a paper from a template. A refusal shows the list again with the reason (422)."""
    towns = reads.towns_of(who(request))
    if not towns:
        raise Http404
    try:
        as_of = date.fromisoformat(request.POST.get("as_of", "") or _today().isoformat())
        made = acts.draft(who(request), towns[0], request.POST.get("kind", ""), as_of, timezone.now())
    except ValueError:
        return _listed(request, {"as_of": gettext("日期写成 2026-03-12 这样")}, 422)
    except Refused as refused:
        return _listed(request, {refused.field or "kind": refused.sentence(language())}, 422)
    return redirect("paper", made.pk)


def found_or_404(request: HttpRequest, paper_id: int) -> Paper:
    """The paper, if it is of a town of his. 404 for any other."""
    paper = reads.of(who(request), paper_id)
    if paper is None:
        raise Http404
    return paper


@may("papers")
def page(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A paper: the editor of a draft, the reviews of a checked one, an issued one with its numbers."""
    return _shown(request, found_or_404(request, paper_id))


def _shown(
    request: HttpRequest,
    paper: Paper,
    faults: tuple[str, ...] = (),
    status: int = 200,
    number: tuple[str, str] = ("", ""),
) -> HttpResponse:
    """`number`: what was typed for one given later, and why not."""
    now = timezone.now()
    try:
        drawn = reads.draw(paper, now, language())
    except Refused as refused:  # a citation that answered yesterday and does not today
        said = (reason.sentence(language()) for reason in refused.reasons)
        drawn, faults = None, tuple(dict.fromkeys((*faults, *said)))  # what was told already is told once
    declared = packs.pinned(paper.pack_id).said.papers.get(paper.kind)
    naming = bool(declared and declared.naming)
    shown = {
        "paper": paper,
        "drawn": drawn,
        "faults": faults,
        "state": STATES[paper.state](),
        "kind": declared.label.say(language()) if declared else paper.kind,
        "naming": naming,
        **(_rests(paper) if naming else {}),
        "layout": declared.layout if declared else "official",
        "head": {name: "\n".join(paper.head.get(name, [])) for name in LINES}
        | {name: paper.head.get(name, "") for name in reads.HEAD if name not in LINES},
        "opens": advertised.choices(paper, now) if declared and declared.kind == "poster" else [],
        "levels": [("", gettext("请选择")), *((key, _level(key)) for key in LEVELS)],
        "obstacles": [one.sentence(language()) for one in issuing.obstacles(paper, now)]
        if paper.state == "checked"
        else [],
        "may_issue": paper.town_id in reads.towns_of(who(request), "issue"),
        "errata": list(paper.errata.all()),
        "reviews": [(one["shown"], datetime.fromisoformat(one["at"]), one["remark"]) for one in paper.reviews],
        "rounds": len(issuing.ROUNDS),
        "number": number,
        "formed": bool(declared and numbers_of.formed(declared)),
    }
    return render(request, "street/paper.html", shown, status=status)


def _rests(paper: Paper) -> dict[str, Any]:
    """What a naming rests on, and the contests and appraisals whose approval it may read."""
    found = approval.choices(paper.town_id)
    of = paper.approval.get("of", "")
    none = gettext("还没有批准文件")
    shown = {one.of: one.said.get("number") or (gettext("年度考核") if one.said else none) for one in found}
    rounds = [
        (one.of, gettext("%(name)s（%(more)s）") % {"name": one.row.title, "more": shown[one.of]}) for one in found
    ]
    return {
        "rounds_named": [("", gettext("都不是，在下面填")), *rounds],
        "rests_on": next((one.row for one in found if one.of == of), None),
        "rests": approval.of_paper(paper),
    }


def _level(key: str) -> str:
    return packs.current("base").said.unit_kinds[key].label.say(language())


def _typed(request: HttpRequest, paper: Paper) -> dict[str, Any]:
    """What the form of the editor says."""
    given = request.POST
    head = {name: given.get(name, "").strip() for name in reads.HEAD if name not in LINES}
    lines = {name: [one.strip() for one in given.get(name, "").split("\n") if one.strip()] for name in LINES}
    approved = {name: given.get(f"approval_{name}", "").strip() for name in acts.APPROVED_BY}
    try:
        as_of = date.fromisoformat(given.get("as_of", ""))
    except ValueError:
        as_of = paper.as_of
    return {
        "title": given.get("title", paper.title).strip().replace("\r", ""),
        "text": given.get("text", paper.text).replace("\r", ""),
        "as_of": as_of,
        "head": {**head, **lines},
        "approval": approved,
    }


@may("papers")
@require_POST
def write(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Save, and check the numbers too where that was pressed. A refusal keeps what was typed (422)."""
    paper = found_or_404(request, paper_id)
    said = _typed(request, paper)
    version = request.POST.get("version", "")
    try:
        given = said | ({"version": int(version)} if version.isdigit() else {})
        acts.write(who(request), paper_id, given, timezone.now())
        if "check" in request.POST:
            acts.check(who(request), paper_id, timezone.now())
    except Refused as refused:
        paper = found_or_404(request, paper_id)
        for name, value in said.items():
            setattr(paper, name, value)
        return _shown(request, paper, tuple(one.sentence(language()) for one in refused.reasons), 422)
    return redirect("paper", paper_id)


@may("papers")
@require_POST
def preview(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The paper as it would look with what is typed; nothing is kept."""
    paper = copy(found_or_404(request, paper_id))
    for name, value in _typed(request, paper).items():
        setattr(paper, name, value)
    paper.state, paper.cited, paper.tables = "draft", [], {}
    try:
        shown = {"drawn": reads.draw(paper, timezone.now(), language()), "paper": paper, "live": True}
    except Refused as refused:
        return render(request, "street/paper_wrong.html", {"said": refused.sentence(language())}, status=422)
    return render(request, "street/paper_sheet.html", shown)


def _period(paper: Paper, counts: cited_period.Bears) -> str:
    """The period most of a paper's numbers have; none where its text cannot be read."""
    try:
        return cited_period.of_paper(paper_text.cites(paper_text.read(paper.text)), counts)
    except Refused:
        return ""


@may("papers")
def numbers(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Numbers whose name holds a word, each with its value now, to be put into the text."""
    paper = found_or_404(request, paper_id)
    on = cited.about(paper, timezone.now(), language())
    found = cited_rows.search(on, request.GET.get("q", "").strip(), _period(paper, cited_rows.over_days(on.pack)))
    shown = {"found": [one for one in found if not one.ruled], "ruled": [one for one in found if one.ruled]}
    return render(request, "street/paper_numbers.html", shown)


Act = Callable[[HttpRequest, int], object]


def _done(request: HttpRequest, paper_id: int, act: Act) -> HttpResponse:
    paper = found_or_404(request, paper_id)
    try:
        made = act(request, paper_id)
    except Refused as refused:
        return _shown(request, paper, tuple(one.sentence(language()) for one in refused.reasons), 409)
    return redirect("paper", made.pk if isinstance(made, Paper) else paper_id)


@may("papers")
@require_POST
def check(request: HttpRequest, paper_id: int) -> HttpResponse:
    """核数."""
    return _done(request, paper_id, lambda asked, pk: acts.check(who(asked), pk, timezone.now()))


@may("papers")
@require_POST
def review(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One of the three reviews."""
    agrees, remark = "agree" in request.POST, request.POST.get("remark", "").strip()[:500]
    return _done(request, paper_id, lambda asked, pk: issuing.review(who(asked), pk, agrees, remark, timezone.now()))


@may("issue")
@require_POST
def issue(request: HttpRequest, paper_id: int) -> HttpResponse:
    """签发."""
    return _done(request, paper_id, lambda asked, pk: issuing.issue(who(asked), pk, timezone.now()))


@may("papers")
@require_POST
def give_number(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The number that was not known when it was signed; or the page again with what was typed and why not (422)."""
    paper, typed = found_or_404(request, paper_id), request.POST.get("number", "").strip()
    try:
        issuing.give_number(who(request), paper_id, typed, timezone.now())
    except Refused as refused:
        return _shown(request, paper, (), 422, (typed, refused.sentence(language())))
    messages.success(request, gettext("文号已登记：版面、Word、PDF 和登记簿都写上了"))
    return redirect("paper", paper_id)


@may("papers")
@require_POST
def correct(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Begin an erratum."""
    return _done(request, paper_id, lambda asked, pk: issuing.correct(who(asked), pk, timezone.now()))
