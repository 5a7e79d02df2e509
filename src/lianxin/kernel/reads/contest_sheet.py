"""A contest's sheet of totals (评分汇总表), as a page prints it and a file takes it out: written once, so that both say
the same."""

from __future__ import annotations

from lianxin.kernel.models import Work
from lianxin.kernel.reads.contest import Hall

HEADS = (("序号", "No."), ("作品（对象）", "Entered"), ("单位", "Unit"))
TAIL = (("计入几张", "Sheets counted"), ("平均分", "Average"), ("结果", "Result"))
RESERVE = ("备选", "On reserve")


def heads(found: Hall, language: str) -> list[str]:
    """The heads of its columns; each judge has one, by name."""
    at = language.startswith("en")
    judges = [judge.person.shown for judge in found.judges]
    return [*(one[at] for one in HEADS), *judges, *(one[at] for one in TAIL)]


def cells(found: Hall, language: str) -> list[list[str]]:
    """Its rows in the order of places: each judge's marks by criterion; what was left out is in brackets, a recused
    judge is a dash. Averages and results stand there once the sheets were reviewed."""
    placed = {one.work: one.place for one in found.order}
    works = sorted(found.works, key=lambda one: (placed.get(one.pk, 10**6), one.number))
    return [
        [
            str(work.number),
            work.title,
            work.unit.name if work.unit else "",
            *_marks(found, work),
            *_came_to(found, work, language),
        ]
        for work in works
    ]


def _marks(found: Hall, work: Work) -> list[str]:
    average, given = found.averages.get(work.pk), []
    for judge in found.judges:
        sheet = found.sheets.get((work.pk, judge.pk))
        if sheet is None or judge.pk in found.away[work.pk]:
            given.append("—")
            continue
        text = " / ".join(sheet.marks[key] for key in found.said.criteria)
        given.append(f"({text})" if average is not None and judge.pk in average.left_out else text)
    return given


def _came_to(found: Hall, work: Work, language: str) -> list[str]:
    average, reviewed = found.averages.get(work.pk), found.row.reviewed_at is not None
    counted = str(len(average.kept)) if average is not None else ""
    if average is None or not reviewed:
        return [counted, "", ""]
    prize = found.outcome.prizes.get(work.pk)
    reserve = RESERVE[language.startswith("en")] if work.pk in found.outcome.reserve else ""
    return [counted, average.shown, found.said.prizes[prize].label.say(language) if prize else reserve]
