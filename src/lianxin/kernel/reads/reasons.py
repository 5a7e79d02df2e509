"""Why something happened to a matter, said in the reader's language from what its entry keeps. Entries of before keep
the Chinese sentence, which is said as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from lianxin.adapters.catalogue import tongue
from lianxin.intake.why import SAYINGS, Answer, back
from lianxin.kernel.reads.directory import Directory
from lianxin.language import routing
from lianxin.language.pack import Pack
from lianxin.language.reason import Text

GAP = gettext_noop("本应：%(why)s；但没有对应的单位，先交兜底单位")
NEAR = gettext_noop("%(why)s（%(unit)s，约 %(metres)s 米）")
PARTED = gettext_noop("合在一起的这段时间（%(since)s 起）不计入期限")
RENEWS = gettext_noop("协议到期前由系统提出（%(day)s 到期）")
ARRIVED = gettext_noop("到达 %(n)s 人，%(first)s 至 %(last)s")


def whole(data: Mapping[str, Any], pack: Pack, where: Directory, language: str) -> str:
    """Every reason of an entry in one line: why it went to its unit, why a person had to look, what the rules said. A
    reason that somebody wrote into the form stands with his answers."""
    first = why(data, pack, where, language)
    own = first if first != data.get("answers", {}).get("reason") else ""
    rest = (said(one, pack, language) for name in ("to_person", "reasons") for one in data.get(name, ()))
    return ("; " if language.startswith("en") else "；").join(one for one in (own, *rest) if one)


def why(data: Mapping[str, Any], pack: Pack, where: Directory, language: str) -> str:
    """Why it went to its unit, or what else the act says of itself; empty where it says nothing."""
    gettext = tongue(language)
    if "routed" in data:
        return _routed(data, pack, where, language)
    if "apart_since" in data:
        moment = datetime.fromisoformat(data["apart_since"])
        since = f"{moment:%-d %b %H:%M}" if language.startswith("en") else f"{moment:%-m月%-d日 %H:%M}"
        return gettext(PARTED) % {"since": since}
    if "renews" in data:
        return gettext(RENEWS) % {"day": data["renews"]}
    if "arrived" in data:
        return gettext(ARRIVED) % dict(zip(("n", "first", "last"), data["arrived"], strict=True))
    return str(data.get("why", ""))


def _routed(data: Mapping[str, Any], pack: Pack, where: Directory, language: str) -> str:
    kept, gettext = data["routed"], tongue(language)
    said = routing.reason(pack, kept["by"]).say(language)
    if kept.get("gap"):
        return gettext(GAP) % {"why": said}
    if "metres" in kept:
        return gettext(NEAR) % {"why": said, "unit": where.owner(data, language), "metres": kept["metres"]}
    return said


def said(kept: str | Sequence[Any], pack: Pack, language: str) -> str:
    """A reason that was kept: as a code with its facts (intake.why), or as a sentence in both languages
    (acts.entry.both); before that, as a Chinese sentence."""
    if isinstance(kept, str):
        return kept
    if kept[0] not in SAYINGS:
        return Text(*kept).say(language)
    return back(kept, lambda question, key: answer(pack, question, key).name).say(language)


def answer(pack: Pack, question: str, key: str) -> Answer:
    """An answer with what the pack calls it; its key where the pack does not know it."""
    declared = pack.said.understanding.get(question)
    label = declared.labels.get(key) if declared else None
    return Answer(question, key, label.text() if label else Text(key, key))
