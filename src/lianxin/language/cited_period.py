"""Of which days a cited number is: in words, which period a paper is about, and where its text does not say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from lianxin.language.cited import period_of
from lianxin.language.paper import Cite, Line

COUNTED = ("indicator", "rate", "ledger")
"""Sources that count over days; so do the sets of what came in and what was closed."""
SETS = ("received", "closed")
NAMES = {
    "month": ("本月", "当月", "this month"),
    "quarter": ("季度", "quarter"),
    "year": ("今年", "本年", "全年", "this year"),
    "all": ("累计", "以来", "历年", "到目前", "截至", "so far"),
}
"""Words with which a sentence says of which days a number is."""
Bears = Callable[[Cite], bool]
"""Whether a citation counts over days at all."""


def bears(cite: Cite) -> bool:
    """Whether what a citation counts depends on its days. What an indicator counts as it stands now, its pack knows."""
    return cite.source in COUNTED or (cite.source == "set" and cite.key in SETS)


def of_paper(cites: Iterable[Cite], counts: Bears = bears) -> str:
    """The period that most numbers of a paper have, as a citation writes it; nothing where none names one."""
    named = Counter(period for one in cites if counts(one) and (period := one.get("period")))
    return named.most_common(1)[0][0] if named else ""


def say(cite: Cite, as_of: date, language: str = "zh", counts: Bears = bears) -> str:
    """Its days as people say them: 2026 年 11 月到 28 日的，历年累计的，或某一天的情况. Errors: Refused."""
    english = language.startswith("en")
    if not counts(cite):
        return f"as of {as_of}" if english else f"截至 {as_of}"
    if cite.get("period", "all") == "all":
        return f"all years to {as_of}" if english else f"历年累计到 {as_of}"
    return period_of(cite, as_of).say(language)


def unnamed(title: Iterable[Line], lines: Iterable[Line], counts: Bears = bears) -> list[Cite]:
    """The numbers of which the text does not say the days, in a paper whose numbers are not all of the same. A title, a
    heading or the line itself may say it."""
    whole = [(_words(title_line), title_line) for title_line in title]
    named = heading = "".join(words for words, _ in whole)
    found: list[Cite] = []
    periods = set()
    for line in lines:
        words = _words(line)
        heading = named + words if line.level else heading
        for one in line.parts:
            if isinstance(one, Cite) and counts(one):
                asked = one.get("period", "all")
                periods.add(asked)
                found += [] if _named(asked, heading + words) else [one]
    return list(dict.fromkeys(found)) if len(periods) > 1 else []


def _words(line: Line) -> str:
    return "".join(part for part in line.parts if isinstance(part, str))


def _named(asked: str, words: str) -> bool:
    known = NAMES.get(asked)
    return any(word in words for word in known) if known else asked[:4] in words or "期间" in words
