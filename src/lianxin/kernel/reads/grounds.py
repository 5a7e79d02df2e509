"""What spoke for the two likeliest answers about a matter: worked out when somebody looks, never while filing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianxin.intake.place_names import stem
from lianxin.intake.words import Understander
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.understanding import named, put_away, shelf, vocabularies
from lianxin.kernel.reads.versions import remembered

if TYPE_CHECKING:
    from lianxin.intake.learned import Named

SHOWN = 4
"""Words shown for an answer."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One of the two likeliest answers: how sure the model was (None: the pack's words answered), and the words of the
    text that speak for it."""

    key: str
    odds: float | None
    words: tuple[str, ...]


@remembered(16)
def _spoken(pack_id: int) -> Understander:
    return Understander(vocabularies(packs.pinned(pack_id)))


def _that_read(one: Matter, kind: str, version: str) -> Named | None:
    moment = shelf().moment()
    standing = named(one.town_id, one.pack_id, moment).get(kind)
    if standing is not None and standing.model.manifest.version == version:
        return standing
    return put_away(one.town_id, one.pack_id, kind, version, moment)


def _places(one: Matter) -> set[str]:
    """What the places of its town are called: where something is says nothing of what it is about."""
    where = directory(one.town_id)
    return {name for name in where.once("places named", lambda: _named(where)) if name in one.text}


def _named(where: Directory) -> frozenset[str]:
    """All names of a town's places, in full and without their endings; worked out once as long as its units stand."""
    rows = [row for row in where.rows.values() if row.tree in ("territory", "site")]
    names = {name for row in rows for name in (row.name, *row.aliases, stem(row.name, row.kind))}
    return frozenset(name for name in names if len(name) > 1)


def grounds(one: Matter, kind: str) -> list[Ground]:
    """The two likeliest answers to `kind` as read when it was filed, each with what spoke for it: told by the version
    that read it, since another would tell others. Once that one is gone, the answers stand without words."""
    read = one.reading.get(kind) or {}
    keys = [key for key in (read.get("best"), read.get("second")) if key]
    odds = [*read.get("odds", []), None, None]
    standing = _that_read(one, kind, str(read["model"])) if read.get("model") else None
    if standing is not None:
        from lianxin.intake.evidence import spoke  # noqa: PLC0415 - numpy comes in only where a model stands

        places = _places(one)
        label = dict(zip(standing.keys, standing.model.manifest.labels, strict=True))
        said = {key: spoke(standing.model, one.text, label[key], places) for key in keys if key in label}
    elif read.get("model"):
        said = {}
    else:
        found = _spoken(one.pack_id).read(one.text).get(kind)
        said = {key: [word for word, of, _ in found.words if of == key] for key in keys} if found else {}
    return [Ground(key, odds[place], tuple(said.get(key, ())[:SHOWN])) for place, key in enumerate(keys)]
