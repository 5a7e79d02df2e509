"""Paths of applicants and members: begun, a stage reached, noted, put right, called to mind. Persons decide each stage.

Days lie sealed in a card of the path; whoever opens it leaves an entry, and no entry says what stands there. The tie
holds the stage and the next day, so that the branch's secretary is reminded; an applicant's name is sealed too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel.acts import member, member_card, path_card
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.path_card import Walked
from lianxin.kernel.acts.person import Contact, person_of
from lianxin.kernel.models import Person, Tie, Unit
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.paths import PATH
from lianxin.kernel.tie_facts import ACTIVE, ENDED, begin_of, day_of
from lianxin.kernel.who import SYSTEM, Who
from lianxin.language import path as rules
from lianxin.language import seniority
from lianxin.language.ground import Ground
from lianxin.language.pack import Pack
from lianxin.language.path import Said
from lianxin.language.paths import MemberPath, Stage
from lianxin.language.reason import Refused, because


@dataclass(frozen=True, slots=True)
class Opened:
    """A path that was looked at: whose it is, and what is kept of it."""

    tie: Tie
    name: str
    path: MemberPath
    walked: Walked


@transaction.atomic
def begin(who: Who, unit_id: int, key: str, person: int | str, said: Said, now: datetime, ref: str = "") -> Tie:
    """Somebody sets out on a path: an applicant by name, or a member of the roll by id. Errors: Refused: a body that
    may not, a day that has not come, somebody who is on it already."""
    unit = member.led(who, unit_id)
    earlier = Tie.objects.filter(ref=f"path:{ref}").first() if ref else None
    if earlier is not None:
        return earlier
    pack = packs.of_town(unit.town_id or unit.pk)
    path = pack.said.paths.get(key)
    if path is None:
        raise Refused(because("path", "请选是哪一项", "choose which path it is"), field="path")
    rules.may_begin(pack, path, unit.kind)
    rules.reach(_ground(pack), path, {}, path.first, said, day_of(now))
    tie = Tie.objects.create(
        kind=PATH, role=key, person_id=_whose(path, unit, key, person, now), unit=unit, town_id=unit.town_id,
        state=ACTIVE, since=now, ref=f"path:{ref}" if ref else None,
    )  # fmt: skip
    _lay(tie, pack, path, Walked({path.first: said.on}, dict(said.numbers)), now)
    _record(who, "path.begin", tie, now)
    return tie


def _whose(path: MemberPath, unit: Unit, key: str, person: int | str, now: datetime) -> int:
    """The id of whoever sets out. Errors: Refused."""
    if path.of == "member":
        if not isinstance(person, int):
            raise Refused(because("not-found", "请选名册上的一位党员", "choose a member of the roll"), field="person")
        member.on_roll(person, unit, now)
        if Tie.objects.filter(kind=PATH, role=key, person_id=person, state=ACTIVE).exists():
            raise Refused(because("twice", "这一项已经登记着了", "it is noted already"), field="person")
        return person
    name = person.strip()[:40] if isinstance(person, str) else ""
    made = person_of(Contact(name=name), now)
    if made is None:
        raise Refused(because("name", "请写申请人姓名", "write the applicant's name"), field="name")
    made.save()
    return made.pk


def _locked(who: Who, tie_id: int) -> tuple[Tie, Unit, Pack, MemberPath]:
    """A path that he leads, locked, with its rules. Errors: Refused."""
    tie = Tie.objects.select_for_update(of=("self",)).filter(pk=tie_id, kind=PATH).first()
    if tie is None or tie.unit_id is None:
        raise Refused(because("not-found", "没有这一条", "there is no such line"))
    unit = member.led(who, tie.unit_id)
    pack = packs.of_town(unit.town_id or unit.pk)
    if tie.role not in pack.said.paths:
        raise Refused(because("not-found", "现在的规则里没有这一项了", "the rules know no such path any more"))
    return tie, unit, pack, pack.said.paths[tie.role]


def _walked(tie: Tie) -> Walked:
    walked = path_card.opened(tie)
    if not walked.days:
        raise Refused(because("erased", "保存期已过，日期已删除", "kept long enough: the days were erased"))
    return walked


@transaction.atomic
def look(who: Who, tie_id: int, now: datetime) -> Opened:
    """Open the days of a path. The look is written down. Errors: Refused."""
    tie, _, _, path = _locked(who, tie_id)
    _record(who, "path.look", tie, now)
    return Opened(tie, name_of(tie.person_id or 0), path, _walked(tie))


def name_of(person_id: int) -> str:
    """The name, also of somebody whose name is sealed."""
    person = Person.objects.get(pk=person_id)
    return seal.unseal(bytes(person.name_sealed), "person.name") if person.name_sealed else person.shown


@transaction.atomic
def reach(who: Who, tie_id: int, stage: str, said: Said, now: datetime) -> Tie:
    """A stage was reached: its day is kept, the member's card and the roll follow where the pack says so. Errors:
    Refused: a stage skipped, too early (with the day from which it may be), too late, a number outside its bounds."""
    tie, unit, pack, path = _locked(who, tie_id)
    walked = _walked(tie)
    rules.reach(_ground(pack), path, walked.days, stage, said, day_of(now))
    declared = path.stages[stage]
    days = {**walked.days, stage: said.on}
    _card(tie, declared, days.get(declared.card_day or stage, said.on), now)
    _roll(who, tie, unit, declared, said.on, now)
    reasons = {**walked.reasons, stage: said.reason.strip()} if said.reason.strip() else walked.reasons
    if rules.ended(path, days):
        tie.state, tie.until = ENDED, now
    _lay(tie, pack, path, Walked(days, {**walked.numbers, **said.numbers}, reasons), now)
    _record(who, "path.reach", tie, now)
    return tie


def _card(tie: Tie, stage: Stage, day: date, now: datetime) -> None:
    """The member's card says the same: a day is typed once."""
    if stage.card is None or tie.person_id is None:
        return
    dates = member_card.held(tie.person_id)
    if stage.card == "stopped":
        if dates.suspended is not None:
            zh, en = "已经停止党籍了，不能再停一次", "the membership is suspended already"
            raise Refused(because("suspended", zh, en), field="stage")
        said = replace(dates, suspended=day)
    elif stage.card == "resumed":
        months = seniority.months_without(dates.suspended, day) if dates.suspended is not None else 0
        said = replace(dates, suspended=None, stopped=dates.stopped + months)
    elif stage.card == "admitted":
        said = replace(dates, admitted=day)
    else:
        said = replace(dates, confirmed=day)
    member_card.must_be(said, day_of(now))
    member_card.keep(tie.person_id, said, now)


def _roll(who: Who, tie: Tie, unit: Unit, stage: Stage, on: date, now: datetime) -> None:
    """The roll of the branch follows: joined, confirmed, gone."""
    if stage.roll is None or tie.person_id is None:
        return
    held = Tie.objects.filter(roll.on(now), kind=roll.MEMBERSHIP, person_id=tie.person_id, unit=unit).first()
    day = max(on, day_of(held.since)) if held is not None else on
    if stage.roll == "leave":
        if held is not None:
            member.leave(who, held.pk, now, day)
    elif held is None:
        # The office knows the names of members; an applicant's was sealed.
        Person.objects.filter(pk=tie.person_id).update(shown=name_of(tie.person_id)[:40])
        member.join(who, unit.pk, tie.person_id, begin_of(on), now, stage.roll)
    else:
        member.reclass(who, held.pk, stage.roll, now, day)


@transaction.atomic
def note(who: Who, tie_id: int, on: date, now: datetime) -> Tie:
    """That what is due while a stage lasts was done (半年考察): its day, nothing of what was found. Errors: Refused."""
    tie, _, pack, path = _locked(who, tie_id)
    walked = _walked(tie)
    rules.note(path, walked.days, on, day_of(now))
    _lay(tie, pack, path, replace(walked, noted=max(on, walked.noted or on)), now)
    _record(who, "path.note", tie, now)
    return tie


@transaction.atomic
def take_back(who: Who, tie_id: int, now: datetime) -> Tie:
    """Take back the stage noted last, if it changed neither a member's card nor the roll; the first one takes the path
    with it. Errors: Refused."""
    tie, _, pack, path = _locked(who, tie_id)
    walked = _walked(tie)
    last = path.stages[walked.stage]
    if last.card is not None or last.roll is not None:
        zh, en = "这一步已经改了名册或党龄，不能撤回；请在名册上更正", "it changed the roll: put it right there"
        raise Refused(because("written", zh, en))
    days = dict(list(walked.days.items())[:-1])
    if days:
        numbers = {name: n for name, n in walked.numbers.items() if name not in last.asks}
        reasons = {stage: said for stage, said in walked.reasons.items() if stage in days}
        tie.state, tie.until = ACTIVE, None
        _lay(tie, pack, path, Walked(days, numbers, reasons), now)
    else:
        tie.state, tie.until = ENDED, now
        tie.save(update_fields=["state", "until"])
    _record(who, "path.take_back", tie, now)
    return tie


def _ground(pack: Pack) -> Ground:
    return Ground(pack, calendar())


def _lay(tie: Tie, pack: Pack, path: MemberPath, walked: Walked, now: datetime) -> None:
    """Seal the days; the tie says the stage, what is due when, and what was called to mind already."""
    path_card.keep(tie, walked, now)
    due = rules.reminders(_ground(pack), path, walked.days, walked.noted, day_of(now))
    said = {one.key: one.on.isoformat() for one in due}
    told = {key: on for key, on in tie.data.get("told", {}).items() if said.get(key) == on}
    tie.data = {"stage": walked.stage, "due": said, "told": told, "at": _at(said, told)}
    tie.save(update_fields=["state", "until", "data"])


def _at(due: dict[str, str], told: dict[str, str]) -> str | None:
    """The next day that nobody was reminded of."""
    return min((on for key, on in due.items() if told.get(key) != on), default=None)


def remind(now: datetime, most: int = 200) -> int:
    """Call to mind every stage whose day comes near, each once; how many. What becomes of it a person decides."""
    done = 0
    for town_id, key in Unit.objects.filter(kind="town").exclude(pack_key="").values_list("pk", "pack_key"):
        pack = packs.current(key)
        for name, path in pack.said.paths.items():
            until = rules.horizon(pack, path, day_of(now))
            ties = Tie.objects.filter(town_id=town_id, kind=PATH, role=name, state=ACTIVE)
            near = ties.filter(data__at__lte=until.isoformat()).order_by("id").values_list("pk", flat=True)
            for pk in near[: most - done]:
                done += _remind(pk, until.isoformat(), now)
    return done


@transaction.atomic
def _remind(tie_id: int, until: str, now: datetime) -> bool:
    tie = Tie.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=tie_id, state=ACTIVE).first()
    if tie is None:
        return False
    due, told = tie.data["due"], tie.data["told"]
    near = {key: on for key, on in due.items() if on <= until and told.get(key) != on}
    if not near:
        return False
    told = {**told, **near}
    tie.data = {**tie.data, "told": told, "at": _at(due, told)}
    tie.save(update_fields=["data"])
    _record(SYSTEM, "path.due", tie, now)
    return True


def _record(who: Who, act: str, tie: Tie, now: datetime) -> None:
    """The entry says which path and that it was done; never a day, a stage or a name."""
    record(
        who, act, "record", now, tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id, ours={"path": tie.role}
    )  # fmt: skip
