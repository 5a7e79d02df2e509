"""Filing: one act for every channel. A sentence becomes a matter with an owner and a clock, or joins one known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from lianxin.kernel.acts import insert, joining, known, telling
from lianxin.kernel.acts.draft import Draft, begun, drafted
from lianxin.kernel.acts.telling import Filed, Picture, Telling
from lianxin.kernel.models import Matter, Photo, Tie
from lianxin.kernel.who import Who
from lianxin.language.calendar import CalendarEnds
from lianxin.language.reason import Refused

__all__ = ["Filed", "Picture", "Telling", "file", "file_all"]


def file(who: Who, told: Telling, now: datetime) -> Filed:
    """File a telling. Errors: Unreadable and TooLong (intake), Refused, Incomplete, NoPack, CalendarEnds."""
    try:
        if told.photos or connection.in_atomic_block:
            with transaction.atomic():
                return _file(who, told, now)
        return _file(who, told, now)  # its one statement is a transaction by itself
    except (IntegrityError, Refused, CalendarEnds):
        # The same submission came before, or arrived twice at once and the other one has just been written.
        earlier = telling.before(told)
        if earlier is None:
            raise
        return earlier


def _file(who: Who, told: Telling, now: datetime) -> Filed:
    read = begun(who, told, now)
    if told.joins is not None:
        meant = known.joined(who, read.told, read.understood)
        joined = joining.join(who, [joining.Join(read.told, read.understood, meant.pk)], now) if meant else []
        if joined and joined[0] is not None:
            _photos(told, joined[0].matter, now)
            return joined[0]
    return _write(who, drafted(who, read, now), now)


def _write(who: Who, draft: Draft, now: datetime) -> Filed:
    """Write it, unless it is known: each round compares what has not been compared yet, until nothing new is near."""
    seen = list[int]()
    while True:
        outcome = draft.filing.write(seen)
        if outcome.written:
            _photos(draft.told, draft.filing.matter, now)
            return draft.filed
        if outcome.again:
            earlier = telling.before(draft.told)
            assert earlier is not None
            return earlier
        same = known.same(outcome.near, draft.understood.public_text)
        if same is not None:
            joined = joining.join(who, [joining.Join(draft.told, draft.understood, same)], now)[0]
            if joined is not None:
                _photos(draft.told, joined.matter, now)
                return joined
        seen += [pk for pk, _ in outcome.near]


def file_all(who: Who, drafts: Sequence[Draft], now: datetime) -> list[Filed]:
    """File many tellings, as one after the other would be: each is compared with what is there and with those before
    it. Written table by table, for a tenth of what each by itself costs the database. To be called in a transaction;
    no photos. Errors: IntegrityError, where one of them has just been filed by somebody else."""
    came = _came(drafts)
    fates, beside = list[tuple[Draft, bool, int | Matter | None]](), known.Beside()
    for draft, near in zip(drafts, _near(drafts), strict=True):
        ref, asked = draft.filing.tie.ref, draft.filing.asked
        again, same = ref in came, None
        if not again and asked is not None:
            same = known.same(beside.nearest(asked, near), draft.understood.public_text)
        if not again and same is None:
            beside.add(draft.filing.matter)
        came.add(ref)
        fates.append((draft, again, same))
    insert.write([draft.filing for draft, again, same in fates if not again and same is None])
    known_ones = [(draft, same if isinstance(same, int) else same.pk) for draft, _, same in fates if same is not None]
    joins = [joining.Join(draft.told, draft.understood, pk) for draft, pk in known_ones]
    joined = iter(joining.join(who, joins, now))
    return [_fate(who, draft, again, next(joined) if same is not None else draft.filed, now)
            for draft, again, same in fates]  # fmt: skip


def _came(drafts: Sequence[Draft]) -> set[str | None]:
    """The refs of those that came before."""
    refs = [draft.filing.tie.ref for draft in drafts]
    return set(Tie.objects.filter(ref__among=refs).values_list("ref", flat=True))


def _near(drafts: Sequence[Draft]) -> list[insert.Near]:
    """What the database has near each; nothing for those that ask nothing."""
    found = iter(insert.near([draft.filing.asked for draft in drafts if draft.filing.asked is not None]))
    return [next(found) if draft.filing.asked is not None else () for draft in drafts]


def _fate(who: Who, draft: Draft, again: bool, filed: Filed | None, now: datetime) -> Filed:
    """What became of one of many. One whose matter was closed while it joined is written by itself."""
    earlier = telling.before(draft.told) if again else filed
    return earlier if earlier is not None else _write(who, draft, now)


def _photos(told: Telling, matter: Matter, now: datetime) -> None:
    for picture in told.photos:
        Photo.objects.get_or_create(
            matter_id=matter.pk,
            digest=picture.digest,
            defaults={"kind": "told", "width": picture.width, "height": picture.height, "added_at": now},
        )
