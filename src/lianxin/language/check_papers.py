"""What a pack may get wrong with papers: citations of nothing, limits without a value, figures unexplained."""

from __future__ import annotations

from collections.abc import Iterator

from lianxin.language import paper
from lianxin.language.pack import Pack
from lianxin.language.papers import PaperKind
from lianxin.language.reason import Refused
from lianxin.language.source import Fault, Key, Tree

SETS = frozenset({"open", "late", "suspended", "unclaimed", "received", "closed"})
"""Sets of the board that a paper may count or list."""

SHEETS = frozenset({"certificate", "card", "poster"})
"""Kinds with a sheet of their own."""


def faults(pack: Pack, tree: Tree) -> Iterator[Fault]:
    """Everything wrong with the papers of a pack."""
    for key, kind in pack.said.papers.items():
        at: Key = ("papers", key)
        if kind.source not in pack.said.documents:
            yield _none(tree, (*at, "source"), "依据文件", "document", kind.source)
        if kind.limit is not None and kind.limit.removeprefix("$") not in pack.said.values:
            yield _none(tree, (*at, "limit"), "参数", "value", kind.limit)
        if kind.layout == "sheet" and kind.kind not in SHEETS:
            yield tree.fault(
                (*at, "layout"),
                "单页版式只给证书、卡片、海报",
                "only a certificate, a card or a poster is a single sheet",
                "改成 official 或 bulletin",
                "make it official or bulletin",
            )
        yield from _text(pack, tree, at, kind)


def _text(pack: Pack, tree: Tree, at: Key, kind: PaperKind) -> Iterator[Fault]:
    try:
        found = paper.cites([*paper.read(kind.title), *paper.read(kind.text)])
    except Refused as error:
        said = error.reasons[0].text
        yield tree.fault((*at, "text"), said.zh, said.en, "照手册改正", "see the handbook")
        return
    for cited in found:
        if cited.key not in known(pack, cited.source):
            yield _none(tree, (*at, "text"), "可引用的数", "number to cite", f"{cited.source}:{cited.key}")
    spoken = {str(cited) for cited in found}
    for number, one in enumerate(kind.origin):
        if one.cites and one.cites not in spoken:
            yield tree.fault(
                (*at, "origin", number),
                f"“{one.says}”说是引用 {one.cites}，正文里没有",
                f"“{one.says}” is said to cite {one.cites}, which the text does not",
                "写成正文里的那一个引用",
                "name a citation of the text",
            )
        if bool(one.cites) == bool(one.uncounted):
            yield tree.fault(
                (*at, "origin", number),
                f"“{one.says}”要么写 cites，要么写 uncounted",
                f"“{one.says}” needs either cites or uncounted",
                "两个里写一个",
                "write one of the two",
            )


def known(pack: Pack, source: str) -> frozenset[str]:
    """What can be cited of one source."""
    said = pack.said
    found: dict[str, object] = {
        "indicator": said.indicators,
        "rate": said.rates,
        "set": SETS,
        "rows": SETS,
        "ledger": said.ledgers,
        "value": said.values,
        "units": said.unit_kinds,
        "zones": {key for key, unit in said.units.items() if unit.zones},
        "list": said.lists,
        "choices": {
            f"{kind}.{field}" for kind, one in said.matters.items() for field, f in one.fields.items() if f.choices
        },
        "streams": said.programmes,
        "honours": said.honours,
        "years": said.honours,
        "prizes": {f"{kind}.{prize}" for kind, one in said.contests.items() for prize in one.prizes},
        "signups": {key for key, one in said.activities.items() if one.sign_up is not None},
        "signup_hours": {key for key, one in said.activities.items() if one.sign_up is not None},
        "scheme": said.schemes,
        "survey": said.surveys,
        "activity": paper.ACTIVITY,
        "was": (),
    }
    return frozenset(found[source])  # type: ignore[call-overload]


def _none(tree: Tree, at: Key, zh: str, en: str, name: str) -> Fault:
    return tree.fault(
        at,
        f"没有叫“{name}”的{zh}",
        f"there is no {en} named “{name}”",
        "改成已有的名字，或先写出它",
        "use a name that exists, or declare it first",
    )
