"""Choosing one of many, or several. Up to MOST choices stand in a select, up to TICKED are ticked; more are a line in
which one writes a few characters and takes a suggestion, which needs no script, works by keyboard and is read out. What
comes back is read here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from lianxin.language.reason import Refused, because

MOST = 50
"""Choices beyond which a select is too long to look through."""
TICKED = 12
"""Choices of which several may be meant, beyond which ticking them is a long scroll on a phone."""
BETWEEN = re.compile(r"[、，,；;]")
"""What stands between two names in one line."""
Choice = tuple[object, str] | tuple[object, str, str]


def long(options: Sequence[Choice]) -> bool:
    """Whether these choices are written and suggested instead of listed."""
    return len(options) > MOST


def wide(options: Sequence[Choice]) -> bool:
    """Whether several of these choices are written and suggested instead of ticked."""
    return len(options) > TICKED


def labels(options: Iterable[Choice]) -> dict[str, str]:
    """What each choice is called, by its key, without the one for nothing chosen. Two of one name have their number
    behind it, which stays the same whoever is added meanwhile."""
    named = [(str(one[0]), str(one[1])) for one in options if str(one[0])]
    called = Counter(name for _, name in named)
    return {key: name if called[name] == 1 else f"{name}（{key.rpartition(':')[2]}）" for key, name in named}


def read(given: Mapping[str, str], **lists: Sequence[Choice]) -> dict[str, str]:
    """The form with the key in place of each name that was written for one of these `lists`; a key stays, and so does
    nothing. A field without choices stays as it is: nobody learns names who was offered none. Errors: Refused at the
    field, for a name that is none of them or may be several."""
    found = dict(given.items())
    for field, options in lists.items():
        if options and (said := found.get(field, "").strip()):
            found[field] = _key(said, labels(options), field)
    return found


def several(lines: Iterable[str], options: Sequence[Choice], field: str) -> list[str]:
    """The keys of what was written in the lines of a field that takes several, each once, in their order. A line may
    name more than one, with 、 between. Errors: Refused at the field, as `read`, with the name that was not found."""
    named = labels(options)
    whole = {*named, *named.values()}
    said = [line.strip() for line in lines]
    parts = [part.strip() for line in said for part in ([line] if line in whole else BETWEEN.split(line))]
    return list(dict.fromkeys(_key(part, named, field) for part in parts if part))


def _key(said: str, named: dict[str, str], field: str) -> str:
    if said in named:
        return said
    exact = [key for key, name in named.items() if name == said]
    holding = [key for key, name in named.items() if len(said) > 1 and said in name]
    meant = exact or holding
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise Refused(
            because(
                "none",
                "没有找到“{said}”，请从提示里选一个",
                "there is no “{said}”; take one of the suggestions",
                said=said[:40],
            ),
            field=field,
        )
    raise Refused(
        because(
            "several",
            "“{said}”对得上好几个：{names}。请从提示里选一个",
            "“{said}” may be several: {names}. Take one of the suggestions",
            said=said[:40],
            names="、".join(named[key] for key in meant[:6]),
        ),
        field=field,
    )
