"""Who somebody is: the posts behind an account, the matter behind a private link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db.models import Q

from lianxin.adapters import seal
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Held, Who
from lianxin.language.words import Role


class HasAccount(Protocol):
    """What is needed of a logged-in user."""

    pk: int
    person_id: int | None


def posts(person_id: int, now: datetime) -> tuple[Held, ...]:
    """The posts a person holds now."""
    ties = (
        Tie.objects.filter(kind="post", person_id=person_id, since__lte=now)
        .filter(Q(until__isnull=True) | Q(until__gt=now))
        .select_related("unit")
        .order_by("pk")
    )
    found = []
    for tie in ties:
        unit = tie.unit
        assert unit is not None
        label = _label(unit.town_id, tie.role)
        found.append(Held(tie.role, label, unit.pk, unit.name, unit.town_id, unit.place_id, tie.pk))
    return tuple(found)


def _label(town_id: int | None, role: str) -> str:
    declared = _roles(town_id).get(role)
    return declared.label.zh if declared else role


def _roles(town_id: int | None) -> Mapping[str, Role]:
    try:
        return packs.of_town(town_id).said.roles if town_id else packs.current("base").said.roles
    except packs.NoPack:
        return {}


def powers(post: Held) -> frozenset[str]:
    """What one post gives its holder, by the rules of its town (the common ones above towns)."""
    declared = _roles(post.town_id).get(post.role)
    return frozenset(declared.may) if declared else frozenset()


def of_account(account: HasAccount, shown: str, now: datetime, language: str = "zh", via: str = "web") -> Who:
    """The Who of a logged-in account."""
    held = posts(account.person_id, now) if account.person_id else ()
    return Who(
        person_id=account.person_id,
        account_id=account.pk,
        shown=shown,
        posts=held,
        language=language,
        via=via,
        may=frozenset().union(*(powers(post) for post in held)),
    )


def of_link(key: str, language: str = "zh", via: str = "link") -> Who | None:
    """The reporter who holds a private link, for his own matter only; None when the link is unknown."""
    tie = Tie.objects.filter(key_hash=seal.token_hash(key), kind="reporter").first()
    return _reporter(tie, language, via)


def of_code(matter_id: int, code: str, language: str = "zh") -> Who | None:
    """The reporter who knows number and code; None when they do not belong together."""
    tie = Tie.objects.filter(matter_id=matter_id, kind="reporter", code_hash=seal.token_hash(f"code:{code}")).first()
    return _reporter(tie, language, "code")


def _reporter(tie: Tie | None, language: str, via: str) -> Who | None:
    if tie is None:
        return None
    return Who(reporter_tie=tie.pk, matter_id=tie.matter_id, language=language, via=via)
