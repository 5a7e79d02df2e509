"""The five things an application of government may not do (国办函〔2026〕12号, 五个不得), looked for where they would
have to stand: in the columns of the tables and in the town's rules. And the list of what this one does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from lianxin.language.pack import Pack
from lianxin.language.reason import Text

COUNTED = re.compile(r"check_?in|streak|online_|last_seen|heartbeat|score|points?(_|$)|badge|rank|leaderboard")
INSTALLED = re.compile(r"install|last_login|logins?_|device|imei|user_agent")
FOLLOWED = re.compile(r"like(s|_count)|forward|shared?_count|study|page_views|visits_count|track")
TRADED = re.compile(r"price|fee(_|$)|payment|advert|coupon|sponsor")
PERSONAL = frozenset({"Person", "Account", "Tie", "Card", "Entry", "Notice", "Session"})
"""Tables of people: none of them may say where somebody was."""
WHERE = frozenset({"lat", "lon", "cell", "position"})


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked through, and what was found there; empty where it is absent."""

    looked: Text
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One of the five, with its checks."""

    number: int
    said: Text
    checks: tuple[Check, ...]

    @property
    def absent(self) -> bool:
        return not any(check.found for check in self.checks)


def rules(pack: Pack) -> tuple[Rule, ...]:
    """The five, each looked for in this installation and in the rules of a town."""
    columns = list(_columns())
    tables = len({table for table, _ in columns})

    def lacks(pattern: re.Pattern[str], zh: str, en: str) -> Check:
        found = tuple(f"{table}.{name}" for table, name in columns if pattern.search(name))
        where = Text(
            f"{tables} 张表、{len(columns)} 个字段里找{zh}", f"{en} in {len(columns)} columns of {tables} tables"
        )
        return Check(where, found)

    places = tuple(f"{table}.{name}" for table, name in columns if table in PERSONAL and name in WHERE)
    return (
        Rule(1, Text("随意或重复要求基层填表报数、交材料", "asking for forms, numbers and material again and again"),
             (_twice(pack), _ledgers(pack))),
        Rule(2, Text("打卡签到、积分排名、统计在线时长", "clocking in, points and ranks, time online"),
             (lacks(COUNTED, "打卡、积分、排名、在线时长", "clocking in, points, ranks, time online"), _judged(pack))),
        Rule(3, Text("强制推广下载、考核安装使用率、强制定期登录", "pressing people to install and to log in"),
             (lacks(INSTALLED, "安装、设备、登录次数和时间", "installs, devices, log-ins"),)),
        Rule(4, Text("以点赞、转发、学习时长作考核依据，非必要强制上传照片、轨迹",
                     "judging by likes and study time; forcing photographs and positions"),
             (lacks(FOLLOWED, "点赞、转发、浏览、学习时长", "likes, forwards, views, study time"), _photos(pack),
              Check(Text("记录人的表里找位置", "positions in the tables of people"), places))),
        Rule(5, Text("经营性活动", "doing business"),
             (lacks(TRADED, "价格、收费、支付、广告", "prices, fees, payments, advertising"),)),
    )  # fmt: skip


def _columns() -> Iterator[tuple[str, str]]:
    for model in apps.get_app_config("kernel").get_models():
        for field in model._meta.get_fields():
            if field.concrete:
                yield model.__name__, field.name


def _twice(pack: Pack) -> Check:
    """Two inputs that ask for the same thing."""
    asked: dict[str, list[str]] = {}
    for name, one in pack.said.inputs.items():
        asked.setdefault(one.label.zh, []).append(name)
    found = tuple(f"{label}（{'、'.join(names)}）" for label, names in asked.items() if len(names) > 1)
    number = len(pack.said.inputs)
    return Check(Text(f"{number} 个录入项里找问同一件事的", f"two of {number} inputs that ask the same"), found)


def _ledgers(pack: Pack) -> Check:
    """A ledger that counts nothing recorded would have to be filled in."""
    found = tuple(one.label.zh for one in pack.said.ledgers.values() if not one.counts)
    number = len(pack.said.ledgers)
    return Check(Text(f"{number} 本台账里找要另外填报的", f"one of {number} ledgers to be filled in apart"), found)


def _judged(pack: Pack) -> Check:
    """Appraisals and contests that judge people."""
    kinds: Mapping[str, Any] = {**pack.said.appraisals, **pack.said.contests}
    found = tuple(one.label.zh for one in kinds.values() if one.of == "person")
    return Check(
        Text(f"{len(kinds)} 种考核、评选里找给人打分的", f"one of {len(kinds)} appraisals that scores people"), found
    )


def _photos(pack: Pack) -> Check:
    """Steps that cannot be done without a photograph."""
    photos = {name for name, one in pack.said.inputs.items() if one.type == "photo"}
    steps = list(_steps(pack))
    found = tuple(label for label, needs in steps if photos & set(needs))
    return Check(
        Text(f"{len(steps)} 个办理动作里找必须上传照片的", f"one of {len(steps)} actions that needs a photo"), found
    )


def _steps(pack: Pack) -> Iterator[tuple[str, Iterable[str]]]:
    for kind in pack.said.matters.values():
        for step in kind.steps.values():
            for action in step.actions.values():
                yield f"{kind.label.zh}：{action.label.zh}", action.needs


def functions(pack: Pack, language: str = "zh") -> tuple[tuple[Text, tuple[str, ...]], ...]:
    """功能清单: what a town does with it, by the labels of its own rules."""
    said = pack.said
    parts: tuple[tuple[Text, Mapping[str, Any]], ...] = (
        (Text("办理的事项", "Matters"), said.matters),
        (Text("开展的活动", "Activities"), said.activities),
        (Text("登记的关系", "Ties"), said.ties),
        (Text("考核", "Appraisals"), said.appraisals),
        (Text("评选", "Contests"), said.contests),
        (Text("台账", "Ledgers"), said.ledgers),
        (Text("材料", "Papers"), said.papers),
    )
    return tuple((name, tuple(one.label.say(language) for one in kinds.values())) for name, kinds in parts if kinds)
