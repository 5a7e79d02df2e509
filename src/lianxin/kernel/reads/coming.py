"""Who else signs up as the same person, and what clashes: two sign-ups of one person at the same time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from hmac import compare_digest

from django.db.models import Q, QuerySet

from lianxin.adapters import seal
from lianxin.kernel.models import Activity, Tie
from lianxin.kernel.reads.links import code_of, link_of
from lianxin.language.activity import Places

IN = ("signed", "waiting")
"""States of a sign-up that stands."""
CODE = 6
"""Digits that open a sign-up's page together with its phone."""
USUAL = timedelta(hours=2)
"""How long an activity without a written end is taken to last when two of them might clash."""


def places(activity: Activity) -> Places:
    """What signing up depends on."""
    return Places(
        activity.state, activity.shown, activity.starts_at, activity.closes_at, activity.capacity, activity.taken
    )


def standing() -> QuerySet[Tie]:
    """Every sign-up that stands, with its person and its activity."""
    return Tie.objects.filter(kind="attend", state__in=IN).select_related("person", "activity")


def at_once(ties: QuerySet[Tie], activity: Activity) -> QuerySet[Tie]:
    """Those of the sign-ups that are for the same time as an activity; not for itself, nor for what was called off."""
    ends = activity.ends_at or activity.starts_at + USUAL
    lasts = Q(activity__ends_at__gt=activity.starts_at)
    usual = Q(activity__ends_at__isnull=True, activity__starts_at__gt=activity.starts_at - USUAL)
    near = ties.filter(lasts | usual, activity__state="planned", activity__starts_at__lt=ends)
    return near.exclude(activity=activity)


def name_of(tie: Tie) -> str:
    """The name that was left with a sign-up, without blanks; '' where none was."""
    person = tie.person
    if person is None or person.name_sealed is None:
        return ""
    return "".join(seal.unseal(bytes(person.name_sealed), "person.name").split())


def indexes(phones: Iterable[str]) -> list[bytes]:
    """Blind indexes of phones as digits, with and without the country's code."""
    plain = {*phones} - {""}
    short = {one.removeprefix("86") if len(one) == len("8613800138000") else one for one in plain}
    return sorted(seal.blind_index(one, "person.phone") for one in {*plain, *short, *(f"86{one}" for one in short)})


def phones_of(tie: Tie) -> list[bytes]:
    """The blind indexes by which the phones of a sign-up, its own and a guardian's, are known."""
    sealed = [one.phone_sealed for one in (tie.person, tie.toward) if one is not None and one.phone_sealed is not None]
    return indexes(seal.unseal(bytes(one), "person.phone") for one in sealed)


def clashing(tie: Tie, activity: Activity, states: tuple[str, ...]) -> list[Tie]:
    """What the same person signed up for (or waits for, as `states` say) at the time of an activity: known by who he
    is, and without a log-in by phone and name."""
    phones, name = phones_of(tie), name_of(tie)
    same = Q(person_id=tie.person_id) | Q(person__phone_index__in=phones) | Q(toward__phone_index__in=phones)
    near = at_once(standing().filter(same, state__in=states), activity).exclude(pk=tie.pk)
    return [
        one for one in near.order_by("id") if one.person_id == tie.person_id or (name != "" and name_of(one) == name)
    ]


def by_code(activity_id: int, phone: str, code: str) -> str | None:
    """The secret of the private link of whoever knows the phone (digits) left with a sign-up for this activity and its
    six digits; None where they do not belong together. Guessing must be rate-limited by the surface."""
    said = "".join(filter(str.isdigit, code))
    known = indexes([phone])
    here = Tie.objects.filter(kind="attend", activity_id=activity_id)
    own = here.filter(Q(person__phone_index__in=known) | Q(toward__phone_index__in=known)).order_by("-id")
    for ref in own.values_list("ref", flat=True):
        if compare_digest(code_of(ref), said):
            return link_of(ref)
    return None
