"""What the pages of appraisals, contests and honours share: tabs, names, what was typed as a day or a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from lianxin.kernel.models import Appraised, Proof
from lianxin.kernel.reads import box, measures_rows
from lianxin.kernel.reads.appraisal import Standing
from lianxin.kernel.reads.box import Tested
from lianxin.kernel.who import Who
from lianxin.language.appraisal import Approval
from lianxin.language.appraisals import Appraisal as Declared
from lianxin.language.exact import plain
from lianxin.language.points import Line, Total
from lianxin.language.reason import Refused, because
from lianxin.web.addresses import address


def tabs(current: str) -> list[dict[str, Any]]:
    """The three lists, and the page of objections to all of them."""
    names = (
        ("appraisals", gettext("考核")),
        ("contests", gettext("评选")),
        ("honours", gettext("荣誉")),
        ("objections", gettext("异议")),
    )
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in names]


def town_of(asking: Who) -> int:
    """The first town in which somebody holds a post; 404 for those above towns."""
    if not asking.towns:
        raise Http404
    return asking.towns[0]


def name_of(one: Appraised | None) -> str:
    """What is appraised, as lists name it."""
    return one.name if one is not None else ""


def number(text: str) -> int:
    """A number as typed; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 15 else 0


def day(text: str) -> date:
    """A day as typed. Errors: Refused."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(
            because("day", "日期请写成 2026-03-12 这样", "write the day as 2026-03-12"), field="day"
        ) from None


def approval(given: Any) -> Approval:
    """An approval as typed. Errors: Refused."""
    title, paper, issuer, level = (given.get(key, "") for key in ("title", "number", "issuer", "level"))
    return Approval(title, paper, issuer, level, day(given.get("day", "")))


def levels() -> list[tuple[str, str]]:
    """Who may approve, from the county up; a town is on offer too, so that the refusal says why."""
    return [
        ("county", gettext("县（区）级")),
        ("city", gettext("市级")),
        ("province", gettext("省级")),
        ("central", gettext("中央")),
        ("town", gettext("镇（街道）")),
    ]


def votes(declared: Declared, one: Appraised, test: Tested | None, lang: str) -> dict[str, Any]:
    """The totals of test votes in words, whether they were typed, and the meeting whose box gave them."""
    totals, typed = box.counted(one, test)
    said = [(label.say(lang), totals.get(key, 0)) for key, label in declared.grades.items()] if totals else []
    return {"said": said, "typed": typed, "meeting": test.activity if test is not None and not typed else None}


def evidence(kinds: list[str]) -> list[tuple[str, str]]:
    """Kinds of record to cite, named."""
    names = {
        "matter": gettext("事项"),
        "activity": gettext("活动"),
        "entry": gettext("记录"),
        "tie": gettext("结对、协议"),
        "document": gettext("文件"),
    }
    return [(kind, names[kind]) for kind in kinds]


def total(said: Total) -> str:
    """A total as printed; where everything is left out there is none."""
    return "—" if said.out else said.shown


def left_out(line: Line) -> str:
    """What is said beside a line for want of data: that it is left out, that it keeps the result back, or by what the
    points of its parts were multiplied because some of them are left out."""
    if line.out:
        return "" if line.parts else gettext("没有数据，不计分")
    if line.unknown and line.item.missing == "block":
        return gettext("没有数据，补齐以后才能告知初评结果")
    if line.share is None or line.share.factor == 1:
        return ""
    said = {"whole": plain(line.share.whole), "kept": plain(line.share.kept)}
    return gettext("下面各项的得分 × %(whole)s/%(kept)s") % said


def tree_line(line: Line, found: Standing, proofs: Mapping[int, dict[str, Any]], language: str) -> dict[str, Any]:
    """One line of a tree: its points, how they came, and every record behind them (`proofs`, see `proof_lines`)."""
    figure = found.figures.get(line.item.indicator or "")
    missing = left_out(line)
    return {
        "path": line.path,
        "depth": line.path.count("/"),
        "label": line.item.label.say(language),
        "apart": line.item.apart,
        "leaf": not line.parts,
        "points": "—" if line.empty else line.shown,
        "most": plain(line.most),
        "held": line.held,
        "figure": figure,
        "percent": plain(figure.value * 100) if figure is not None and figure.value is not None else "",
        "out": line.out,
        "missing": missing,
        "without": ""
        if line.parts or missing or found.proofs.get(line.path)
        else _without(line, figure is not None and figure.value is not None),
        "proofs": [proofs[proof.pk] for proof in found.proofs.get(line.path, [])],
    }


def _without(line: Line, counted: bool) -> str:
    """What points mean that no record stands behind: what an item begins with, or nothing yet."""
    begins = line.raw > 0
    if line.item.indicator is not None:
        if counted:
            return ""
        return gettext("指标还没有数，先按起评分计") if begins else gettext("指标还没有数，先不计分")
    return gettext("没有引用加减分的记录，按起评分计") if begins else gettext("还没有引用依据，不计分")


NOUNS = {"matters": "matter_id", "activities": "activity_id", "entries": "entry_id", "ties": "tie_id"}
"""Where a cited record of each noun stands."""


def proof_lines(found: Standing, asking: Who) -> dict[int, dict[str, Any]]:
    """Every record cited for one of the appraised, by the number of its citing: what it is, in words, and where it
    opens for whoever asks; plain for others. As many queries for many as for few."""
    proofs = [proof for rows in found.proofs.values() for proof in rows]
    said = {
        noun: measures_rows.told(noun, [pk for one in proofs if (pk := getattr(one, of))], asking)
        for noun, of in NOUNS.items()
    }
    return {proof.pk: _proof_line(proof, said) for proof in proofs}


def _proof_line(proof: Proof, told: Mapping[str, measures_rows.Tellings]) -> dict[str, Any]:
    said, url = "", ""
    if proof.document:
        day = proof.document["day"] or gettext("（没有写日期）")
        said = f"{proof.document['title']} {proof.document['number']} {day}"
    for noun, of in NOUNS.items():
        one = told[noun].get(getattr(proof, of) or 0)
        if one is not None:
            said = f"{one.number} {one.what}".strip()
            url = address(*one.opens) if one.opens is not None else ""
    if not said and proof.matter is not None:
        said = proof.matter.number  # one he may not open: its number and nothing of it
    by = proof.person.shown if proof.person is not None else ""
    return {
        "id": proof.pk, "said": said, "url": url, "by": by, "at": proof.cited_at, "note": proof.note,
        "outside": proof.outside,
    }  # fmt: skip


def choose(pairs: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    """Choices of a select, with none chosen first."""
    return [("", gettext("请选择")), *((str(pk), name) for pk, name in pairs)]
