"""What is said where an indicator has no data for a unit: what was left out, how the rest was scaled, and why a draft
result is not told yet (ADR 0104)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianxin.language.exact import plain
from lianxin.language.points import Line, Share, Total
from lianxin.language.reason import Reason, because


def said(total: Total) -> list[Reason]:
    """What was left out of a tree and how the rest was scaled: a sentence for the whole, and one for each item whose
    parts were scaled. Nothing where nothing was left out."""
    return list(_said(None, total.lines, total.share))


def _said(above: Line | None, parts: Sequence[Line], share: Share | None) -> Iterator[Reason]:
    gone = [part for part in parts if part.out]
    if share is not None and len(gone) < len(parts):
        yield _scaled(above, gone, share)
    elif gone:
        yield _all_gone(above, gone)
    for part in parts:
        if not part.out:
            yield from _said(part, part.parts, part.share)


def _scaled(above: Line | None, gone: Sequence[Line], share: Share) -> Reason:
    """Some parts are left out: the rest is multiplied, or there is nothing to multiply."""
    zh, en = (("“{above}”里的" if above else ""), ("Under “{above_en}”, " if above else ""))
    zh += "{names}没有数据，不计分；"
    en += "{names_en} has no data and is left out; " if len(gone) == 1 else "{names_en} have no data and are left out; "
    if share.factor == 1:
        zh, en = zh + "其余各项照原来的分", en + "the rest stays as it is"
    else:
        zh += "其余各项的得分 × {whole}/{kept}，满分不变"
        en += "the points of the rest × {whole}/{kept}, so that the most stays the same"
    return _because(zh, en, above, gone, whole=plain(share.whole), kept=plain(share.kept))


def _all_gone(above: Line | None, gone: Sequence[Line]) -> Reason:
    """All parts are left out: what the item above begins with stays, and of a whole tree nothing does."""
    if above is None:
        return _because("各项都没有数据，不计分：{names}", "Nothing has data, all is left out: {names_en}", None, gone)
    zh = "“{above}”里的{names}没有数据，不计分；按起评分计"
    en = "Under “{above_en}”, nothing has data: {names_en}; what it begins with counts"
    return _because(zh, en, above, gone)


def _because(zh: str, en: str, above: Line | None, gone: Sequence[Line], **parts: object) -> Reason:
    names = {
        "names": "、".join(_name(one, "zh") for one in gone),
        "names_en": ", ".join(_name(one, "en") for one in gone),
    }
    if above is not None:
        names |= {"above": above.item.label.zh, "above_en": above.item.label.say("en")}
    return because("left_out", zh, en, gone[0].item.source, **names, **parts)


def _name(line: Line, language: str) -> str:
    """A line that is left out; one with parts names them too."""
    inner = [_name(part, language) for part in line.parts]
    before, between, after = (" (", ", ", ")") if language == "en" else ("（", "、", "）")
    return line.item.label.say(language) + (before + between.join(inner) + after if inner else "")


def untold(total: Total, unit: str) -> list[Reason]:
    """Why the draft points of a unit are not told: an item that must have data has none, or nothing at all has any."""
    found = []
    for line in total.all():
        if line.unknown and line.item.missing == "block":
            zh = "“{unit}”的“{item}”还没有数据，这一项没有数据就不能告知初评结果，先把数据补齐"
            en = "“{item_en}” of “{unit}” has no data yet; without it nothing is told: see that there is data first"
            label, source = line.item.label, line.item.source
            found.append(because("no_data", zh, en, source, unit=unit, item=label.zh, item_en=label.say("en")))
    if total.out:
        zh = "“{unit}”的每一项都没有数据、都不计分，没有初评结果可以告知"
        en = "no item of “{unit}” has data and all are left out: there is no result to tell"
        found.append(because("all_left_out", zh, en, unit=unit))
    return found
