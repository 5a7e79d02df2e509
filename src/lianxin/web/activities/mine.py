"""One's own page: my notebook, my sign-ups, my vote, whether a public greeting is welcome."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel.activity_abilities import may_read, may_see
from lianxin.kernel.acts import ballot, member, member_card
from lianxin.kernel.acts import export as exporting
from lianxin.kernel.models import Activity, Unit
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import box, branch_books, packs, stated, study
from lianxin.kernel.reads.exported import NOTEBOOK
from lianxin.kernel.reads.ledger import Asked
from lianxin.kernel.who import Who
from lianxin.language import period as periods
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.activities.calendar import row
from lianxin.web.activities.feed import USUAL, address
from lianxin.web.guards import holder


@holder
@require_safe
def notebook(request: HttpRequest) -> HttpResponse:
    """What I was due at this year, what I signed up for, and my calendar feed."""
    return _notebook(request)


def _notebook(request: HttpRequest, purpose: str = "", fault: str = "") -> HttpResponse:
    asking, now = who(request), timezone.now()
    if asking.person_id is None:
        raise Http404
    found = reads.of_person(asking.person_id, now - timedelta(days=366), now + timedelta(days=366))
    known = {one.pk for one, _ in found}
    found += [(one, reads.ASKED) for one in stated.waiting(asking.person_id, now) if one.pk not in known]
    said = stated.states_of(asking.person_id, [one for one, _ in found])
    coming = [(one, how) for one, how in found if _ends(one) > now and one.state != "held"]
    past = [(one, how) for one, how in found if _ends(one) <= now or one.state == "held"]
    past = [(one, how) for one, how in past if how in ("present", "absent") or one.state == "planned"]
    context = {
        "coming": [_line(asking, one, how, said.get(one.pk)) for one, how in coming],
        "past": [_line(asking, one, how, said.get(one.pk)) for one, how in past][::-1],
        "studied": study.of_person(asking.person_id, now.astimezone(SHANGHAI).year, now),
        "told": reads.told(asking.person_id),
        "welcomes": member_card.welcomes(asking.person_id),
        "feed": address("person", asking.person_id),
        "years": _years(now) if branch_books.branch_of(asking.person_id, now) is not None else [],
        "year": request.POST.get("year", ""), "purpose": purpose, "fault": fault,
    }  # fmt: skip
    return render(request, "activities/notebook.html", context, status=422 if fault else 200)


def _years(now: datetime) -> list[tuple[str, str]]:
    this = now.astimezone(SHANGHAI).year
    return [(str(year), str(year)) for year in (this, this - 1)]


@require_POST
@holder
def export(request: HttpRequest) -> HttpResponse:
    """Ask for my own notebook of a year as a file; the page again with why not (422)."""
    asking, now, given = who(request), timezone.now(), request.POST
    unit_id = branch_books.branch_of(asking.person_id, now) if asking.person_id is not None else None
    if unit_id is None or (given.get("year", ""),) * 2 not in _years(now):
        raise Http404
    try:
        asked = Asked(periods.read(given["year"]))
        exporting.ask(asking, Unit.objects.get(pk=unit_id), NOTEBOOK, asked, given.get("purpose", ""), now)
    except Refused as refused:
        return _notebook(request, given.get("purpose", ""), refused.sentence(language()))
    messages.success(request, gettext("已申请，等另一个人同意"))
    return redirect("exports")


def _ends(one: Activity) -> datetime:
    return one.ends_at or one.starts_at + USUAL


def _line(asking: Who, one: Activity, how: str, statement: str | None) -> dict[str, Any]:
    """One activity with how its person stands to it in words; `opens` where its page is within his scope; `statement`:
    what to do about the statement it asks for, and nothing where it asks for none."""
    words = {
        "present": gettext("到"), "absent": gettext("未到"), "signed": gettext("已报名"), "waiting": gettext("候补"),
        reads.DUE: gettext("应到"), reads.ASKED: gettext("请您述评"),
    }  # fmt: skip
    said = gettext("已取消") if one.state == "cancelled" else words.get(how, "")
    if one.state == "planned" and _ends(one) <= timezone.now():
        said = gettext("等记录")
    opens = may_see(asking, one)
    writes = statement is not None and one.state != "cancelled" and (how != "absent" or statement)
    todo = gettext("写述评") if statement in ("", stated.ASKED) and one.state == "planned" else gettext("我的述评")
    return row(packs.pinned(one.pack_id), one, language()) | {
        "stands": said, "opens": opens, "statement": todo if writes else "",
    }  # fmt: skip


@require_POST
@holder
def greeting(request: HttpRequest) -> HttpResponse:
    """Say whether a public greeting on my political birthday is welcome."""
    member.greeting(who(request), request.POST.get("welcome") == "1", timezone.now())
    messages.success(request, gettext("记下了"))
    return redirect("notebook")


@holder
def vote(request: HttpRequest, activity_id: int, line: int) -> HttpResponse:
    """A secret ballot: choose, put it in, and it cannot be told apart any more. 404 for whoever neither votes in it nor
    may see the activity: it says the names that are put to the vote."""
    asking = who(request)
    found = Activity.objects.filter(pk=activity_id).first()
    if found is None or not _ballot_is_his(asking, found):
        raise Http404
    try:
        declared, questions = ballot.box_of(found, line)
    except Refused as refused:
        raise Http404 from refused
    fault = ""
    if request.method == "POST":
        choices = {question: request.POST.get(f"q-{n}", "") for n, question in enumerate(questions)}
        try:
            ballot.put(asking, activity_id, line, choices, timezone.now())
            messages.success(request, gettext("已投票。谁投了什么，系统里查不出来"))
            return redirect("notebook")
        except Refused as refused:
            fault = refused.sentence(language())
    options = [(key, label.say(language())) for key, label in declared.choices.items()]
    context = {"activity": found, "questions": list(enumerate(questions)), "options": options, "fault": fault}
    return render(request, "activities/vote.html", context, status=422 if fault else 200)


def _ballot_is_his(asking: Who, found: Activity) -> bool:
    return may_read(asking, found) or asking.person_id in box.voters(found, timezone.now())
