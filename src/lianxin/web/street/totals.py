"""A contest's sheet of totals: works in order, every raw mark, which sheets were left out, averages and prizes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from lianxin.adapters import seal
from lianxin.kernel.models import Contest, Work
from lianxin.kernel.reads import staff
from lianxin.kernel.reads.contest import Hall


def author_of(work: Work) -> str:
    """The author's name where he agreed to be named, else nothing."""
    return seal.unseal(bytes(work.author_sealed), "work.author") if work.author_sealed and work.consent else ""


def works(found: Hall, language: str) -> list[dict[str, Any]]:
    """The works in their order, those without an average last. Averages are shown once the sheets are reviewed."""
    placed = {one.work: one for one in found.order}
    ordered = sorted(found.works, key=lambda work: (placed[work.pk].place if work.pk in placed else 10**6, work.number))
    if found.row.reviewed_at is None:
        ordered = list(found.works)
    rows = []
    for work in ordered:
        prize = found.outcome.prizes.get(work.pk)
        given = sum((work.pk, judge.pk) in found.sheets for judge in found.judges)
        rows.append(
            {
                "id": work.pk,
                "number": work.number,
                "title": work.title,
                "author": author_of(work),
                "unit": work.unit.name if work.unit else "",
                "group": found.said.groups[work.group].say(language) if work.group in found.said.groups else "",
                "sheets": given,
                "due": len(found.judges) - len(found.away[work.pk]),
                "average": placed[work.pk].average.shown if work.pk in placed and found.row.reviewed_at else "",
                "prize": found.said.prizes[prize].label.say(language) if prize and found.row.reviewed_at else "",
                "reserve": work.pk in found.outcome.reserve and found.row.reviewed_at is not None,
                "official": work.official,
            }
        )
    return rows


def quota(found: Hall, language: str) -> list[dict[str, Any]]:
    """The quota check, one line a prize."""
    return [
        {
            "label": found.said.prizes[one.prize].label.say(language),
            "quota": one.quota,
            "held": one.held,
            "at_least": one.at_least,
            "reserve": one.reserve,
            "short": one.held < one.quota,
        }
        for one in found.quota()
    ]


def judges(found: Hall) -> list[dict[str, Any]]:
    """The judges, how many sheets each has given and how many are still to come, and whom they give none."""
    return [
        {
            "id": judge.pk,
            "name": judge.person.shown,
            "unit": judge.unit.name if judge.unit else "",
            "given": sum((work.pk, judge.pk) in found.sheets for work in found.works),
            "due": sum(judge.pk not in found.away[work.pk] for work in found.works),
            "away": [work.title for work in found.works if judge.pk in found.away[work.pk]],
            "excused": judge.excused,
        }
        for judge in found.judges
    ]


def seatable(row: Contest) -> list[tuple[str, str]]:
    """People with a post in the town, for the choice of judges."""
    return [("", gettext("请选择")), *((str(pk), name) for pk, name in staff.people_of(row.town_id))]


def table(found: Hall, language: str) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the printed sheet: each judge's marks by criterion and his total; what was left out is in
    brackets, a recused judge is a dash."""
    head = [gettext("序号"), gettext("作品（对象）"), gettext("单位"), *(judge.person.shown for judge in found.judges)]
    head += [gettext("计入几张"), gettext("平均分"), gettext("结果")]
    placed = {one.work: one for one in found.order}
    body = []
    shown = {row["id"]: row for row in works(found, language)}
    for work in sorted(found.works, key=lambda one: (placed[one.pk].place if one.pk in placed else 10**6, one.number)):
        average = found.averages.get(work.pk)
        cells = []
        for judge in found.judges:
            sheet = found.sheets.get((work.pk, judge.pk))
            if sheet is None or judge.pk in found.away[work.pk]:
                cells.append("—")
                continue
            text = " / ".join(sheet.marks[key] for key in found.said.criteria)
            cells.append(f"({text})" if average is not None and judge.pk in average.left_out else text)
        row = shown[work.pk]
        result = row["prize"] or (gettext("备选") if row["reserve"] else "")
        counted = str(len(average.kept)) if average is not None else ""
        body.append([str(work.number), work.title, row["unit"], *cells, counted, row["average"], result])
    return head, body
