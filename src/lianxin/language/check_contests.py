"""What makes the words for appraisals, contests and honours wrong: people scored, numbers that rest on nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Protocol

from lianxin.language import appraisal as trees
from lianxin.language import dated, rounds
from lianxin.language.appraisals import Amount, Appraisal, Honour, Item
from lianxin.language.check_clocks import rests
from lianxin.language.contests import Contest, Prize, Round
from lianxin.language.exact import number
from lianxin.language.pack import Pack
from lianxin.language.source import Fault, Key, Tree


class Checker(Protocol):
    """What the checker of packs offers to those who check one kind of word."""

    pack: Pack
    tree: Tree
    on: date

    def dangling(self, at: Key, what_zh: str, what_en: str, name: str, known: object) -> Iterator[Fault]: ...
    def source(self, at: Key, name: str | None) -> Iterator[Fault]: ...
    def people(self, at: Key, who: list[str]) -> Iterator[Fault]: ...


def faults(checker: Checker) -> Iterator[Fault]:
    """Everything wrong with a pack's appraisals, contests and honours."""
    said = checker.pack.said
    for key, appraisal in said.appraisals.items():
        yield from _appraisal(checker, ("appraisals", key), appraisal)
    for key, contest in said.contests.items():
        yield from _contest(checker, ("contests", key), contest)
    for key, honour in said.honours.items():
        yield from _honour(checker, ("honours", key), honour)


def _person(checker: Checker, at: Key, of: str) -> Iterator[Fault]:
    if of == "person":
        yield checker.tree.fault(
            (*at, "of"),
            "不给人打分、排名：考核和评选的是单位、站点、事项和作品（国办函〔2026〕12号“五个不得”）",
            "people are neither scored nor ranked; units, sites, matters and works are (国办函〔2026〕12号)",
            "改成 unit、site、matter 或 work；表彰个人写进 honours，只登记、不计算",
            "write unit, site, matter or work; honours of people are recorded under honours, never computed",
        )


def _kinds(checker: Checker, at: Key, of: str, kinds: Iterable[str]) -> Iterator[Fault]:
    said = checker.pack.said
    known = said.matters if of == "matter" else said.unit_kinds
    for kind in kinds:
        yield from checker.dangling((*at, "kinds"), "类别", "kind", kind, known)


def _length(checker: Checker, at: Key, text: str | None) -> Iterator[Fault]:
    if text is not None:
        yield from rests(checker, at, text)


def _amount(checker: Checker, at: Key, said: Amount | None) -> Iterator[Fault]:
    if isinstance(said, str):
        yield from checker.dangling(at, "参数", "value", said[1:], checker.pack.said.values)


def _exact(checker: Checker, said: Amount | None) -> Fraction | None:
    """The number on the day of the check; None where it cannot be had, which is told elsewhere."""
    try:
        return None if said is None else number(checker.pack, said, checker.on)
    except (KeyError, ValueError, dated.NoValue):
        return None


def _appraisal(checker: Checker, at: Key, appraisal: Appraisal) -> Iterator[Fault]:
    yield from checker.source(at, appraisal.source)
    yield from _person(checker, at, appraisal.of)
    yield from _kinds(checker, at, appraisal.of, appraisal.kinds)
    yield from checker.people((*at, "runs"), appraisal.runs)
    yield from _length(checker, (*at, "objection"), appraisal.objection)
    yield from _amount(checker, (*at, "a_year"), appraisal.a_year)
    yield from _amount(checker, (*at, "most"), appraisal.most)
    yield from _amount(checker, (*at, "votes_most"), appraisal.votes_most)
    if appraisal.votes and appraisal.votes_most is None:
        zh, en = "有测评投票，没有写最多多少票", "it has test votes, but not how many at most"
        yield checker.tree.fault((*at, "votes"), zh, en, "写 votes_most: $参数", "write votes_most: a value")
    if appraisal.becomes is not None:
        known = checker.pack.said.matters
        yield from checker.dangling((*at, "becomes"), "事项", "matter", appraisal.becomes, known)
        if appraisal.becomes in known and trees.put_right_by(known[appraisal.becomes]) is None:
            yield checker.tree.fault(
                (*at, "becomes"),
                f"“{appraisal.becomes}”没有写明整改期限的日期",
                f"“{appraisal.becomes}” has no day by which it is done",
                "给它一个 main 的期限，用 on_day 写明哪个日期字段",
                "give it a main clock whose on_day names a field with a day",
            )
    if appraisal.parts:
        yield from checker.people((*at, "scorers"), appraisal.scorers)
    elif not appraisal.grades:
        yield checker.tree.fault(
            at,
            "既没有评分项，也没有等次",
            "there are neither items nor grades",
            "写 parts 或 grades",
            "write parts or grades",
        )
    for key, item in appraisal.parts.items():
        yield from _item(checker, (*at, "parts", key), item)


def _item(checker: Checker, at: Key, item: Item) -> Iterator[Fault]:
    yield from checker.source(at, item.source)
    for word in ("weight", "most", "least", "begins", "each", "target"):
        yield from _amount(checker, (*at, word), getattr(item, word))
    if item.indicator is not None:
        known = {**checker.pack.said.rates, **checker.pack.said.indicators}
        yield from checker.dangling((*at, "indicator"), "指标", "indicator", item.indicator, known)
    ways = [bool(item.parts), item.indicator is not None and item.target is not None, item.each is not None]
    if sum(ways) != 1 or (item.each is not None and not item.evidence):
        yield checker.tree.fault(
            at,
            f"评分项“{item.label.zh}”没有说清分从哪里来",
            f"“{item.label.say('en')}” does not say where its points come from",
            "三种写一种：parts；indicator 和 target；each 和 evidence",
            "write one of: parts; indicator with target; each with evidence",
        )
    written = item.missing != "zero" or (*at, "missing") in checker.tree.places  # a default is not kept, its line is
    if written and item.indicator is None:
        yield checker.tree.fault(
            (*at, "missing"),
            f"评分项“{item.label.zh}”不按指标算分，写不了 missing",
            f"“{item.label.say('en')}” has no indicator, so nothing of it can be missing",
            "去掉 missing，或者写 indicator 和 target",
            "drop missing, or write indicator with target",
        )
    most, least, begins = (_exact(checker, one) for one in (item.most, item.least, item.begins))
    if most is not None and least is not None and (least > most or (begins is not None and begins > most)):
        yield checker.tree.fault(
            at,
            "保底或起始分高于封顶分",
            "the floor or the start lies above the cap",
            "改正 most、least、begins",
            "correct them",
        )
    for key, part in item.parts.items():
        yield from _item(checker, (*at, "parts", key), part)


def _contest(checker: Checker, at: Key, contest: Contest) -> Iterator[Fault]:
    yield from checker.source(at, contest.source)
    yield from _person(checker, at, contest.of)
    yield from _kinds(checker, at, contest.of, contest.kinds)
    yield from checker.people((*at, "runs"), contest.runs)
    yield from _length(checker, (*at, "notice"), contest.notice)
    yield from _judging(checker, at, contest)
    yield from _prizes(checker, at, contest)
    if contest.entering is not None:
        yield from checker.source((*at, "entering"), contest.entering.source)
        yield from checker.people((*at, "entering", "who"), contest.entering.who)
        yield from _length(checker, (*at, "entering", "open"), contest.entering.open)
        yield from _amount(checker, (*at, "entering", "most"), contest.entering.most)
    for key, said in contest.rounds.items():
        yield from _round(checker, (*at, "rounds", key), contest, key, said)


def _judging(checker: Checker, at: Key, contest: Contest) -> Iterator[Fault]:
    """What is marked and how the sheets count, in a contest or in one of its rounds."""
    for word in ("drop", "fewest"):
        yield from _amount(checker, (*at, word), getattr(contest, word))
    for key, criterion in contest.criteria.items():
        for word in ("weight", "most"):
            yield from _amount(checker, (*at, "criteria", key, word), getattr(criterion, word))
    for name in contest.equals:
        yield from checker.dangling((*at, "equals"), "评分标准", "criterion", name, contest.criteria)
    weights = [_exact(checker, criterion.weight) for criterion in contest.criteria.values()]
    if None not in weights and sum(one for one in weights if one is not None) != 1:
        yield checker.tree.fault(
            (*at, "criteria"),
            "各项标准的权重加起来不是 1",
            "the weights of the criteria do not make 1",
            "改成合计 1，例如 0.4、0.3、0.3",
            "let them make 1, such as 0.4, 0.3, 0.3",
        )


def _round(checker: Checker, at: Key, contest: Contest, key: str, said: Round) -> Iterator[Fault]:
    yield from _judging(checker, at, rounds.of_round(contest, key))
    yield from _length(checker, (*at, "notice"), said.notice)
    last = not rounds.after(contest, key)
    if last != (said.on is None):
        yield checker.tree.fault(
            at,
            "最后一轮评奖项，不再写 on；前面的每一轮都要写 on（谁进入下一轮）",
            "the last round gives the prizes and has no `on`; every round before it needs one",
            "去掉这一轮的 on，或者写上名额：on: {label: …, quota: …}",
            "drop `on`, or say who goes on: on: {label: …, quota: …}",
        )
    if said.on is not None:
        yield from _places(checker, (*at, "on"), said.on)


def _places(checker: Checker, at: Key, prize: Prize) -> Iterator[Fault]:
    """How many places a tier has: as a number, or as a share of what was entered."""
    yield from _amount(checker, (*at, "quota"), prize.quota)
    yield from _amount(checker, (*at, "share"), prize.share)
    share = _exact(checker, prize.share)
    if (prize.quota is None) == (prize.share is None) or (share is not None and not 0 < share <= 1):
        yield checker.tree.fault(
            at,
            f"“{prize.label.zh}”没有说清几个名额",
            f"“{prize.label.say('en')}” does not say how many places it has",
            "quota（几个）和 share（占参评的几分之几，大于 0、不超过 1）写一个",
            "write one of quota (a number) and share (a part of the entries, above 0 and up to 1)",
        )


def _prizes(checker: Checker, at: Key, contest: Contest) -> Iterator[Fault]:
    ended: set[str] = set()
    for key, prize in contest.prizes.items():
        where: Key = (*at, "prizes", key)
        yield from _places(checker, where, prize)
        group = prize.group or ""
        if contest.groups or group:
            yield from checker.dangling((*where, "group"), "组别", "group", group, contest.groups)
        if group in ended:
            yield checker.tree.fault(
                where,
                "它前面的奖项已经取完了剩下的全部",
                "an open prize before it takes all that are left",
                "把 open 的奖项放到最后",
                "put the open prize last",
            )
        if prize.open:
            ended.add(group)


def _honour(checker: Checker, at: Key, honour: Honour) -> Iterator[Fault]:
    yield from checker.source(at, honour.source)
    yield from checker.people((*at, "runs"), honour.runs)
    yield from _length(checker, (*at, "notice"), honour.notice)
    yield from _amount(checker, (*at, "quota"), honour.quota)
    yield from _length(checker, (*at, "needs_vote"), honour.needs_vote)
    if honour.voted is None:
        if honour.needs_vote is not None:
            yield checker.tree.fault(
                (*at, "needs_vote"),
                "没有写哪项议程表决推荐（voted），就不能要求先表决",
                "a vote is asked for, but no agenda item names (voted)",
                "写上 voted，或去掉 needs_vote",
                "add voted, or drop needs_vote",
            )
        return
    agenda = checker.pack.said.agenda
    yield from checker.dangling((*at, "voted"), "议程", "agenda item", honour.voted, agenda)
    if honour.voted in agenda and agenda[honour.voted].vote is None:
        yield checker.tree.fault(
            (*at, "voted"),
            f"议程“{honour.voted}”不表决，不能据此推荐",
            f"nobody votes on “{honour.voted}”, so it names nobody",
            "写一项有 vote 的议程",
            "name an agenda item with a vote",
        )
