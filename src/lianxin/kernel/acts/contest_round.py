"""Rounds of a contest: lots are drawn once, and those who go on go on once. A round is a contest of its own, born under
the same pack and day as the first (ADR 0087)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts.contest import locked, note_down, running
from lianxin.kernel.models import Contest, Sheet, Work
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.who import Who
from lianxin.language import rounds
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused, because

SEED = 60
"""Characters of a seed."""


@transaction.atomic
def draw(who: Who, contest_id: int, seed: str, why: str, now: datetime) -> Contest:
    """Draw the order in which works are judged from a seed that was called out. It is drawn once; again only with a
    reason, before anybody has marked, and what was drawn before stays on record. Errors: Refused."""
    row = locked(contest_id)
    said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    running(row)
    _drawable(row, said.draw, now.astimezone(SHANGHAI).date())
    seed, why = seed.strip()[:SEED], why.strip()[:300]
    if not seed:
        zh = "请写抽签的种子：当场由几个人各报几个数字，连起来写"
        en = "write the seed: digits that several people call out, one after the other"
        raise Refused(because("seed", zh, en), field="seed")
    if row.drawn and not why:
        zh, en = "已经抽过签；确要重抽，请写理由，原来的结果一并保留", "lots were drawn; say why they are drawn again"
        raise Refused(because("drawn", zh, en), field="redraw")
    number_of = dict(row.works.values_list("number", "pk"))
    past: list[Any] = [*row.drawn.get("past", []), {key: row.drawn[key] for key in KEPT}] if row.drawn else []
    order = [number_of[number] for number in rounds.lots(seed, list(number_of))]
    row.drawn = {"seed": seed, "order": order, "at": now.isoformat(), "by": who.person_id, "why": why, "past": past}
    row.save(update_fields=["drawn"])
    note_down(who, row, "contest.draw", "decide", now, data={"seed": seed, "order": order, "why": why})
    return row


KEPT = ("seed", "order", "at", "by", "why")


def _drawable(row: Contest, draws: bool, today: date) -> None:
    """Refuses to draw where nothing is drawn, too early, or too late. Errors: Refused."""
    if not draws:
        raise Refused(because("no_draw", "这一轮不抽签", "no lots are drawn in this round"))
    if row.before_id is None and row.enter_until is not None and today <= row.enter_until:
        zh, en = "报名到 {until} 截止，截止以后才能抽签", "works are entered until {until}; draw lots after that"
        raise Refused(because("entering", zh, en, until=row.enter_until))
    if not row.works.exists():
        raise Refused(because("none", "还没有作品参评", "no work has been entered"))
    if Sheet.objects.filter(work__contest=row).exists():
        zh, en = "已经有评委打了分，不能再抽签", "a judge has marked already; no lots are drawn now"
        raise Refused(because("marked", zh, en))


@transaction.atomic
def go_on(who: Who, contest_id: int, now: datetime) -> Contest:
    """Let the works of a reviewed round that are within its places go on to the next one, once. Errors: Refused with
    all that keeps it back: equal works at the border, objections, the notice."""
    row = locked(contest_id)
    said, following = reads.declared(row), reads.following(row)
    able.must(who, said.runs, row.town_id)
    if not following:
        raise Refused(because("last", "这是最后一轮，评完就公布", "this is the last round; publish its result"))
    if Contest.objects.filter(before=row).exists():
        raise Refused(because("gone", "已经进入下一轮", "the next round has begun"))
    found = reads.hall(row)
    reasons = reads.blocked(found, now)
    if reasons:
        raise Refused(*reasons)
    row.result = reads.result(found)
    row.save(update_fields=["result"])
    made = Contest.objects.create(
        kind=row.kind, title=row.title, pack_id=row.pack_id, town_id=row.town_id, opened_on=row.opened_on,
        round=following, before=row,
    )  # fmt: skip
    going = [work for work in sorted(found.works, key=lambda one: one.number) if work.pk in found.outcome.prizes]
    Work.objects.bulk_create(
        Work(
            contest=made, number=one.number, title=one.title, group=one.group, unit_id=one.unit_id,
            matter_id=one.matter_id, activity_id=one.activity_id, author_sealed=one.author_sealed,
            consent=one.consent, entered_at=now,
        )
        for one in going
    )  # fmt: skip
    note_down(
        who, row, "contest.go_on", "decide", now, ours={"works": [one.number for one in going], "round": following}
    )
    return made
