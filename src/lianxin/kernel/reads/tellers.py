"""Who told of a matter, page by page: every reporter, masked, found by surname or phone by whoever may look them up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Q

from lianxin.adapters import masks
from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads.search import by_phone
from lianxin.kernel.reads.whole import Reporter, reporter

SIZE = 30
"""Reporters on a page."""
COLUMNS = ("since", "data", "person__shown", "person__phone_shown", "person__mail_sealed", "person__erased_at")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of reporters, first come first; the ones next to it in both directions, None where there are no more.
    `short`: what was typed is nothing to go by."""

    reporters: tuple[Reporter, ...] = ()
    before: int | None = None
    after: int | None = None
    short: bool = False


def tellers(matter: Matter, said: str = "", after: int | None = None, before: int | None = None) -> Page:
    """The reporters of a matter after one tie, or before one, at most SIZE; `said`: only those of this surname or name,
    phone, or last four digits. Whoever asked to stay anonymous is not found by them. Two queries, however many."""
    found = Tie.objects.filter(matter_id=matter.pk, kind="reporter", until__isnull=True)
    found = found.select_related("person").only(*COLUMNS)
    if said:
        condition = _read(said)
        if condition is None:
            return Page(short=True)
        found = found.filter(condition).exclude(data__contains={"anonymous": True})
    back = before is not None
    rows = found.filter(pk__lt=before).order_by("-pk") if back else found.filter(pk__gt=after or 0).order_by("pk")
    ties = list(rows[: SIZE + 1])
    more, ties = len(ties) > SIZE, ties[:SIZE]
    if back:
        ties.reverse()
    first, last = (ties[0].pk, ties[-1].pk) if ties else (None, None)
    joins = set(
        Entry.objects.filter(matter_id=matter.pk, act="matter.join", data__tie__in=[tie.pk for tie in ties])
        .values_list("data__tie", flat=True)
    )  # fmt: skip
    return Page(
        tuple(_shown(tie, matter.text, tie.pk in joins) for tie in ties),
        first if (more if back else after is not None) else None,
        last if (back or more) else None,
    )


def _shown(tie: Tie, text: str, by_entry: bool) -> Reporter:
    one = tie.person
    seen = (one.shown, one.phone_shown, one.mail_sealed is not None, one.erased_at is not None) if one else None
    return reporter(tie.pk, tie.since, tie.data, seen or ("", "", False, False), text, by_entry)


def _read(said: str) -> Q | None:
    """What was typed, as a condition on ties; None for nothing to go by. A name is compared as it is masked: nobody's
    contact is opened to find him."""
    compact = "".join(unicodedata.normalize("NFKC", said).split())[:20]
    if re.fullmatch(r"[\d+-]+", compact):
        told = by_phone(re.sub(r"\D", "", compact))
        return Q(**told) if told else None
    if not compact or "*" in compact:
        return None
    return Q(person__shown__startswith=compact) | Q(person__shown=masks.mask_name(compact))
