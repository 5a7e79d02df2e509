"""A cited number: what a citation answered, frozen when a paper's numbers were checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from lianxin.language.paper import Cite, in_words, said
from lianxin.language.paper import cite as cite_of
from lianxin.language.period import Period, months_of, read, year_of
from lianxin.language.rates import percent
from lianxin.language.reason import Reason, Refused, because

EARLIEST = date(1997, 1, 1)
MOST_ROWS = 500
"""Record numbers that are kept with a citation; of more only the digest is."""


@dataclass(frozen=True, slots=True)
class Cited:
    """`least` and `most` are the counted part with its bounds, `below` the denominator where there is one. `rules` name
    the rule by its day of force and document, `rows` the first records behind it, `digest` all of them."""

    cite: str
    label: str
    about: str
    least: int
    most: int
    below: int | None
    excluded: int
    text: str
    rules: tuple[str, ...]
    period: str
    as_of: str
    noun: str = "matters"
    rows: tuple[int, ...] = ()
    count: int = 0
    digest: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is remembered."""
        return asdict(self) | {"rules": list(self.rules), "rows": list(self.rows)}


def of(kept: Mapping[str, Any]) -> Cited:
    """The citation that `as_json` wrote."""
    return Cited(**{**kept, "rules": tuple(kept["rules"]), "rows": tuple(kept["rows"])})


def nowhere(cite: Cite) -> Reason:
    """Why a citation of nothing has no answer."""
    return because(
        "cite",
        "没有“{cite}”这个数，请从“插入数字”里另选一个",
        "there is no number “{cite}”; pick another under “insert a number”",
        cite=str(cite),
    )


def shown(cite: Cite, least: int, most: int, below: int | None, excluded: int) -> str:
    """What stands in the text for a citation: the number, the share, or its words where it is approximate."""
    show = cite.get("show", "rate" if below is not None else "above")
    if show == "excluded":
        return str(excluded)
    if show == "below":
        return str(below if below is not None else least)
    if show == "rate" or cite.get("form") == "percent":
        return percent(least, below or 0).replace(" %", "%") if below is not None else f"{least}%"
    if cite.get("form") == "words" and least == most:
        return in_words(least)
    return said(least, most)


def period_of(cite: Cite, as_of: date) -> Period:
    """The days a citation asks about. `year`, `quarter`, `month` are those of the paper's own day and end with it, as
    `all` does; anything else is written out, and ends with the paper's day too. Errors: Refused."""
    asked = cite.get("period", "all")
    if asked == "all":
        return Period(EARLIEST, as_of)
    if asked == "year":
        return Period(year_of(as_of).first, as_of)
    if asked == "quarter":
        first = (as_of.month - 1) // 3 * 3 + 1
        return Period(months_of(as_of.year, first, first + 2).first, as_of)
    if asked == "month":
        return Period(as_of.replace(day=1), as_of)
    written = read(asked)
    if written.first > as_of:
        zh = "“{cite}”问的日子在材料的截至日 {as_of} 以后，改期间或改截至日"
        en = "“{cite}” asks about days after {as_of}, of which the paper speaks; change the period or the day"
        raise Refused(because("period", zh, en, cite=str(cite), as_of=as_of.isoformat()), field="text")
    return Period(written.first, min(written.last, as_of))


def changed(cited: Cited, present: Cited | None) -> Reason | None:
    """Why a cited number may no longer be printed as it stands; None while it may."""
    if present is None:
        return because("figure_gone", "“{label}”这个数已经没有了", "the figure “{label}” is no more", label=cited.label)
    parts = ("least", "most", "below") if _is_rate(cited) else ()
    same = all(getattr(cited, part) == getattr(present, part) for part in ("text", *parts))
    if same and cited.rules == present.rules:
        return None
    if same:
        return because(
            "rule_changed",
            "“{label}”的口径变了：核数时是 {before}，现在是 {after}",
            "the rule of “{label}” has changed: {before} when checked, {after} now",
            label=cited.label,
            before="、".join(cited.rules),
            after="、".join(present.rules),
        )
    return because(
        "figure_changed",
        "“{label}”变了：核数时是 {before}，现在是 {after}",
        "“{label}” has changed: {before} when checked, {after} now",
        label=cited.label,
        before=told(cited),
        after=told(present),
    )


MOST_TOLD = 3
"""Changed rows that are named; of more only how many there are."""


def table_changed(label: str, before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> Reason | None:
    """Why a printed table may no longer stand: the cells that say something else now, before and after. Heads come
    first in both. The same rows in another order say the same."""
    (_, *was), (heads, *now) = (list(map(tuple, one)) for one in (before or [()], after or [()]))
    gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
    if not gone and not come:
        return None
    pairs = list(zip(gone.elements(), come.elements(), strict=False))
    told = [_cells(heads, *pair) for pair in pairs[:MOST_TOLD]]
    more = max(gone.total(), come.total()) - len(told)
    zh = "；".join(told) + (f"；另有 {more} 行" if more else "")
    return because(
        "rows_changed", "“{label}”的表变了：{said}", "the table “{label}” has changed: {said}", label=label, said=zh
    )


def _cells(heads: Sequence[str], before: Sequence[str], after: Sequence[str]) -> str:
    """The cells of one row that differ: “停车场：期限 2026-04-01 → 2026-05-01”; its longest cell names the row."""
    named = max((cell for cell in after if cell in before), key=len, default=after[0] if after else "")
    parts = [f"{head} {one} → {other}" for head, one, other in zip(heads, before, after, strict=False) if one != other]
    return f"{named}：{'，'.join(parts)}" if parts else named


def _is_rate(one: Cited) -> bool:
    """Whether a share is printed: then both its parts count, also where they make the same share."""
    return one.below is not None and cite_of(one.cite).get("show", "rate") == "rate"


def told(one: Cited) -> str:
    """A number with the parts it is made of: 24（24/74，32.4 %）."""
    if one.below is None:
        return one.text
    return f"{one.text}（{one.least}/{one.below}，{percent(one.least, one.below)}）"
