"""What the papers of a pack print from a stage: numbers, lines, tables, and why one may not stand or not go out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from lianxin.cases import cited
from lianxin.cases.cited import About
from lianxin.cases.numbers import PaperExpect
from lianxin.cases.occasions import moment
from lianxin.cases.records import Uncounted
from lianxin.cases.stage import Stage
from lianxin.cases.words import Then
from lianxin.language import cited as rules
from lianxin.language import paper
from lianxin.language.cited import Cited
from lianxin.language.paper import Cite, Gap, Line
from lianxin.language.papers import PaperKind
from lianxin.language.reason import Reason, Refused

Found = tuple[tuple[str | int, ...], str, Any, Any]
"""Where in `then`, what, what was expected, what came."""
Earlier = Callable[[datetime], Stage]
"""The stage as it stood at an earlier moment of the case."""


@dataclass
class Sheet:
    """A paper with its answers: `known` numbers, those `refused` with the reason, and what no case can answer."""

    lines: list[Line]
    known: dict[Cite, Cited] = field(default_factory=dict)
    refused: dict[Cite, str] = field(default_factory=dict)
    uncounted: dict[Cite, str] = field(default_factory=dict)

    def came(self, cite: Cite) -> str:
        """What stands for a citation, or why nothing does."""
        if cite in self.known:
            return self.known[cite].text
        return self.refused.get(cite) or self.uncounted.get(cite) or "材料里没有这个引用 (the paper does not cite it)"

    def printed(self) -> list[str]:
        """Its lines as they are read; a citation without an answer stands there with the reason."""
        return ["".join(self._said(part) for part in line.parts) for line in self.lines]

    def _said(self, part: str | Cite | Gap) -> str:
        if isinstance(part, Gap):
            return f"〔{part.wanted}〕"
        if isinstance(part, Cite):
            return self.known[part].text if part in self.known else f"〔{self.came(part)}〕"
        return part


def differences(stage: Stage, then: Then, now: datetime, earlier: Earlier) -> Iterator[Found]:
    """What differs from what a case says of papers. Errors: LookupError for a template or time that is none."""
    for index, said in enumerate(then.papers):
        for at, what, wanted, came in _paper(stage, said, now, earlier):
            yield ("papers", index, *at), what, wanted, came


def _paper(stage: Stage, said: PaperExpect, now: datetime, earlier: Earlier) -> Iterator[Found]:
    if said.of not in stage.pack.said.papers:
        raise LookupError(f"没有叫“{said.of}”的材料模板 (no paper named {said.of})")
    template, on = stage.pack.said.papers[said.of], About(stage, now)
    present = sheet = _sheet(on, template)
    if said.checked is not None:
        checked = moment(said.checked)
        if not checked <= now or About(stage, checked).as_of != on.as_of:
            raise LookupError(
                f"核数的时间要在最后一步的当天、在它以前：{checked} (checked on the last day, before its end)"
            )
        sheet = _sheet(About(earlier(checked), checked), template)
    yield from _numbers(said, sheet)
    yield from _lines(said, sheet)
    yield from _tables(said, sheet, on)
    stale = _stale(sheet, present) if said.checked is not None else {}
    yield from _moved(said, stale)
    if said.blocked is not None:
        yield from _blocked(said, on, template, sheet, list(stale.values()))


def _sheet(on: About, template: PaperKind) -> Sheet:
    sheet = Sheet([*paper.read(template.title), *paper.read(template.text)])
    for cite in paper.cites(sheet.lines):
        try:
            if cite.source == "rows":
                cited.rows(on, cite)
            else:
                sheet.known[cite] = cited.answer(on, cite)
        except Refused as error:
            sheet.refused[cite] = error.say()
        except Uncounted as error:
            sheet.uncounted[cite] = str(error)
    return sheet


def _numbers(said: PaperExpect, sheet: Sheet) -> Iterator[Found]:
    for text, wanted in said.prints.items():
        came = sheet.came(_cite(text))
        if came != str(wanted):
            yield ("prints", text), f"{said.of} {text}", wanted, came
    for text, wanted in said.refused.items():
        cite = _cite(text)
        if cite not in sheet.refused or wanted not in sheet.refused[cite]:
            yield ("refused", text), f"{said.of} {text}", wanted, sheet.came(cite)


def _cite(text: str) -> Cite:
    try:
        return paper.cite(text)
    except Refused as error:
        raise LookupError(error.say()) from error


def _lines(said: PaperExpect, sheet: Sheet) -> Iterator[Found]:
    printed = sheet.printed()
    for number, wanted in enumerate(said.lines):
        if not any(wanted in line for line in printed):
            yield ("lines", number), f"{said.of} 印出的话", wanted, max(printed, key=lambda line: _near(wanted, line))


def _near(wanted: str, line: str) -> int:
    """How much of what was expected stands in a line."""
    return sum(block.size for block in SequenceMatcher(None, wanted, line, autojunk=False).get_matching_blocks())


def _tables(said: PaperExpect, sheet: Sheet, on: About) -> Iterator[Found]:
    tables = paper.tables(sheet.lines)
    for text, wanted in said.rows.items():
        cite = _cite(text)
        try:
            came: Any = sorted(cited.rows(on, cite)) if cite in tables else sheet.came(cite)
        except (Refused, Uncounted) as error:
            came = str(error)
        if came != sorted(wanted):
            yield ("rows", text), f"{said.of} {text}", sorted(wanted), came


def _stale(checked: Sheet, present: Sheet) -> dict[Cite, Reason]:
    moved = {cite: rules.changed(one, present.known.get(cite)) for cite, one in checked.known.items()}
    return {cite: why for cite, why in moved.items() if why is not None}


def _moved(said: PaperExpect, stale: dict[Cite, Reason]) -> Iterator[Found]:
    wanted = {_cite(text): words for text, words in said.stale.items()}
    for cite in dict.fromkeys([*wanted, *stale]):
        words, came = wanted.get(cite), stale[cite].say() if cite in stale else None
        if words is None or came is None or words not in came:
            at = ("stale", str(cite)) if cite in wanted else ("stale",)
            yield at, f"{said.of} {cite} 核数以后", words, came


def _blocked(
    said: PaperExpect, on: About, template: PaperKind, sheet: Sheet, stale: list[Reason]
) -> Iterator[Found]:  # fmt: skip
    reasons = [*_faults(said, on, template, sheet), *stale]
    came = "；".join(reason.say() for reason in reasons)
    if said.blocked:
        same = said.blocked in came or said.blocked in {reason.code for reason in reasons}
    else:
        came = "；".join(filter(None, [came, *sheet.uncounted.values(), *sheet.refused.values()]))
        same = not came
    if not same:
        yield ("blocked",), f"{said.of} 不能签发的原因", said.blocked, came


def _faults(said: PaperExpect, on: About, template: PaperKind, sheet: Sheet) -> Iterator[Reason]:
    """What keeps it from being checked or issued whatever its numbers say."""
    gaps = [gap.wanted for gap in paper.gaps(sheet.lines)]
    if gaps:
        yield paper.gapped(gaps)
    length = paper.words("\n".join(sheet.printed()))
    most = int(on.stage.pack.value(template.limit.removeprefix("$"), on.as_of)) if template.limit else None
    if most is not None and length > most:
        yield paper.too_long(length, most)
    if template.naming:
        approval = {"number": "—", "issuer": "—", "level": said.approval} if said.approval else {}
        why = paper.may_name(approval | ({"yearly": "yes"} if said.yearly else {}))
        if why is not None:
            yield why
