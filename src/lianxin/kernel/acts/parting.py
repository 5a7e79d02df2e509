"""Parting: a telling that joined a known matter when it was told and is another one after all becomes a matter of its
own, filed by what files every telling, with its reporter and his photos (ADR 0107)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.intake import privacy
from lianxin.kernel import abilities
from lianxin.kernel.acts import joining, splitting
from lianxin.kernel.acts.copying import copied
from lianxin.kernel.acts.draft import Begun, begun, drafted
from lianxin.kernel.acts.entry import masked, record
from lianxin.kernel.acts.matter import NOT_FOUND, locked
from lianxin.kernel.acts.merging import note
from lianxin.kernel.acts.telling import Telling
from lianxin.kernel.models import Matter, Photo, Tie
from lianxin.kernel.models.entry import TELLS
from lianxin.kernel.reads import joined
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI, CalendarEnds, last_day
from lianxin.language.reason import Refused, Text, because

TOLD = Text("您反映的和 {number} 不是同一件事，已经分出来另立一件，编号 {own}，由{owner}单独办理")
DUE = Text("，最迟 {due}前答复")
SAME = Text("核对过了，您反映的和这一件是同一件事，合在一起办：{reason}")
MOST = 200
"""Characters of a reason, and of what a reporter says differs."""
OF_JOINING = ("merged", "text", "told", "differs", "again")
"""What a tie says only while its reporter stands with a matter that was there before him."""


def refuse(who: Who, matter: Matter, tie: Tie | None) -> None:
    """Why a reporter's telling may not become a matter of its own, if it may not: who may, whether it joined at filing
    with words of its own, and whether the other has ended with an answer. Changes nothing. Errors: Refused."""
    entry = joined.entry_of(tie) if tie is not None else None
    _apart(matter, tie, entry is not None)
    if not abilities.holds(who, matter, "merge"):
        raise Refused(because("power", "另立一件由受理员来做", "a clerk may make it a matter of its own"))
    splitting.too_late(matter, entry)


def _apart(matter: Matter, tie: Tie | None, by_entry: bool) -> None:
    """Errors: Refused, where it did not join with words of its own, or stands with the matter no longer."""
    if tie is None or tie.matter_id != matter.pk or tie.until is not None:
        zh = "这一条已经不在 {number} 里了，可能有人刚刚另立了一件"
        raise Refused(because("gone", zh, "it is no longer with {number}", number=matter.number))
    if "follows" in tie.data:
        zh, en = "这位反映人只点了“我也跟进”，没有说别的话", "this reporter only follows it and said nothing of his own"
        raise Refused(because("follows", zh, en))
    if not joined.joined(tie.data, by_entry) or not tie.data.get("text"):
        zh = "只有登记时合进来的反映可以另立一件；由合并带来的，请先拆开合并"
        raise Refused(because("not-joined", zh, "only what joined at filing can be parted; take a merge back instead"))


@transaction.atomic
def part(who: Who, matter_id: int, tie_id: int, reason: str, now: datetime) -> Matter:
    """Make a matter of its own of a telling that joined another: as it was told on its day, classified, routed and with
    its terms, of which the time with the other does not count. Its reporter follows it over the link he has, and is
    told. Errors: Refused, Incomplete."""
    matter = locked(who, matter_id)
    ties = Tie.objects.select_for_update(of=("self",)).select_related("person")
    tie = ties.filter(pk=tie_id, kind="reporter").first()
    refuse(who, matter, tie)
    assert tie is not None
    why = _reason(reason, "请写明为什么不是同一件事", "say why it is another matter")
    try:
        own = _filed(who, matter, tie, now)
    except CalendarEnds as ends:
        raise Refused(because("calendar", ends.zh, ends.en)) from None
    _hand_over(matter, tie, own, now)
    _tell(who, matter, tie, own, why, now)
    return own


def _reason(said: str, zh: str, en: str) -> str:
    """A reason of two characters or more, nobody's contact in it. Errors: Refused."""
    said = said.strip()
    if len(said) < 2:
        raise Refused(because("reason", zh, en), field="reason")
    return said[:MOST]


def _filed(who: Who, matter: Matter, tie: Tie, now: datetime) -> Matter:
    """The matter that filing makes of the telling, written with its entry."""
    filing = drafted(who, _begun(who, matter, tie, now), now).filing
    own, entry = filing.matter, filing.entry
    copied(Matter, [own])
    entry.matter_id = own.pk
    # Its reporter is told once, by the entry that says why.
    quiet = {name: value for name, value in entry.data.items() if name != "tells"}
    owner = next(one for one, word in TELLS.items() if word == "owner")
    entry.data = {**quiet, "tells": owner}
    entry.save(force_insert=True)
    return own


def _begun(who: Who, matter: Matter, tie: Tie, now: datetime) -> Begun:
    """The telling, read as it is kept. Who told it, and whether he can be reached, is said by the tie: nobody opens his
    contact for it. What was masked in his words was never kept, and is not public before somebody looked."""
    said: dict[str, Any] = tie.data.get("told", {"place": matter.place_id})
    at = datetime.fromisoformat(said["at"]) if "at" in said else tie.since
    told = Telling(
        tie.data["text"], matter.town_id, tie.data.get("channel", "web"), matter.kind, said.get("nature", ""),
        said.get("topic", ""), said.get("place"), said.get("site"), said.get("beside", ""), said.get("lat"),
        said.get("lon"), anonymous=bool(tie.data.get("anonymous")), fields=said.get("fields", {}), ref=tie.ref,
        received_at=at,
    )  # fmt: skip
    start = begun(who, told, now)
    facts = replace(
        start.facts,
        filed_at=said.get("desk", said.get("site")),
        anonymous=told.anonymous or tie.person is None,
        contactable=joining.reachable(matter.pk, tie.pk),
        held=start.facts.held or bool(privacy.masks_in(told.text)),
    )
    return replace(start, facts=facts, apart=tie.since)


def _hand_over(matter: Matter, tie: Tie, own: Matter, now: datetime) -> None:
    """The reporter and his photos go to his own matter; a picture that somebody else brought to the other as well is
    there and here."""
    data = {name: value for name, value in tie.data.items() if name not in OF_JOINING} | {"parted": matter.pk}
    Tie.objects.filter(pk=tie.pk).update(matter_id=own.pk, data=data)
    brought = Photo.objects.filter(matter_id=matter.pk, kind="told", digest__in=data.get("photos", ()))
    splitting.photos_back(own, matter, list(brought.values_list("pk", flat=True)))
    # Where he said it again, his telling that stays is the one that counts.
    matter.reporters += joining.count_once(matter.pk) - (0 if "again" in tie.data else 1)
    matter.contactable = matter.contactable and joining.reachable(matter.pk)
    matter.changed_at = now
    matter.save(update_fields=["reporters", "contactable", "changed_at"])


def _tell(who: Who, matter: Matter, tie: Tie, own: Matter, why: str, now: datetime) -> None:
    """An entry on each; the reporter is told the new number, and that his link leads there."""
    since, owner = tie.since.astimezone(SHANGHAI), directory(own.town_id).rows.get(own.owner_id or 0)
    said = TOLD.fill(number=matter.number, own=own.number, owner=owner.name if owner else "").zh
    said += DUE.fill(due=f"{last_day(own.due_at):%-m月%-d日}").zh if own.due_at else ""
    ours = {
        "tells": ["reporters"], "only_tie": tie.pk, "told": said, "day": since.date().isoformat(),
        "apart_since": f"{since:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    note(who, own, matter, "matter.part", now, ours, why)
    note(who, matter, own, "matter.let_go", now, {"tells": ["owner"], "parted": tie.pk}, why)


@transaction.atomic
def ask(who: Who, said: str, now: datetime) -> Tie:
    """A reporter who joined says that his is another matter: a clerk looks at both and decides. Asked again before that
    it changes nothing. Errors: Refused."""
    matter, tie = _mine(who)
    entry = joined.entry_of(tie)
    _apart(matter, tie, entry is not None)
    splitting.too_late(matter, entry)
    if "differs" in tie.data:
        return tie
    why = _reason(said, "请说一句哪里不一样，好让受理员核对", "say in a sentence what differs")
    tie.data = {**tie.data, "differs": masked(why, matter.town_id)}
    tie.save(update_fields=["data"])
    _note(who, matter, "matter.differs", why, now, {"tells": ["owner"], "tie": tie.pk})
    return tie


@transaction.atomic
def keep(who: Who, matter_id: int, tie_id: int, reason: str, now: datetime) -> Tie:
    """It is the same after all: the reporter who asked stays with the matter, and is told why. Errors: Refused."""
    matter = locked(who, matter_id)
    tie = Tie.objects.select_for_update(of=("self",)).filter(pk=tie_id, matter_id=matter.pk, kind="reporter").first()
    if not abilities.holds(who, matter, "merge"):
        raise Refused(because("power", "核对由受理员来做", "a clerk checks it"))
    if tie is None or "differs" not in tie.data:
        raise Refused(because("not-asked", "反映人没有提出，或者已经核对过了", "nobody asked, or it was answered"))
    why = _reason(reason, "请写明为什么是同一件事，反映人会看到", "say why it is the same: its reporter will read it")
    tie.data = {name: value for name, value in tie.data.items() if name != "differs"}
    tie.save(update_fields=["data"])
    told = SAME.fill(reason=masked(why, matter.town_id)).zh
    _note(who, matter, "matter.same", why, now, {"tells": ["reporters"], "only_tie": tie.pk, "told": told})
    return tie


def _mine(who: Who) -> tuple[Matter, Tie]:
    """The tie of whoever holds a private link, and the matter behind it, both locked. Errors: Refused."""
    matter = locked(who, who.matter_id or 0)
    tie = Tie.objects.select_for_update(of=("self",)).filter(pk=who.reporter_tie or 0, matter_id=matter.pk).first()
    if tie is None:
        raise Refused(NOT_FOUND)
    return matter, tie


def _note(who: Who, matter: Matter, act: str, reason: str, now: datetime, ours: dict[str, Any]) -> None:
    record(
        who, act, "record", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step, after=matter.step,
        data={"reason": reason}, ours=ours,
    )  # fmt: skip
