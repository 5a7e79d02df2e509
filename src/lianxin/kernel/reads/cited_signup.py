"""Numbers of a call: how many signed up for the last activity of a kind, and within how many hours of its opening."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.db.models import Q

from lianxin.kernel.models import Activity, Entry, Tie
from lianxin.kernel.reads.cited_ground import About, answer, document_of, nothing
from lianxin.language import cited as rules
from lianxin.language.calendar import SHANGHAI
from lianxin.language.cited import Cited
from lianxin.language.paper import Cite

HOUR = timedelta(hours=1)
MINUTE = "%Y-%m-%d %H:%M"
Came = tuple[int, datetime]
"""A sign-up: its number and its moment."""
SIGNED = ("signups", "signup_hours")
"""Sources that stand on the sign-ups of a call."""


def signups(on: About, cite: Cite) -> Cited:
    """How many signed up: who withdrew is left out, who waits in line is not. `within=3`: in the first three hours."""
    return _answered(on, cite, lambda opened, came: len(came))


def signup_hours(on: About, cite: Cite) -> Cited:
    """Within how many hours of its opening they had signed up, begun hours counted whole."""
    return _answered(on, cite, lambda opened, came: max(1, -((opened - came[-1][1]) // HOUR)) if came else 0)


def _answered(on: About, cite: Cite, count: Callable[[datetime, list[Came]], int]) -> Cited:
    declared = on.pack.said.activities.get(cite.key)
    if declared is None or declared.sign_up is None:
        return nothing(cite)
    label, source = declared.label.say(on.language), document_of(on, declared.source)
    found = _call(on, cite)
    if found is None:
        return answer(on, cite, label, "", 0, source, noun="signups")
    call, opened = found
    came = _came(on, cite, call, opened)
    last = came[-1][1] if came else opened
    about = f"{call.title}：{opened.astimezone(SHANGHAI):{MINUTE}}—{last.astimezone(SHANGHAI):{MINUTE}}"
    return answer(on, cite, label, about, count(opened, came), source, noun="signups")


def _end(on: About) -> datetime:
    return datetime.combine(on.as_of + timedelta(days=1), time(), SHANGHAI)


def _call(on: About, cite: Cite) -> tuple[Activity, datetime] | None:
    """The last activity of the kind that was opened in the citation's days, and when: shown, or else planned."""
    period = rules.period_of(cite, on.as_of)
    first = datetime.combine(period.first, time(), SHANGHAI)
    until = datetime.combine(period.last + timedelta(days=1), time(), SHANGHAI)
    made = Activity.objects.filter(town_id=on.town.pk, kind=cite.key, made_at__gte=first, made_at__lt=until)
    call = made.exclude(state="cancelled").order_by("-made_at", "-pk").first()
    if call is None or call.made_at is None:
        return None
    shown = Entry.objects.filter(activity=call, act="activity.publish").order_by("pk").values_list("at", flat=True)
    return call, shown.first() or call.made_at


def _came(on: About, cite: Cite, call: Activity, opened: datetime) -> list[Came]:
    """The sign-ups that count, in the order in which they came."""
    until = _end(on)
    if cite.get("within"):
        until = min(until, opened + int(cite.get("within")) * HOUR + timedelta(microseconds=1))
    ties = Tie.objects.filter(activity=call, kind="attend", data__has_key="consent", since__lt=until)
    gone = Q(state="withdrawn")
    if on.end is not None:  # who withdrew after the paper's day had signed up on it
        earlier = Entry.objects.filter(activity=call, act="activity.withdraw", at__lt=on.end)
        gone &= Q(pk__in=earlier.values("tie_id"))
    return list(ties.exclude(gone).order_by("since", "pk").values_list("pk", "since"))


def came(on: About, cite: Cite) -> list[int]:
    """The sign-ups a citation counts."""
    found = _call(on, cite)
    return [pk for pk, _ in _came(on, cite, *found)] if found is not None else []


def moments(ids: Sequence[int]) -> list[tuple[int, str]]:
    """When the first sign-ups came, each with its number. Who it was stays with the activity."""
    rows = Tie.objects.filter(pk__in=ids).order_by("since", "pk").values_list("pk", "since")
    return [(pk, f"{at.astimezone(SHANGHAI):{MINUTE}}") for pk, at in rows]
