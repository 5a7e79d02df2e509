"""Published results of appraisals, contests and honours, with the rules behind every point; and until when one may
still object to what is not published yet. Nobody who judged is named, and no work's author without consent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.adapters import seal
from lianxin.kernel.models import Appraised, Work
from lianxin.kernel.reads import box, packs, results
from lianxin.kernel.reads.appraisal import Standing
from lianxin.kernel.reads.contest import Hall
from lianxin.language import missing
from lianxin.language.appraisals import Appraisal as Declared
from lianxin.language.exact import number, plain
from lianxin.language.pack import Pack
from lianxin.language.points import Line
from lianxin.web import guards
from lianxin.web.access import language
from lianxin.web.resident.page import pack_of, show, town_or_404
from lianxin.web.street.merits import left_out


@guards.public
def published(request: HttpRequest, key: str) -> HttpResponse:
    """What was published, the honours given, and what may still be objected to until which day."""
    town, lang = town_or_404(key), language()
    grades = {name: one.say(lang) for kind in pack_of(town).said.honours.values() for name, one in kind.grades.items()}
    shown = {
        "windows": [(one, one.label.say(lang)) for one in results.windows(town.id, timezone.localdate())],
        "told": [(one, one.label.say(lang)) for one in results.published(town.id)],
        "honours": [
            (
                one,
                grades.get(one.grade, ""),
                years,
                one.person.shown if one.person else one.unit.name if one.unit else "",
            )
            for one, years in results.honours(town.id)
        ],
    }
    return show(request, "results.html", shown, town, everybodys=True)


@guards.public
def appraised(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A published round: points with the superior's result beside, the rules, how many records stand behind each."""
    town, lang = town_or_404(key), language()
    found = results.published_round(town.id, number, timezone.now())
    if found is None:
        return show(request, "gone.html", {}, town, status=404)
    row, standings = found
    pack = packs.pinned(row.pack_id)
    declared = pack.said.appraisals[row.kind]
    tests = box.tested(row) if declared.votes else {}
    shown = {
        "row": row,
        "title": results.clean(row.title),
        "label": declared.label.say(lang),
        "about": declared.about.say(lang),
        "ground": _ground(pack, declared.source, declared.article),
        "pointed": bool(declared.parts),
        "graded": bool(declared.grades),
        "lines": [_standing(one, declared, pack, lang) | _votes(one.row, declared, tests, lang) for one in standings],
        "voted": declared.votes,
        "objected": results.objected(row),
    }
    return show(request, "appraised.html", shown, town, everybodys=True)


def _standing(one: Standing, declared: Any, pack: Pack, lang: str) -> dict[str, Any]:
    grade = declared.grades.get(one.row.grade)
    return {
        "name": one.row.name,
        "total": one.total.shown,
        "as_zero": one.total.shown_as_zero if one.total.left_out() else "",
        "left_out": [reason.sentence(lang) for reason in missing.said(one.total)],
        "empty": one.total.empty(),
        "apart": [(line.item.label.say(lang), "—" if line.empty else line.shown) for line in one.total.apart()],
        "grade": grade.say(lang) if grade else "",
        "official": _official(one.row.official),
        "tree": [_line(line, one, pack, lang) for line in one.total.all()],
    }


def _votes(one: Appraised, declared: Declared, tests: dict[int, box.Tested], lang: str) -> dict[str, Any]:
    """The totals of test votes, never who voted or how; `typed` where no ballot box gave them."""
    totals, typed = box.counted(one, tests.get(one.pk))
    said = [(label.say(lang), totals.get(key, 0)) for key, label in declared.grades.items()] if totals else []
    return {"votes": said, "typed": typed}


def _official(kept: dict[str, Any]) -> dict[str, str]:
    """What the superior published, freed from personal details."""
    return {name: results.clean(str(text)) for name, text in kept.items()}


def _line(line: Line, one: Standing, pack: Pack, lang: str) -> dict[str, Any]:
    figure = one.figures.get(line.item.indicator or "")
    rule = ""
    if line.item.indicator is not None:
        indicator = pack.said.indicators.get(line.item.indicator) or pack.said.rates.get(line.item.indicator)
        name = indicator.label.say(lang) if indicator is not None else line.item.indicator
        target = plain(number(pack, line.item.target or 1, one.row.appraisal.opened_on) * 100)
        rule = gettext("“%(name)s”达到目标 %(target)s%% 的多少，就得多少") % {"name": name, "target": target}
    elif line.item.each is not None:
        each = number(pack, line.item.each, one.row.appraisal.opened_on)
        rule = gettext("每有一条记录 %(each)s 分") % {"each": ("+" if each > 0 else "") + plain(each)}
    return {
        "depth": line.path.count("/"),
        "label": line.item.label.say(lang),
        "apart": line.item.apart,
        "leaf": not line.parts,
        "points": line.shown,
        "empty": line.empty,
        "out": line.out,
        "missing": "" if line.out else left_out(line),
        "most": plain(line.most),
        "rule": rule,
        "figure": figure,
        "records": None if figure is not None or line.parts else int(line.times),
        "ground": _ground(pack, line.item.source, line.item.article),
    }


def _ground(pack: Pack, source: str, article: str) -> str:
    """The document a rule rests on, and where in it."""
    found = pack.said.documents.get(source)
    title = gettext("《%(title)s》") % {"title": found.title} if found is not None else ""
    return gettext("，").join(part for part in (title, article) if part)


@guards.public
def contest(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A published contest: how it was judged, and the works in their order. A yearly appraisal names nobody."""
    town, lang = town_or_404(key), language()
    found = results.published_contest(town.id, number)
    if found is None:
        return show(request, "gone.html", {}, town, status=404)
    declared, pack = found.said, packs.pinned(found.row.pack_id)
    nobody = results.names_nobody(found)
    shown = {
        "row": found.row,
        "title": results.clean(found.row.title),
        "label": declared.label.say(lang),
        "about": declared.about.say(lang),
        "ground": _ground(pack, declared.source, declared.article),
        "rules": list(_rules(found, lang)),
        "nobody": nobody,
        "quota": [(declared.prizes[one.prize].label.say(lang), one) for one in found.quota()],
        "works": [] if nobody else _works(found, lang),
        "entered": len(found.works),
        "objected": results.objected(found.row),
    }
    return show(request, "judged.html", shown, town, everybodys=True)


def _rules(found: Hall, lang: str) -> Iterator[str]:
    """How it was judged, sentence by sentence."""
    said, rule = found.said, found.rules
    weights = gettext("、").join(
        gettext("%(name)s %(weight)s%%") % {"name": one.label.say(lang), "weight": plain(rule.weights[key] * 100)}
        for key, one in said.criteria.items()
    )
    yield gettext("按%(weights)s打分") % {"weights": weights}
    yield gettext("%(n)s 位评委各打各的，复核以后锁定") % {"n": len(found.judges)}
    if said.recuse:
        yield gettext("评委不评自己单位的，少一张评分表就少除一张")
    if rule.drop:
        yield gettext("去掉最高、最低各 %(n)s 张，其余取平均") % {"n": rule.drop}
    if said.equals:
        names = gettext("、").join(said.criteria[key].label.say(lang) for key in said.equals)
        yield gettext("平均分相同的，依次比%(names)s") % {"names": names}


def _works(found: Hall, lang: str) -> list[dict[str, Any]]:
    places = {one.work: one for one in found.order}
    rows = []
    for work in sorted(found.works, key=lambda one: (places[one.pk].place if one.pk in places else 10**6, one.number)):
        prize, placed = found.outcome.prizes.get(work.pk), places.get(work.pk)
        rows.append(
            {
                "title": results.clean(work.title),
                "author": _author(work),
                "unit": work.unit.name if work.unit is not None else "",
                "group": found.said.groups[work.group].say(lang) if work.group in found.said.groups else "",
                "average": placed.average.shown if placed is not None else "",
                "counted": len(placed.average.kept) if placed is not None else 0,
                "prize": found.said.prizes[prize].label.say(lang) if prize else "",
                "official": _official(work.official),
            }
        )
    return rows


def _author(work: Work) -> str:
    """The author's name where he agreed to be named, else nothing."""
    return seal.unseal(bytes(work.author_sealed), "work.author") if work.author_sealed and work.consent else ""
