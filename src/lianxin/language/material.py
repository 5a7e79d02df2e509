"""Files that a kind of activity asks for: with which it is recorded, and of which its page only reminds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from lianxin.language.activities import ActivityKind
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because


def asked(pack: Pack, kind: ActivityKind, items: Collection[str], day: date) -> dict[str, bool]:
    """The materials that a document asks for with such an agenda, by the rule of the day: is it recorded only with
    them (else its page reminds)."""
    return {
        name: bool(pack.value(one.needed[1:], day))
        for name, one in kind.materials.items()
        if one.item is None or one.item in items
    }


def lacking(
    pack: Pack, kind: ActivityKind, items: Collection[str], there: Iterable[str], day: date
) -> Iterator[tuple[str, Reason]]:
    """The materials without which it is not recorded and that are not there, each with what to do."""
    for name, needed in asked(pack, kind, items, day).items():
        if needed and name not in set(there):
            zh, en = "还要附上“{label}”，没有它不能记为已开展", "{label_en} must be put to it before it is recorded"
            label = kind.fields[name].label
            said = {"label": label.zh, "label_en": label.say("en")}
            yield name, because("material", zh, en, kind.materials[name].source, **said)


def must_be_there(pack: Pack, kind: ActivityKind, items: Collection[str], there: Iterable[str], day: date) -> None:
    """Refuses what cannot be recorded without its materials. Errors: Refused, naming them with their document."""
    found = dict(lacking(pack, kind, items, there, day))
    if found:
        raise Refused(*found.values(), field=next(iter(found)))


def reminded(
    pack: Pack, kind: ActivityKind, items: Collection[str], there: Iterable[str], day: date
) -> list[str]:  # fmt: skip
    """The materials that are called to mind, and may be left out."""
    return [name for name, needed in asked(pack, kind, items, day).items() if not needed and name not in set(there)]
