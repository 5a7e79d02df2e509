"""Why something happened to a matter, said in the reader's language from what its entry keeps. Entries of before keep
the Chinese sentence, which is said as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from lianxin.adapters.catalogue import tongue
from lianxin.kernel.reads.directory import Directory
from lianxin.language import routing
from lianxin.language.pack import Pack
from lianxin.language.reason import Text

GAP = gettext_noop("本应：%(why)s；但没有对应的单位，先交兜底单位")
NEAR = gettext_noop("%(why)s（%(unit)s，约 %(metres)s 米）")
PARTED = gettext_noop("合在一起的这段时间（%(since)s 起）不计入期限")
ARRIVED = gettext_noop("到达 %(n)s 人，%(first)s 至 %(last)s")


def whole(data: Mapping[str, Any], pack: Pack, where: Directory, language: str) -> str:
    """Every reason of an entry in one line: why it went to its unit, why a person had to look, what the rules said. A
    reason that somebody wrote into the form stands with his answers."""
    first = why(data, pack, where, language)
    own = first if first != data.get("answers", {}).get("reason") else ""
    rest = (_said(one, language) for name in ("to_person", "reasons") for one in data.get(name, ()))
    return ("; " if language.startswith("en") else "；").join(one for one in (own, *rest) if one)


def why(data: Mapping[str, Any], pack: Pack, where: Directory, language: str) -> str:
    """Why it went to its unit, or what else the act says of itself; empty where it says nothing."""
    gettext = tongue(language)
    if "routed" in data:
        return _routed(data, pack, where, language)
    if "apart_since" in data:
        moment = datetime.fromisoformat(data["apart_since"])
        said = f"{moment:%-d %b %H:%M}" if language.startswith("en") else f"{moment:%-m月%-d日 %H:%M}"
        return gettext(PARTED) % {"since": said}
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


def _said(kept: str | list[str], language: str) -> str:
    return kept if isinstance(kept, str) else Text(*kept).say(language)
