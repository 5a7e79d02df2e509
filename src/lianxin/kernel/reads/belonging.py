"""To which units judges belong by their own posts and memberships, whatever was written when they were seated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from lianxin.kernel.models import Contest, Judge, Tie
from lianxin.kernel.reads.roll import BELONGS
from lianxin.kernel.tie_facts import begin_of

TIES = ("post", *BELONGS, "posting", "associate")
"""Ties by which somebody is of a unit: his posts, where he is a Party member, sent to, or an associate member."""
Belonging = Mapping[int, Sequence[Sequence[int]]]
"""By person: of each unit he belongs to, the unit with everything above it."""


def belonging(row: Contest, judges: Sequence[Judge]) -> Belonging:
    """What judges have belonged to since their contest began. One question; none once the contest was reviewed, for
    the review writes down who gave which work no sheet, and a later post changes no result."""
    found: dict[int, list[Sequence[int]]] = defaultdict(list)
    if row.reviewed_at is not None or not judges:
        return found
    ties = Tie.objects.filter(kind__in=TIES, person__in=[one.person_id for one in judges], unit__isnull=False)
    for person, chain in ties.exclude(until__lt=begin_of(row.opened_on)).values_list("person_id", "unit__chain"):
        found[person or 0].append(chain)
    return found
