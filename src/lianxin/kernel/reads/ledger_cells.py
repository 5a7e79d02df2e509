"""The cells of a ledger's rows: what each column says of a record, masked where it could say who."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lianxin.intake import privacy
from lianxin.kernel import tie_abilities
from lianxin.kernel.models import Activity, Matter, Person, Tie
from lianxin.kernel.models.matter import MERGED
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.agreement import delivered
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.light import colour
from lianxin.kernel.tie_facts import ACTIVE, ENDED, INTENT, span_of
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI, last_day
from lianxin.language.clock import moment
from lianxin.language.indicators import Ledger
from lianxin.language.pack import Pack

LABELS: dict[str, tuple[str, str]] = {
    "number": ("编号", "Number"), "title": ("事由", "What"), "kind": ("类别", "Kind"),
    "step": ("进展", "Step"), "state": ("状态", "State"), "ending": ("结果", "Result"),
    "owner": ("承办单位", "Owner"), "place": ("地点", "Place"), "topic": ("主题", "Topic"),
    "received": ("收到日期", "Received"), "due": ("期限", "Due"), "closed": ("办结日期", "Closed"),
    "reporters": ("反映人数", "Reporters"), "light": ("红黄绿", "Light"),
    "unit": ("单位", "Unit"), "organisers": ("主办、承办", "Organisers"),
    "starts": ("时间", "Starts"), "ends": ("结束", "Ends"), "present": ("到场", "Present"),
    "role": ("身份", "Role"), "person": ("姓名", "Name"), "toward": ("对象", "With"),
    "other": ("对方单位", "Other unit"), "since": ("开始", "Since"), "until": ("结束", "Until"),
    "deliveries": ("履约次数", "Deliveries"), "served": ("惠及人次", "People-times"),
}  # fmt: skip
LIGHTS = {
    "green": ("绿 按时", "Green"), "amber": ("黄 快到期", "Amber"), "red": ("红 超期", "Red"),
    "stopped": ("挂账", "Stopped"), "done": ("办结", "Closed"),
    "none": ("未定期限", "No term"),
}  # fmt: skip
SEALED = "••••"
JOINED = ("已合并", "Joined to another")
STATES = {
    True: ("在办", "open"), False: ("办结", "closed"), "open": ("在办", "open"), "closed": ("办结", "closed"),
    "planned": ("计划", "planned"), "held": ("已举行", "held"), "cancelled": ("取消", "cancelled"),
    INTENT: ("等同意", "waiting for consent"), ACTIVE: ("在册", "standing"), ENDED: ("已结束", "ended"),
}  # fmt: skip


class Light(str):
    """A cell that is a matter's clock: its words, and the state that a page draws."""

    state = ""

    @classmethod
    def of(cls, state: str, language: str) -> Light:
        """The light of a state, in words."""
        made = cls(LIGHTS[state][1 if language.startswith("en") else 0])
        made.state = state
        return made


def heads(pack: Pack, ledger: Ledger, language: str = "zh") -> list[str]:
    """The column heads of a ledger."""
    return [_head(pack, ledger, column, language) for column in ledger.columns]


def _head(pack: Pack, ledger: Ledger, column: str, language: str) -> str:
    place = 1 if language.startswith("en") else 0
    if column in LABELS:
        return LABELS[column][place]
    sort, _, name = column.partition(".")
    kinds: dict[str, Any] = getattr(pack.said, ledger.counts)
    for kind in ledger.kinds or kinds:
        declared = kinds.get(kind)
        if declared is None:
            continue
        if sort == "fields" and name in declared.fields:
            return str(declared.fields[name].label.say(language))
        if sort == "done":
            for step in getattr(declared, "steps", {}):
                action = pack.actions(kind, step).get(name)
                if action is not None:
                    return f"{action.label.say(language)}{('日期', ' on')[place]}"
    return name


def cells_of(
    ledger: Ledger, records: Sequence[Any], who: Who, now: datetime, language: str = "zh"
) -> list[tuple[int, str, list[Any]]]:
    """A row for each record: its number in the database, the group it stands in, its cells. People of a tie are named
    to those who may see the tie."""
    people = _people(records, who) if ledger.counts == "ties" else {}
    kept = _kept(records) if {"deliveries", "served"} & set(ledger.columns) else {}
    group = {"unit": "owner" if ledger.counts == "matters" else "unit", "": ""}.get(ledger.group, ledger.group)
    return [
        (
            one.pk,
            str(_cell(one, group, language, people)) if group else "",
            [
                kept.get(one.pk, {}).get(column, 0)
                if column in ("deliveries", "served")
                else _light(one, now, language)
                if column == "light"
                else _cell(one, column, language, people)
                for column in ledger.columns
            ],
        )
        for one in records
    ]


def _light(matter: Matter, now: datetime, language: str) -> Light:
    return Light.of(colour(matter, now) or "none", language)


def _people(records: Sequence[Tie], who: Who) -> dict[int, str]:
    seen = [tie for tie in records if _sees(who, tie)]
    ids = {pk for tie in seen for pk in (tie.person_id, tie.toward_id) if pk is not None}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "shown"))


def _kept(records: Sequence[Tie]) -> dict[int, dict[str, int]]:
    """How often each agreement was kept, and how many people-times that served, corrections laid on. One query."""
    by_pk, found = {tie.pk: tie for tie in records}, dict[int, dict[str, int]]()
    for one in delivered(by_pk):
        said = found.setdefault(one.tie_id, {"deliveries": 0, "served": 0})
        said["deliveries"] += 1
        tie = by_pk[one.tie_id]
        kind = packs.pinned(tie.pack_id or 0).said.ties[tie.kind]
        promised = kind.deliveries.commitments.get(one.commitment) if kind.deliveries is not None else None
        said["served"] += one.n if promised is not None and promised.counts == "people_times" else 0
    return found


def _sees(who: Who, tie: Tie) -> bool:
    kind = packs.pinned(tie.pack_id).said.ties.get(tie.kind) if tie.pack_id else None
    return kind is not None and tie_abilities.may_see(who, kind, tie)


def _cell(one: Any, column: str, language: str, people: dict[int, str]) -> Any:
    sort, _, name = column.partition(".")
    if sort == "fields":
        return _field(one, name, language)
    if sort == "done":
        at, _, _ = str(one.done_at.get(name, "")).partition(" ")  # who did it stands behind when
        return moment(at).date() if at else ""
    where = directory(one.town_id)
    if isinstance(one, Matter):
        return _of_matter(one, column, where, language)
    if isinstance(one, Activity):
        return _of_activity(one, column, where, language)
    return _of_tie(one, column, where, people, language)


def _field(one: Any, name: str, language: str) -> Any:
    pack = packs.pinned(one.pack_id)
    kinds: dict[str, Any] = getattr(pack.said, {Matter: "matters", Activity: "activities", Tie: "ties"}[type(one)])
    declared = kinds[one.kind].fields.get(name) if one.kind in kinds else None
    declared = declared or pack.said.inputs.get(name)
    value = (one.data.get("fields", {}) if isinstance(one, Tie) else one.fields).get(name)
    if value in (None, ""):
        return ""
    if declared is not None and declared.sensitivity == "sealed":
        return SEALED
    if isinstance(value, list):
        between = ", " if language.startswith("en") else "、"
        return between.join(_word(pack, declared, str(each), language) for each in value)
    if declared is not None and isinstance(value, str) and (value in declared.choices or declared.list):
        return _word(pack, declared, value, language)
    return privacy.redact(value)[0] if isinstance(value, str) else value


def _word(pack: Pack, declared: Any, key: str, language: str) -> str:
    """A choice, or an item of a list, in words."""
    items = pack.said.lists.get(declared.list or "", {}) if declared is not None else {}
    if key in items:
        return items[key].label.say(language)
    return declared.choices[key].say(language) if declared is not None and key in declared.choices else key


def _name(where: Directory, unit_id: int | None, language: str) -> str:
    row = where.rows.get(unit_id) if unit_id is not None else None
    return row.say(language) if row else ""


def _date(at: datetime | None) -> Any:
    return at.astimezone(SHANGHAI).date() if at is not None else ""


def _of_matter(one: Matter, column: str, where: Directory, language: str) -> Any:
    pack = packs.pinned(one.pack_id)
    kind = pack.kind(one.kind)
    topics = pack.said.understanding.get("topic")
    said = {
        "number": lambda: one.number,
        "title": lambda: one.title,
        "kind": lambda: kind.label.say(language),
        "step": lambda: step(one, kind, language),
        "state": lambda: state(one.is_open, language),
        "ending": lambda: kind.endings[one.outcome].label.say(language) if one.outcome in kind.endings else "",
        "owner": lambda: _name(where, one.owner_id, language),
        "place": lambda: _name(where, one.place_id, language),
        "topic": lambda: topics.labels[one.topic].say(language) if topics and one.topic in topics.labels else "",
        "received": lambda: _date(one.received_at),
        "due": lambda: last_day(one.due_at) if one.due_at else "",
        "closed": lambda: _date(one.closed_at),
        "reporters": lambda: one.reporters,
    }
    return said[column]() if column in said else ""


def step(one: Matter, kind: Any, language: str) -> str:
    """How far a matter is, in words; what was joined to another waits for nothing at the step where it was left."""
    if one.outcome == MERGED:
        return JOINED[language.startswith("en")]
    return str(kind.steps[one.step].label.say(language)) if one.step in kind.steps else one.step


def state(said: Any, language: str) -> str:
    """A state in words: of a matter whether it is open, of an activity or a tie how far it is."""
    known = STATES.get(said)
    return known[1 if language.startswith("en") else 0] if known else str(said or "")


def _of_activity(one: Activity, column: str, where: Directory, language: str) -> Any:
    kinds = packs.pinned(one.pack_id).said.activities
    present = one.figures.get("heads", {})
    said = {
        "title": lambda: one.title,
        "kind": lambda: kinds[one.kind].label.say(language) if one.kind in kinds else one.kind,
        "state": lambda: state(one.state, language),
        "unit": lambda: _name(where, one.unit_id, language),
        "organisers": lambda: _name(where, one.unit_id, language),
        "place": lambda: _name(where, one.place_id, language) or one.place_text,
        "starts": lambda: _date(one.starts_at),
        "ends": lambda: _date(one.ends_at),
        "present": lambda: present.get("said") or present.get("least", ""),
    }
    return said[column]() if column in said else ""


def _of_tie(one: Tie, column: str, where: Directory, people: dict[int, str], language: str) -> Any:
    kinds = packs.pinned(one.pack_id).said.ties if one.pack_id else {}
    said = {
        "kind": lambda: kinds[one.kind].label.say(language) if one.kind in kinds else one.kind,
        "role": lambda: one.role,
        "state": lambda: state(one.state, language),
        "person": lambda: people.get(one.person_id or 0, ""),
        "toward": lambda: people.get(one.toward_id or 0, ""),
        "unit": lambda: _name(where, one.unit_id, language),
        "other": lambda: _name(where, one.other_id, language),
        "since": lambda: _date(one.since),
        "until": lambda: span_of(one).until or "",
    }
    return said[column]() if column in said else ""
