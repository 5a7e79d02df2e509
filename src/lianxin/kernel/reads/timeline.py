"""The story of a matter, read from its entries: plain sentences with who and when, and the path of its owners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from lianxin.adapters.catalogue import tongue
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs, reasons, sentences
from lianxin.kernel.reads.act_names import NAMES
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.reads.whole import Told, entries
from lianxin.language.pack import Pack
from lianxin.language.reason import Text
from lianxin.language.words import Action, FieldDecl

OWN = {
    "matter.file": gettext_noop("登记"),
    "matter.join": gettext_noop("又有一人反映同一件事，一起跟进"),
    "matter.spawn": gettext_noop("从上级事项派来"),
    "matter.ask": gettext_noop("请了人来帮忙"),
    "matter.correct": gettext_noop("改正判断"),
    "matter.sample": gettext_noop("抽查：不看机器的答案再判断"),
    "matter.merge": gettext_noop("并入另一件"),
    "matter.undo": gettext_noop("导入有误，整批撤销"),
    "matter.absorb": gettext_noop("另一件并了进来"),
    "matter.split": gettext_noop("拆出来，重新单独办理"),
    "matter.let_go": gettext_noop("并错的一件拆了出去"),
    "matter.part": gettext_noop("从另一件分出来，另立这一件"),
    "matter.differs": gettext_noop("一位反映人说不是同一件事，请核对"),
    "matter.same": gettext_noop("核对过，是同一件事，已告诉反映人"),
    "matter.leave": gettext_noop("一位反映人撤回了他的反映，还有别人反映，接着办"),
    "matter.unfollow": gettext_noop("一位跟进的人不再跟进"),
    "matter.vouch": gettext_noop("一位反映人说已解决"),
    "matter.tally": gettext_noop("按反映人的回答办结"),
    "matter.lead": gettext_noop("定为牵头，另有事项挂上来"),
    "matter.hang": gettext_noop("挂到牵头的一件上，一并答复"),
    "matter.release": gettext_noop("不再挂在一起"),
    "matter.lead_told": gettext_noop("牵头的一件有了进展，已告诉反映人"),
    "matter.lead_reopened": gettext_noop("牵头的一件重新办理，已告诉反映人"),
    "matter.reveal": gettext_noop("查看了联系方式或原话"),
    "matter.show_photo": gettext_noop("公开了一张照片"),
    "matter.hide_photo": gettext_noop("不再公开一张照片"),
    "matter.erase": gettext_noop("联系方式保存期满，已删除"),
    "clock.soon": gettext_noop("快到期了"),
    "clock.late": gettext_noop("到期了"),
    "clock.broken": gettext_noop("规则有误，期限没能处理，等管理员看"),
    "activity.resolve": gettext_noop("由一场活动议定，立成这件事"),
    "arrival.note": gettext_noop("记下一人到达（战时）"),
    "arrival.stand_down": gettext_noop("转回平时，个人到达时刻已删除"),
    "unit.dissolve": gettext_noop("随任务结束撤销"),
    "matter.remind": gettext_noop("到期提醒"),
    "matter.escalate": gettext_noop("超期升级"),
}
"""What the kernel's own acts are called; a pack's actions bring their own labels."""
JOINED = gettext_noop("又有 %(n)d 人反映同一件事，一起跟进")
AGAIN, AGAINS = gettext_noop("同一位反映人又说了一次"), gettext_noop("反映过的人又说了 %(n)d 次")
"""A telling of somebody who told it before (acts.joining): it is said that he did, never who."""
NUMBERED = frozenset(
    "matter.merge matter.absorb matter.split matter.let_go matter.part matter.hang matter.lead_told"  # noqa: SIM905
    " matter.lead_reopened".split()
)
"""Acts that concern another matter too, which is named by its number."""
QUOTED = frozenset({"matter.lead_told", "matter.lead_reopened"})
"""Acts of which staff read what its reporters were told: who asks by telephone hears the same."""
CHANNELS = {
    "web": gettext_noop("网页"),
    "qr": gettext_noop("扫码"),
    "phone": gettext_noop("电话"),
    "desk": gettext_noop("窗口"),
    "paper": gettext_noop("纸质登记"),
    "sheet": gettext_noop("表格导入"),
    "api": gettext_noop("接口"),
    "open311": gettext_noop("接口"),
    "grid": gettext_noop("网格"),
    "internal": gettext_noop("内部"),
}
HIDDEN = frozenset({"photo", "unit"})
"""Answers that the sentence or the photos already show."""


@dataclass(frozen=True, slots=True)
class Knot:
    """One entry as people read it. `said` are (label, value) of what was filled in; '' labels speak for themselves."""

    id: int
    at: datetime
    act: str
    what: str
    who: str
    why: str = ""
    said: tuple[tuple[str, str], ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """One owner of the matter on its way: since when, and why it came there."""

    owner: str
    since: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Knots from first to last, and the way from owner to owner. `looks` are the reveals, kept apart."""

    knots: tuple[Knot, ...]
    path: tuple[Stay, ...]
    looks: tuple[Knot, ...] = field(default=())


def story(matter: Matter, language: str = "zh", told: Sequence[Told] | None = None) -> Story:
    """The whole story of a matter, in one query; in none when its entries are at hand (`told`). Who joined one after
    another, in the same way, is one knot: how many, and when the last did."""
    pack, where = packs.pinned(matter.pack_id), directory(matter.town_id)
    knots: list[Knot] = []
    path: list[Stay] = []
    looks: list[Knot] = []
    joined, again = 1, False
    for entry in entries(matter.pk) if told is None else told:
        knot = _knot(entry, matter, pack, where, language)
        if entry.act == "matter.join" and again == ("again" in entry.data) and _same(knots, knot):
            joined += 1
            knots[-1] = replace(knot, what=tongue(language)(AGAINS if again else JOINED) % {"n": joined})
            continue
        if entry.act != "matter.reveal":
            joined, again = 1, "again" in entry.data
        (looks if entry.act == "matter.reveal" else knots).append(knot)
        owner = where.owner(entry.data, language)
        if owner and (not path or path[-1].owner != owner):
            path.append(Stay(owner, entry.at, reasons.why(entry.data, pack, where, language)))
    return Story(tuple(knots), tuple(path), tuple(looks))


def _same(knots: Sequence[Knot], knot: Knot) -> bool:
    return bool(knots) and (knots[-1].act, knots[-1].who) == (knot.act, knot.who)


def channel(key: str, language: str) -> str:
    """A channel in words."""
    return tongue(language)(CHANNELS[key]) if key in CHANNELS else key


def _knot(entry: Told, matter: Matter, pack: Pack, where: Directory, language: str) -> Knot:
    data, gettext = entry.data, tongue(language)
    action = _action(pack, matter.kind, entry)
    what = action.label.say(language) if action else own(entry.act, language)
    if "again" in data and entry.act == "matter.join":
        what = gettext(AGAIN)
    if entry.act in NUMBERED:
        what += gettext("：") + str(data.get("number", ""))
    if ended := _clock(entry, matter, pack, language):
        what = gettext("%(clock)s：%(what)s") % {"clock": ended, "what": what}
    if entry.act == "matter.file" and data.get("channel"):
        what = gettext("%(what)s（%(how)s）") % {"what": what, "how": channel(data["channel"], language)}
    if action and action.one_tap and entry.role not in ("reporter", "") and "reporter" in action.who:
        what = gettext("%(what)s（代反映人）") % {"what": what}
    if (owner := where.owner(data, language)) and entry.act != "matter.join":
        what = gettext("%(what)s，交%(owner)s") % {"what": what, "owner": owner}
    said = _said(data, matter, pack, where, language)
    if entry.act in QUOTED:
        said = (("", _quoted(data, language)), *said)
    if entry.act == "matter.tally":
        said = (("", sentences.tally(data).say(language)), *said)
    if entry.act == "matter.correct":
        what = what if data.get("changed") else gettext("确认判断")
        said = (*_read(data, pack, where, language), *said)
    if entry.act == "matter.sample":
        said = (*_sampled(data, pack, language), *said)
    return Knot(
        entry.id, entry.at, entry.act, what, _who(entry, pack, language), reasons.whole(data, pack, where, language),
        said, _state(entry, matter, pack),
    )  # fmt: skip


def own(act: str, language: str) -> str:
    """An act of the kernel in words: as a matter's story says it, else as the audit does."""
    if act in OWN:
        return tongue(language)(OWN[act])
    zh, en = NAMES.get(act, (act, act))
    return en if language.startswith("en") else zh


def _action(pack: Pack, kind: str, entry: Told) -> Action | None:
    key = entry.act.removeprefix("matter.")
    step = pack.kind(kind).steps.get(entry.before)
    found = (pack.actions(kind, entry.before) if step else {}).get(key)
    return found or (pack.said.actions.get(key) if entry.act not in OWN else None)


def _clock(entry: Told, matter: Matter, pack: Pack, language: str) -> str:
    """The term an entry of the machine speaks of, since a matter may have several; '' where it speaks of none."""
    if entry.person is not None or entry.role:
        return ""
    clocks, action = pack.kind(matter.kind).clocks, entry.act.removeprefix("matter.")
    rung = [key for key, clock in clocks.items() if clock.late == action and entry.before in clock.runs_at]
    key = entry.data.get("clock", rung[0] if len(rung) == 1 else "")
    return clocks[key].label.say(language) if key in clocks else ""


def _who(entry: Told, pack: Pack, language: str) -> str:
    gettext = tongue(language)
    if entry.role == "reporter":
        return gettext("反映人")
    if entry.person is None:
        return gettext("系统") if entry.verb != "file" else gettext("反映人")
    role = pack.said.roles.get(entry.role)
    name = entry.unit_en if language.startswith("en") and entry.unit_en else entry.unit
    parts = [entry.person, role.label.say(language) if role else "", name]
    return " · ".join(part for part in parts if part)


def _said(
    data: Mapping[str, Any], matter: Matter, pack: Pack, where: Directory, language: str
) -> tuple[tuple[str, str], ...]:
    found = []
    if data.get("reason"):
        found.append(("", str(data["reason"])))
    for name, value in data.get("answers", {}).items():
        try:
            declared = pack.asked(matter.kind, name)
        except KeyError:
            continue
        if name in HIDDEN or declared.type == "photo" or value in (None, ""):
            continue
        label = "" if declared.type == "longtext" else declared.label.say(language)
        found.append((label, shown(pack, declared, value, where, language)))
    return tuple(found)


def _quoted(data: Mapping[str, Any], language: str) -> str:
    """What the reporters were told, without the number that the knot names."""
    said = Text(str(data.get("told", "")), str(data.get("told_en", ""))).say(language)
    return said.removeprefix(str(data.get("number", ""))).lstrip("：: ,")


def shown(pack: Pack, declared: FieldDecl, value: Any, where: Directory, language: str = "zh") -> str:
    """An answer as people read it: choices and items by their label, units by name, money with its sign."""
    gettext = tongue(language)
    if declared.type == "flag":
        return gettext("是") if value else gettext("否")
    if declared.type == "choice" and value in declared.choices:
        return declared.choices[value].say(language)
    if declared.type == "item" and declared.list:
        item = pack.said.lists.get(declared.list, {}).get(str(value))
        return item.label.say(language) if item else str(value)
    if declared.type == "unit" and isinstance(value, int) and value in where.rows:
        return where.rows[value].say(language)
    return f"¥ {value}" if declared.type == "money" else str(value)


def _read(data: Mapping[str, Any], pack: Pack, where: Directory, language: str) -> list[tuple[str, str]]:
    """What became of the reading: what was changed, from what to what, and what was found right."""
    gettext = tongue(language)
    names = {"nature": gettext("性质"), "topic": gettext("主题"), "place": gettext("地点")}

    def say(name: str, value: Any) -> str:
        if name == "place":
            row = where.rows.get(value or 0)
            return row.say(language) if row else gettext("未定")
        return label(pack, name, str(value or ""), language) or gettext("未定")

    changed = data.get("changed", {}).items()
    confirmed = data.get("confirmed", {}).items()
    return [(names[name], f"{say(name, old)} → {say(name, new)}") for name, (old, new) in changed] + [
        (names[name], say(name, value)) for name, value in confirmed
    ]


def _sampled(data: Mapping[str, Any], pack: Pack, language: str) -> list[tuple[str, str]]:
    gettext = tongue(language)
    names = {"nature": gettext("性质"), "topic": gettext("主题")}
    return [(names[name], label(pack, name, value, language)) for name, value in data.get("sampled", {}).items()]


def label(pack: Pack, vocabulary: str, key: str, language: str = "zh") -> str:
    """What a nature or topic is called; '' when none was found."""
    declared = pack.said.understanding.get(vocabulary)
    found = declared.labels.get(key) if declared else None
    return found.say(language) if found else key


def _state(entry: Told, matter: Matter, pack: Pack) -> str:
    """The look of the knot: late, stopped, joy (solved), or plain."""
    if entry.act == "matter.escalate":
        return "late"
    if entry.act == "matter.suspend":
        return "stopped"
    kind = pack.kind(matter.kind)
    after = kind.steps.get(entry.after)
    if after and after.end and kind.endings[after.end].counts == "solved" and entry.before != entry.after:
        return "joy"
    return ""
