"""How the machine's reading keeps, week by week, and which version read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel.reads import drift, packs, people, sample, unanswered
from lianxin.kernel.reads.reading import QUESTIONS
from lianxin.kernel.reads.understanding import named, shelf
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.web.access import language, who
from lianxin.web.desk import drawn
from lianxin.web.guards import may
from lianxin.web.office import weekly


@may("see_understanding")
@require_safe
def understanding(request: HttpRequest) -> HttpResponse:
    """Share sent to a person and agreement with people, unsure and sure apart, for each question, over the towns whose
    rules somebody runs or whose matters he governs."""
    asking, now = who(request), timezone.now()
    own = _towns(asking)
    read = [(kind, name, drift.weeks(own, kind, now)) for kind, name in _names().items()]
    least, sent = _least(own, now), drift.sent(own, now)
    context = {
        "questions": [_question(name, weeks, least, kind in QUESTIONS) for kind, name, weeks in read if weeks],
        "sent": sent,
        "sent_share": weekly.part(sent.sent, sent.read),
        "weeks": drift.WEEKS,
        "least_answers": drift.SOME,
        "others": _others(own, now),
    }
    return render(request, "office/understanding.html", context)


@may("see_understanding")
@require_safe
def unanswered_doubts(request: HttpRequest) -> HttpResponse:
    """The matters in doubt that nobody has answered, open and ended, newest first; each opens where it is answered."""
    asking, now, lang = who(request), timezone.now(), language()
    of, ended = request.GET.get("of", ""), {"1": True, "0": False}.get(request.GET.get("ended", ""))
    narrow = unanswered.Narrow(of if of in drift.READ else "", ended)
    found = unanswered.page(asking, _towns(asking), narrow, now, request.GET.get("after", ""))
    context = {
        "chips": _chips(narrow),
        "rows": drawn.rows(found.lines, now, lang),
        "page": found,
        "weeks": drift.WEEKS,
        "following": _address(narrow, found.following) if found.following else "",
    }
    return render(request, "office/unanswered.html", context)


def _towns(asking: Who) -> list[int]:
    """The towns of which this Who may see how understanding keeps."""
    return [one.town_id for one in asking.posts if "see_understanding" in people.powers(one) and one.town_id]


def _names() -> dict[str, str]:
    return {"nature": gettext("性质"), "topic": gettext("主题"), "place": gettext("地点")}


def _chips(narrow: unanswered.Narrow) -> list[dict[str, object]]:
    ended = ((None, gettext("全部")), (False, gettext("在办的")), (True, gettext("已经办完的")))
    states = [
        {"label": label, "url": _address(replace(narrow, closed=state)), "on": narrow.closed == state}
        for state, label in ended
    ]
    asked = [
        {"label": name, "url": _address(replace(narrow, of="" if narrow.of == of else of)), "on": narrow.of == of}
        for of, name in _names().items()
    ]
    return [*states, *asked]


def _address(narrow: unanswered.Narrow, after: str = "") -> str:
    ended = "" if narrow.closed is None else str(int(narrow.closed))
    asked = {"ended": ended, "of": narrow.of, "after": after}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _least(towns: list[int], now: datetime) -> float | None:
    """The strictest bound of these towns."""
    day = now.astimezone(SHANGHAI).date()
    found = (sample.least(packs.of_town(town), day) for town in towns)
    return max((one for one in found if one is not None), default=None)


def _question(name: str, weeks: list[drift.Week], least: float | None, blind: bool) -> dict[str, Any]:
    whole = drift.together(weeks)
    return {
        "name": name,
        "weeks": weekly.read(weeks, blind),
        "blind": blind,
        "drawn": whole.drawn,
        "n": whole.n,
        "same": whole.same,
        "right": whole.right,
        "share": weekly.share(whole),
        "few": whole.n < drift.SOME,
        "least": f"{least:.0%}" if least is not None else "",
        "below": least is not None and whole.below(least),
        "surely": least is not None and whole.surely_below(least),
    }


def _others(towns: list[int], now: datetime) -> list[dict[str, Any]]:
    """What else the packs of these towns ask of a text, each with the versions that answer now ('': the words), and how
    often those who chose an answer chose the machine's."""
    found: dict[str, tuple[str, dict[str, None]]] = {}
    for town in towns:
        pack = packs.of_town(town)
        models = named(town, packs.current_id(packs.key_of_town(town)), shelf().moment())
        for kind, declared in pack.said.understanding.items():
            if kind not in QUESTIONS:
                version = models[kind].model.manifest.version if kind in models else ""
                found.setdefault(kind, (declared.label.say(language()), {}))[1][version] = None
    return [
        {"name": name, "versions": list(versions), "weeks": weekly.chosen(drift.chosen(towns, kind, now))}
        for kind, (name, versions) in found.items()
    ]
