"""Who somebody is: the posts behind an account, the matter behind a private link."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from lianxin.adapters import seal
from lianxin.kernel.models import Account, Entry, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.statement import Statement
from lianxin.kernel.who import Held, Who
from lianxin.language.words import Role


class HasAccount(Protocol):
    """What is needed of a logged-in user."""

    pk: int
    person_id: int | None


_HELD = "tie.id, tie.role, unit.id, unit.name, unit.town_id, unit.place_id"
_NOW = "tie.kind = 'post' AND tie.since <= $2 AND (tie.until IS NULL OR tie.until > $2)"
_POSTS = Statement(
    f"SELECT {_HELD} FROM kernel_tie AS tie JOIN kernel_unit AS unit ON unit.id = tie.unit_id "
    f"WHERE tie.person_id = $1 AND {_NOW} ORDER BY tie.id"
)
_COLUMNS = [field.column for field in Account._meta.concrete_fields]
_WHOSE = f"{_HELD}, person.shown, {', '.join(f'account.{column}' for column in _COLUMNS)}"
_POSTED = (
    "LEFT JOIN kernel_person AS person ON person.id = account.person_id "
    "LEFT JOIN (kernel_tie AS tie JOIN kernel_unit AS unit ON unit.id = tie.unit_id) "
    f"ON tie.person_id = person.id AND {_NOW}"
)
_ACCOUNT = Statement(f"SELECT {_WHOSE} FROM kernel_account AS account {_POSTED} WHERE account.id = $1 ORDER BY tie.id")
_SESSION = Statement(
    f"SELECT session.session_data, {_WHOSE} FROM django_session AS session "
    f"LEFT JOIN kernel_account AS account ON account.id = $3::bigint {_POSTED} "
    "WHERE session.session_key = $1 AND session.expire_date > $2 ORDER BY tie.id"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account's holder is called and which posts he holds."""

    shown: str
    posts: tuple[Held, ...]


def languages(person_ids: Collection[int]) -> dict[int, str]:
    """In which language ("zh", "en") these people chose to read; without those who have no account or never chose. No
    query where nobody is asked about."""
    if not person_ids:
        return {}
    chosen = Account.objects.filter(person_id__in=person_ids).exclude(language="")
    return {person: language for person, language in chosen.values_list("person_id", "language") if person is not None}


def posts(person_id: int, now: datetime) -> tuple[Held, ...]:
    """The posts a person holds now."""
    return tuple(map(_held, _POSTS.rows(person_id, now)))


def account(account_id: int, now: datetime) -> Account | None:
    """An account with its holder's `standing`, in one question; None when there is none."""
    return _account(_ACCOUNT.rows(account_id, now))


def session(key: str, account_id: int | None, now: datetime) -> tuple[str, Account | None] | None:
    """What a session holds, as it is kept, and the account whose it is thought to be, as `account` gives it; None when
    the session ended or never was."""
    rows = _SESSION.rows(key, now, None if account_id is None else str(account_id))
    return (rows[0][0], _account([row[1:] for row in rows])) if rows else None


def _account(rows: list[tuple[Any, ...]]) -> Account | None:
    wide = len(_COLUMNS)
    if not rows or rows[0][-wide] is None:
        return None
    found = Account.from_db("default", [field.attname for field in Account._meta.concrete_fields], rows[0][-wide:])
    held = tuple(_held(row[:6]) for row in rows if row[0] is not None)
    found.standing = Standing(rows[0][6] or found.username, held)  # type: ignore[attr-defined]
    return found


def _held(row: tuple[Any, ...]) -> Held:
    tie, role, unit, name, town, place = row
    return Held(role, _label(town, role), unit, name, town, place, tie)


def _label(town_id: int | None, role: str) -> str:
    declared = _roles(town_id).get(role)
    return declared.label.zh if declared else role


def called(post: Held, language: str) -> str:
    """A post in the language of whoever reads it, by the rules of its town."""
    declared = _roles(post.town_id).get(post.role)
    return declared.label.say(language) if declared else post.label


def _roles(town_id: int | None) -> Mapping[str, Role]:
    try:
        return packs.of_town(town_id).said.roles if town_id else packs.current("base").said.roles
    except packs.NoPack:
        return {}


def powers(post: Held) -> frozenset[str]:
    """What one post gives its holder, by the rules of its town (the common ones above towns)."""
    declared = _roles(post.town_id).get(post.role)
    return frozenset(declared.may) if declared else frozenset()


def of_account(
    account: HasAccount,
    shown: str,
    now: datetime,
    language: str = "zh",
    via: str = "web",
    held: tuple[Held, ...] | None = None,
) -> Who:
    """The Who of a logged-in account. `held`: its posts, when they have just been asked for."""
    if held is None:
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
    """The reporter who knows number and code; None when they do not belong together. The number on his receipt opens
    his matter also where he stands with another by now: merged since, or parted."""
    known = Tie.objects.filter(kind="reporter", code_hash=seal.token_hash(f"code:{code}"))
    tie = known.filter(matter_id=matter_id).first() or known.filter(pk__in=_gone(matter_id)).first()
    return _reporter(tie, language, "code")


def _gone(matter_id: int) -> list[int]:
    """The reporters who went from a matter to another, by the entries that say so."""
    found: list[int] = []
    acts = ("matter.merge", "matter.let_go")
    for data in Entry.objects.filter(matter_id=matter_id, act__in=acts).values_list("data", flat=True):
        found += data.get("was", {}).get("ties", [])
        found += [data["parted"]] if "parted" in data else []
    return found


def _reporter(tie: Tie | None, language: str, via: str) -> Who | None:
    if tie is None:
        return None
    follows, gone = "follows" in tie.data, tie.until is not None
    return Who(
        reporter_tie=tie.pk, follows=follows, gone=gone, matter_id=tie.matter_id, language=language, via=via
    )  # fmt: skip
