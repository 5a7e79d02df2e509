"""What a town still lacks before it can be relied on, in plain words with what to do. Also read by `lianxin check`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Q

from lianxin.kernel.models import Tie, Unit
from lianxin.kernel.reads import audit_view, drift, packs, sample
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Row, directory
from lianxin.kernel.reads.reading import QUESTIONS
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.words import Role

CALENDAR_AHEAD = timedelta(days=90)
UNSEALED = timedelta(hours=1)
UNSEEN = timedelta(minutes=10)
NEEDED = ("file", "board", "manage_people", "read_audit")
"""Powers somebody must hold in a town that works."""
ACTING = ("office", "department", "community")
"""Kinds of unit to which matters are sent."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is missing. `town_id` is None for what concerns the whole installation."""

    level: Literal["error", "warning", "note"]
    zh: str
    en: str
    remedy: str
    town_id: int | None = None

    def say(self, language: str = "zh") -> str:
        return self.en if language.startswith("en") else self.zh


def findings(now: datetime, towns: Iterable[int] | None = None) -> list[Finding]:
    """All findings for these towns (all that have a pack, when None) and for what they share."""
    found = [*_calendar(now), *_sealing(now), *_worker(now)]
    working = Unit.objects.filter(kind="town", closed_at__isnull=True).exclude(pack_key="").order_by("id")
    if towns is not None:
        working = working.filter(pk__in=list(towns))
    units = list(working)
    if not units and towns is None:
        found.append(Finding("error", "还没有街镇", "there is no town yet", "lianxin town init (docs/deploy.md)"))
    for town in units:
        found += _of_town(town, now)
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda finding: order[finding.level])


def _of_town(town: Unit, now: datetime) -> list[Finding]:
    try:
        pack = packs.of_town(town.pk)
    except packs.NoPack:
        text = f"{town.name}：规则包“{town.pack_key}”没有发布", f"{town.name}: pack “{town.pack_key}” is not published"
        return [Finding("error", *text, "lianxin prepare", town.pk)]
    asked: tuple[Callable[[Unit, Pack, datetime], list[Finding]], ...] = (
        _fallback,
        _roles,
        _alone,
        _sites,
        _values,
        _understanding,
    )
    return [finding for ask in asked for finding in ask(town, pack, now)]


def _calendar(now: datetime) -> list[Finding]:
    last = date(max(calendar().years), 12, 31)
    if last >= (now + CALENDAR_AHEAD).date():
        return []
    year = last.year + 1
    return [
        Finding(
            "error" if last < (now + timedelta(days=30)).date() else "warning",
            f"工作日历只到 {last.year} 年 12 月 31 日，之后的期限算不出来",
            f"the working calendar ends on 31 December {last.year}; no deadline can be worked out beyond it",
            f"上传 {year} 年的放假安排：/office/calendar/ / upload the arrangement of {year}",
        )
    ]


def _sealing(now: datetime) -> list[Finding]:
    view = audit_view.seal_view()
    if view.oldest is None or now - view.oldest < UNSEALED:
        return []
    return [
        Finding(
            "warning",
            f"有 {view.waiting} 条记录超过一小时还没有封存",
            f"{view.waiting} entries have waited over an hour to be sealed",
            "看后台任务是否在运行：lianxin worker / see that the worker runs",
        )
    ]


def _worker(now: datetime) -> list[Finding]:
    seen = audit_view.heartbeat()
    if seen is None or now - seen < UNSEEN:
        return []
    return [
        Finding(
            "error",
            "后台任务没有在运行：期限不会提醒，通知发不出去",
            "the worker is not running: no reminders, no notices",
            "lianxin worker (systemd: lianxin-worker)",
        )
    ]


def _fallback(town: Unit, pack: Pack, now: datetime) -> list[Finding]:
    where = directory(town.pk)
    if pack.said.fallback and pack.said.fallback in where.by_key:
        return []
    return [
        Finding(
            "error",
            f"{town.name}：没有兜底单位，没有去处的事会丢",
            f"{town.name}: no fallback unit; what no rule matches would be lost",
            "在规则包里写 fallback / write `fallback` in the pack",
            town.pk,
        )
    ]


def _held(town: Unit, now: datetime) -> list[tuple[str, int]]:
    ties = Tie.objects.filter(kind="post", unit__town_id=town.pk, person__account__is_active=True)
    ties = ties.filter(Q(until__isnull=True) | Q(until__gt=now))
    return [(role, unit) for role, unit in ties.values_list("role", "unit_id") if unit is not None]


def _roles(town: Unit, pack: Pack, now: datetime) -> list[Finding]:
    held = {role for role, _ in _held(town, now)}
    needed = _needed(pack)
    free = {key: role for key, role in pack.said.roles.items() if key not in held and role.in_town}
    must = [role for key, role in free.items() if key in needed]
    rest = [role for key, role in free.items() if key not in needed and role.staff]
    return [*_unheld(town, "warning", must), *_unheld(town, "note", rest)]


def _unheld(town: Unit, level: Literal["warning", "note"], roles: list[Role]) -> list[Finding]:
    if not roles:
        return []
    zh, en = "、".join(role.label.zh for role in roles), ", ".join(role.label.say("en") for role in roles)
    return [
        Finding(
            level,
            f"{town.name}：没有人担任{zh}",
            f"{town.name}: nobody holds: {en}",
            "到 /office/people/ 任职并发出邀请 / appoint and invite somebody (/office/people/)",
            town.pk,
        )
    ]


def _needed(pack: Pack) -> set[str]:
    """Roles without which a step of some matter cannot be taken by anybody else, and those with needed powers."""
    alone: set[str] = set()
    for name, kind in pack.said.matters.items():
        for step in kind.steps:
            for action in pack.actions(name, step).values():
                who = set(action.who) & set(pack.said.roles)
                if action.main and len(who) == 1 and not set(action.who) - who:
                    alone |= who
    single: dict[str, list[str]] = {
        power: [key for key, role in pack.said.roles.items() if power in role.may] for power in NEEDED
    }
    return alone | {keys[0] for keys in single.values() if len(keys) == 1}


def _acts(role: Role) -> bool:
    return role.staff and role.at in ("owner", "place")


def _alone(town: Unit, pack: Pack, now: datetime) -> list[Finding]:
    """Units to which matters are sent and at which (or above which) nobody can act."""
    where = directory(town.pk)
    acting = {unit for role, unit in _held(town, now) if role in pack.said.roles and _acts(pack.said.roles[role])}
    empty = [
        row
        for row in where.of_kind(*ACTING)
        if not acting & (set(row.chain) - set(where.town.chain)) and not _from_within(where.rows, row.id, acting)
    ]
    if not empty:
        return []
    names = "、".join(row.name for row in empty[:5])
    more = f"等 {len(empty)} 个单位" if len(empty) > 5 else ""
    return [
        Finding(
            "warning",
            f"{town.name}：{names}{more}还没有人能办事",
            f"{town.name}: nobody can act at {len(empty)} units ({', '.join(row.say('en') for row in empty[:5])})",
            "到 /office/people/ 给这些单位任职 / give somebody a post at these units",
            town.pk,
        )
    ]


def _from_within(rows: Mapping[int, Row], unit_id: int, acting: set[int]) -> bool:
    """Whether somebody with a post below the unit can act for it (a station in its community)."""
    return any(unit_id in rows[post].chain for post in acting if post in rows)


def _sites(town: Unit, pack: Pack, now: datetime) -> list[Finding]:
    sites = Unit.objects.filter(town_id=town.pk, tree="site", closed_at__isnull=True)
    total, bare = sites.count(), sites.filter(slug__isnull=True).count()
    if total and not bare:
        return []
    if not total:
        text = f"{town.name}：还没有驿站、服务中心", f"{town.name}: there is no site yet"
        return [Finding("note", *text, "在规则包里写站点 / write sites in the pack", town.pk)]
    return [
        Finding(
            "warning",
            f"{town.name}：{bare} 个站点没有二维码",
            f"{town.name}: {bare} sites have no QR code",
            "lianxin town init 会补上 / run lianxin town init again",
            town.pk,
        )
    ]


def _values(town: Unit, pack: Pack, now: datetime) -> list[Finding]:
    """Values that stop to hold within 90 days, and those that rest on what was not confirmed."""
    day = now.date()
    found = []
    for key, value in pack.said.values.items():
        ends = max((one.until or date.max) for one in value.dated)
        if ends < (now + CALENDAR_AHEAD).date():
            found.append(
                Finding(
                    "error" if ends < day else "warning",
                    f"{town.name}：参数“{value.label.zh}”{ends} 到期，之后没有值",
                    f"{town.name}: the value “{value.label.say('en')}” ends on {ends}",
                    f"在规则包 values.{key} 里补一条 / add a line under values.{key}",
                    town.pk,
                )
            )
    return found


def _understanding(town: Unit, pack: Pack, now: datetime) -> list[Finding]:
    """Sure answers that a person, who did not see them, found wrong too often in the last weeks."""
    least = sample.least(pack, now.astimezone(SHANGHAI).date())
    if least is None:
        return []
    found = []
    for name in QUESTIONS:
        whole = drift.together(drift.weeks([town.pk], name, now))
        share, declared = whole.share, pack.said.understanding.get(name)
        if share is None or declared is None or not whole.below(least):
            continue
        sure = whole.surely_below(least)
        zh, en = ("不像是碰巧", "hardly by chance") if sure else ("也可能是碰巧", "perhaps by chance")
        right = f"{share.value:.1f}%"
        found.append(
            Finding(
                "warning" if sure else "note",
                f"{town.name}：机器有把握的“{declared.label.zh}”，近 {drift.WEEKS} 周抽查 {whole.n} 件，"
                f"对了 {whole.right} 件（{right}），低于 {least:.0%}，{zh}",
                f"{town.name}: of {whole.n} sure answers to “{declared.label.say('en')}” sampled in {drift.WEEKS} "
                f"weeks, {whole.right} were right ({right}), below {least:.0%}, {en}",
                "照新办的事再学一次（lianxin intake train），看 /office/understanding/ / train again",
                town.pk,
            )
        )
    return found


ASKED: tuple[Callable[[Unit, Pack, datetime], list[Finding]], ...] = (
    _fallback,
    _roles,
    _alone,
    _sites,
    _values,
    _understanding,
)
