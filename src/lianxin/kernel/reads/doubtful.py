"""待人工判断: where a person is asked what the machine could not tell.

Whoever took a matter on, or took it a step further, has read it himself: it waits in nobody's list any more. What was
in doubt stays open on its page until somebody answers it, and he is asked once when he takes it on and once when he
ends it: without answers the next training would learn nothing from it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.reading import QUESTIONS, doubts
from lianxin.kernel.reads.scope import NOTHING
from lianxin.language.pack import Pack
from lianxin.language.words import Action


def asks(matter: Matter, pack: Pack) -> bool:
    """Whether this matter waits for somebody's judgement."""
    waits = matter.unsure and matter.is_open and matter.handler_id is None
    return waits and matter.step == pack.kind(matter.kind).first


def question(matter: Matter, pack: Pack, action: Action) -> str:
    """What whoever takes `action` is asked beside it: the first of nature and topic that is still in doubt, where he
    takes the matter on or ends it; '' where nothing is asked."""
    to = pack.kind(matter.kind).steps.get(action.to or "")
    if not matter.unsure or not (action.handler == "self" or (to is not None and to.end)):
        return ""
    return next((name for name in doubts(matter) if name in QUESTIONS), "")


def firsts(keys: Iterable[str]) -> tuple[str, ...]:
    """The "kind/step" pairs at which a matter of these packs begins."""
    kinds = (item for key in keys for item in packs.current(key).said.matters.items())
    return tuple(sorted({f"{name}/{kind.first}" for name, kind in kinds}))


def asked(pairs: Iterable[str]) -> Q:
    """The matters that wait for somebody's judgement, of those that begin at these "kind/step" pairs."""
    kinds: dict[str, list[str]] = {}
    for pair in pairs:
        name, _, step = pair.partition("/")
        kinds.setdefault(step, []).append(name)
    found = NOTHING
    for step, names in sorted(kinds.items()):
        found |= Q(step=step, kind__in=names)
    return Q(is_open=True, unsure=True, handler__isnull=True) & found
