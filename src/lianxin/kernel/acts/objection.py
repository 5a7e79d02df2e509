"""Objections to a result: made within its window, answered by somebody else than he who scored, before publication."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Appraisal, Appraised, Contest, Entry, Honour, Objection, Proof, Sheet
from lianxin.kernel.reads.packs import pinned
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because

LONGEST = 600


@transaction.atomic
def object_to(who: Who, about: Appraised | Contest | Honour, text: str, now: datetime, *, item: str = "") -> Objection:
    """Object to a result while its window runs: the appraised unit's own people, or for contests and honours anybody
    with a post in the town. Errors: Refused."""
    row = _holder(about, lock=True)
    if isinstance(about, Appraised):
        if not able.may_object(who, about, row.town_id):
            zh, en = "由被考核单位的人提出异议", "the appraised unit’s own people object"
            raise Refused(because("not-yours", zh, en))
    elif not any(held.town_id == row.town_id for held in who.posts):
        raise Refused(because("not-yours", "由本街镇的人提出异议", "people of the town object"))
    if row.until is None or now.astimezone(SHANGHAI).date() > row.until:
        until = row.until.isoformat() if row.until else "—"
        zh, en = "现在不在异议期内（到 {until} 为止）", "the time to object is not running (until {until})"
        raise Refused(because("window", zh, en, until=until))
    if not text.strip():
        raise Refused(because("empty", "请写清楚对什么有异议、依据是什么", "say what is wrong and why"), field="text")
    made = Objection(text=text.strip()[:LONGEST], about=item[:120], person_id=who.person_id, made_at=now)
    setattr(made, _name(about), about)
    made.save()
    data = {"text": made.text, "item": item}
    record(who, "objection.make", "attest", now, town_id=row.town_id, subject=f"objection:{made.pk}", data=data)
    return made


@transaction.atomic
def answer(who: Who, objection_id: int, upheld: bool, text: str, now: datetime) -> Objection:
    """Answer an objection, with the reason. Who cited, graded, judged or objected does not answer. An objection that is
    right opens the round again, so that it can be put right and told once more: points are scored, sheets of a contest
    are open until they are reviewed again; it takes a name for an honour off. Errors: Refused."""
    found = Objection.objects.select_related("appraised", "contest", "honour").get(pk=objection_id)
    about = found.appraised or found.contest or found.honour
    assert about is not None
    row = _holder(about, lock=True)
    found = Objection.objects.select_for_update(of=("self",)).get(pk=objection_id)
    able.must(who, runs_of(row), row.town_id)
    if found.answered_at is not None:
        raise Refused(because("answered", "这条异议已经答复过了", "it has been answered already"))
    if who.person_id in (_scored(about, who.person_id) | {found.person_id}):
        zh, en = "打分的人和提异议的人不能自己答复，请换一位", "neither who scored nor who objected answers"
        raise Refused(because("same-person", zh, en))
    if not text.strip():
        raise Refused(because("empty", "请写答复和理由", "write the answer and why"), field="text")
    found.upheld, found.answer = upheld, text.strip()[:LONGEST]
    found.answered_by_id, found.answered_at = who.person_id, now
    found.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    if upheld:
        _reopen(row)
    data = {"answer": found.answer, "upheld": upheld}
    record(who, "objection.answer", "decide", now, town_id=row.town_id, subject=f"objection:{found.pk}", data=data)
    return found


def _reopen(row: Appraisal | Contest | Honour) -> None:
    """Open again what an objection that is right is about: it is put right, and then told with a window of its own."""
    if isinstance(row, Appraisal):
        row.told_at = row.until = None
        row.save(update_fields=["told_at", "until"])
        Appraised.objects.filter(appraisal=row).update(result={})
    elif isinstance(row, Contest):
        # Which works are equal may be otherwise once marks are put right: an order given to equal ones is given anew.
        row.reviewed_at = row.reviewed_by_id = row.until = None
        row.settled = []
        row.save(update_fields=["reviewed_at", "reviewed_by", "until", "settled"])
    elif row.state == "noticed":
        row.state = "withdrawn"
        row.save(update_fields=["state"])


def _holder(about: Appraised | Contest | Honour, lock: bool = False) -> Appraisal | Contest | Honour:
    """The row that carries window and state, locked."""
    model = Appraisal if isinstance(about, Appraised) else type(about)
    number = about.appraisal_id if isinstance(about, Appraised) else about.pk
    return model.objects.select_for_update(of=("self",)).get(pk=number)


def _name(about: Appraised | Contest | Honour) -> str:
    return type(about).__name__.lower()


def runs_of(row: Appraisal | Contest | Honour) -> list[str]:
    """The posts that run such a round, as its pack says."""
    said = pinned(row.pack_id).said
    if isinstance(row, Appraisal):
        return said.appraisals[row.kind].runs
    return said.contests[row.kind].runs if isinstance(row, Contest) else said.honours[row.kind].runs


def _scored(about: Appraised | Contest | Honour, person: int | None) -> set[int | None]:
    """Who cited records for it, or judged it; this person too if he ever graded it."""
    found: set[int | None] = set()
    if isinstance(about, Appraised):
        found |= set(Proof.objects.filter(appraised=about).values_list("person_id", flat=True))
        mine = Entry.objects.filter(person_id=person or 0, act="appraisal.grade", subject=f"appraised:{about.pk}")
        found |= {person} if mine.exists() else set()
    elif isinstance(about, Contest):
        found |= set(Sheet.objects.filter(work__contest=about).values_list("judge__person_id", flat=True))
    return found
