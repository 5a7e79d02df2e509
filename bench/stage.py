"""Who and what is on stage besides the town: a thousand members with log-ins, a hundred wishes on the tree."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from django.utils import timezone

from bench import bulk, sayings
from bench.lives import FIRST, moved
from lianxin.kernel.acts import filing, matter, person
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Account, Matter, Unit
from lianxin.kernel.reads import packs, people
from lianxin.kernel.who import NOBODY, SYSTEM, Who

MEMBERS, WISHES = 1000, 100
NAME = "bench-{}"


def session(account: Account) -> str:
    """The key of a session in which the account is logged in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def who_of(username: str) -> Who:
    """The Who of an account."""
    account = Account.objects.select_related("person").get(username=username)
    return people.of_account(account, account.person.shown if account.person else "", timezone.now())


def members(town: Unit) -> list[Account]:
    """A thousand members of the town's branch, made once."""
    known = Account.objects.filter(username__startswith="bench-").order_by("pk")
    if not known.exists():
        now, branch = timezone.now(), Unit.objects.get(town=town, key="branch_qiaodong")
        rules = packs.of_town(town.pk)
        for number in range(MEMBERS):
            made = person.register(f"团员{number}", now)
            person.appoint(SYSTEM, made, "member", branch, rules, now - timedelta(days=30), trusted=True)
            Account.objects.create(username=NAME.format(number), password="!bench", person=made, made_at=now)  # noqa: S106
    return list(known.select_related("person"))


def wishes(town: Unit) -> list[int]:
    """A hundred wishes that wait on the tree, hung there by the clerk; the same ones at every size."""
    mark = {"fields__bench": True}
    kept = list(Matter.objects.filter(town=town, kind="wish", **mark).order_by("pk").values_list("pk", flat=True))
    dice, clerk = random.Random(5), who_of("clerk")
    places = list(Unit.objects.filter(town=town, kind="community").values_list("pk", flat=True))
    for number in range(len(kept), WISHES):
        now = timezone.now()
        text = f"{sayings.wish(dice).text}（第{number}个）"
        told = Telling(text, town.pk, kind="wish", place_id=dice.choice(places), contact=Contact(phone="13800000000"))
        made = filing.file(NOBODY, told, now)
        matter.take(clerk, made.matter.pk, "approve", {}, now)
        Matter.objects.filter(pk=made.matter.pk).update(fields={**made.matter.fields, "bench": True})
        kept.append(made.matter.pk)
    return kept


def release(ids: list[int]) -> None:
    """Hang claimed wishes back on the tree, as their claimers would."""
    for one in Matter.objects.filter(pk__in=ids, step="claimed").select_related("claimer"):
        assert one.claimer is not None
        account = Account.objects.get(person=one.claimer)
        matter.take(who_of(account.username), one.pk, "release", {"reason": "办不了"}, timezone.now())


def tidy(after: datetime) -> None:
    """What was filed or worked on since a moment is closed as if it had been settled, so that the next size begins with
    the open work of a street and not with what the bench itself filed."""
    with bulk.link() as link:
        link.execute(
            "UPDATE kernel_matter SET is_open = false, closed_at = now(), next_at = NULL, due_at = NULL, "
            "soon_at = NULL WHERE is_open AND kind <> 'wish' AND changed_at >= %s AND id >= %s",
            [after, FIRST],
        )  # fmt: skip
    connections.close_all()


def make_due(town: Unit, count: int) -> int:
    """Let clocks of open matters run out now, as they do while nobody is there; how many matters."""
    now = timezone.now()
    found = Matter.objects.filter(town=town, is_open=True, kind="request", suspended=False, due_at__isnull=False)
    rows = list(found.order_by("pk").values("pk", "clocks", "due_at", "soon_at")[:count])
    with bulk.link() as link:
        for row in rows:
            ends = [row[name] for name in ("soon_at", "due_at") if row[name] and row[name] > now]
            by = min(ends, default=now) - now + timedelta(minutes=5)
            changes: dict[str, Any] = {name: row[name] - by for name in ("due_at", "soon_at") if row[name]}
            changes |= {"clocks": json.dumps(moved(row["clocks"], by)), "next_at": now}
            said = ", ".join(f"{name} = %s" for name in changes)
            link.execute(f"UPDATE kernel_matter SET {said} WHERE id = %s", [*changes.values(), row["pk"]])
    return len(rows)
