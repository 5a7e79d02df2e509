"""Sentences of cases about activities, ties, a branch's year, terms of office, norms, paths, medals, indicators and
papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lianxin.cases.living import (
    DeliverDecl,
    HoldDecl,
    PathExpect,
    PlanDecl,
    PriorDecl,
    ServeDecl,
    SignUpDecl,
    TieDecl,
    VisitDecl,
)
from lianxin.cases.numbers import PaperExpect
from lianxin.cases.words import LIFE, CaseDecl, StepDecl
from lianxin.handbook import papers
from lianxin.handbook.activities import DUE
from lianxin.language import paper
from lianxin.language.pack import Pack

OWN = {"self": "本人", "guardian": "监护人"}
STATES = {"planned": "计划中", "held": "已开展", "cancelled": "已取消"}
STATES |= {"active": "成立", "intent": "等同意", "ended": "已结束"}
NORMS = {"full": "正式党员", "members": "党员", "committee": "支委", "hours": "学时", "sessions": "集中培训"}
NORMS |= {"times": "参加次数", "held": "本年开展次数"}
MEDALS = {"full": "满五十年", "short": "不满五十年", "undated": "算不出党龄", "deceased": "已去世"}
MEDALS |= {"awarded": "已颁授", "not-confirmed": "支部没有确认"}


def did(pack: Pack, step: StepDecl) -> str:
    """What a step does with an activity or a tie; "" where it is about a matter."""
    for word in LIFE:
        said = getattr(step, word)
        if said is not None:
            return DID[word](pack, step.name or step.on or "", said)
    return ""


def _plan(pack: Pack, name: str, said: PlanDecl) -> str:
    hosts = "、".join(pack.said.units[key].name for key in said.hosts)
    items = "、".join(pack.said.agenda[key].label.zh for key in said.agenda)
    places = f"，名额 {said.capacity} 个" if said.capacity else ""
    closes = f"，{said.closes:%m-%d %H:%M} 截止报名" if said.closes else ""
    agenda = f"，议程：{items}" if items else ""
    agenda += f"，正式党员 {said.full} 名" if said.full else ""
    return f"计划{pack.said.activities[said.kind].label.zh}“{name}”（{hosts}，{said.starts:%Y-%m-%d %H:%M}{agenda}{places}{closes}）"  # noqa: E501


def _prior(pack: Pack, name: str, said: PriorDecl) -> str:
    what = f"先由“{said.meeting}”研究过" if said.meeting else f"没有先研究：“{said.why}”"
    return f"写明“{name}”的{pack.said.agenda[said.item].label.zh}{what}"


def _state(pack: Pack, name: str, said: dict[str, int]) -> str:
    labels = {
        key: one.label.zh
        for kind in pack.said.activities.values()
        if kind.statements is not None
        for key, one in kind.statements.parts.items()
    }
    return f"给“{name}”写述评：" + "，".join(f"{labels.get(part, part)} {many} 字" for part, many in said.items())


def _hold(pack: Pack, name: str, said: HoldDecl) -> str:
    count = f"：应到 {said.due} 人，实到 {said.came} 人" if said.due else f"：实到 {said.came} 人" if said.came else ""
    stood = "".join(f"，应选 {many} 人、候选人 {said.candidates.get(key, 0)} 名" for key, many in said.seats.items())
    votes = stood + "".join(f"，{pack.said.agenda[key].label.zh}赞成 {yes} 票" for key, yes in said.votes.items())
    boxes = "".join(f"，{_box(pack, key, given)}" for key, given in said.boxes.items())
    figures = f"，{said.given} 人讲了述评" if said.given else ""
    figures += "".join(f"，{_figure(pack, key)}{figure}" for key, figure in said.figures.items())
    return f"记“{name}”已开展{count}{votes}{boxes}{figures}"


def _box(pack: Pack, key: str, given: dict[str, int]) -> str:
    item = pack.said.agenda[key]
    labels = item.ballot.choices if item.ballot else {}
    said = "、".join(f"{labels[choice].zh} {many}" for choice, many in given.items())
    return f"{item.label.zh}的票箱里{said}"


def _figure(pack: Pack, key: str) -> str:
    """The label of a figure that a ballot gives; others say by themselves what they count."""
    found = (kind.figures[key] for kind in pack.said.activities.values() if key in kind.figures)
    return next((f"{one.label.zh} " for one in found if one.box is not None or not one.approximate), "")


def _sign_up(_pack: Pack, name: str, said: SignUpDecl) -> str:
    born = f"{said.born} 年生的" if said.born else ""
    return f"{born} {said.many} 人报名“{name}”".strip() + ("（监护人代报）" if said.by == "guardian" else "")


def _begin(pack: Pack, name: str, said: TieDecl) -> str:
    units = pack.said.units
    ends = [units[key].name if key in units else key for key in (said.first, said.other) if key]
    until = f" 至 {said.until}" if said.until else ""
    consent = f"，{OWN[said.consent]}同意" if said.consent else ""
    born = f"，{said.born} 年生" if said.born else ""
    kind = pack.said.ties[said.kind].label.zh
    return f"立{kind}“{name}”（{'和'.join(ends)}，{said.since}{until}{born}{consent}）"


def _visit(pack: Pack, name: str, said: VisitDecl) -> str:
    labels = {key: one.zh for kind in pack.said.ties.values() if kind.rhythm for key, one in kind.rhythm.about.items()}
    return f"给“{name}”记一笔{labels.get(said.about, said.about)}：“{said.text}”"


def _deliver(pack: Pack, name: str, said: DeliverDecl) -> str:
    promised = {
        key: one.label.zh
        for kind in pack.said.ties.values()
        if kind.deliveries
        for key, one in kind.deliveries.commitments.items()
    }
    text = f"：“{said.text}”" if said.text else ""
    return f"“{name}”兑现{promised.get(said.commitment, said.commitment)} {said.n} 次{text}"


def _serve(_pack: Pack, name: str, said: ServeDecl) -> str:
    return f"给“{name}”记服务时长 {said.minutes} 分钟"


def _certify(pack: Pack, name: str, key: str) -> str:
    return f"给“{name}”出具{pack.said.certificates[key].label.zh}"


def _end(pack: Pack, name: str, reason: str) -> str:
    reasons = {key: one.zh for kind in pack.said.ties.values() for key, one in kind.reasons.items()}
    return f"结束“{name}”：{reasons.get(reason, reason)}"


DID: dict[str, Callable[[Pack, str, Any], str]] = {
    "plan": _plan,
    "prior": _prior,
    "state": _state,
    "hold": _hold,
    "sign_up": _sign_up,
    "begin": _begin,
    "confirm": lambda _pack, name, by: f"“{name}”由{OWN[by]}同意",
    "visit": _visit,
    "deliver": _deliver,
    "serve": _serve,
    "certify": _certify,
    "end": _end,
}


def came(pack: Pack, word: str, value: Any) -> str:
    """What must be so of an activity or a tie; "" for other words."""
    agenda = pack.said.agenda
    if word == "state":
        return STATES.get(value, str(value))
    if word == "carried":
        return "；".join(f"{agenda[key].label.zh}{'通过' if yes else '没有通过'}" for key, yes in value.items())
    if word == "before":
        return "；".join(f"{'表决' if key in agenda else '填写'}前说：{text}" for key, text in value.items())
    if word == "over":
        return f"提醒超过比例：{'、'.join(_figure(pack, key).strip() for key in value)}" if value else "没有超过比例的"
    if word == "asks":
        asking = "、".join(agenda[key].label.zh for key in value)
        return f"要写先由哪次会议研究过：{asking}" if value else "不用再写先由哪次会议研究过"
    if word == "figures":
        return "，".join(f"{_figure(pack, key)}{figure}" for key, figure in value.items())
    if word in ("comes", "ballots"):
        names = {**{key: role.label.zh for key, role in pack.said.roles.items()}, **DUE}
        return f"{'应到' if word == 'comes' else '投票的'}：{'、'.join(names.get(one, one) for one in value)}"
    if word == "wanted_by":
        return f"{value} 以前来一次" if value else "这一期不用再提示"
    said = {
        "taken": "报上 {n} 人", "waiting": "候补 {n} 人", "renewal": "{n} 提出续签", "missed": "超过 {n} 天没有走访",
        "kept": "兑现 {n} 次", "certified": "证明的时长 {n} 分钟",
    }  # fmt: skip
    return said[word].replace("{n}", str(value)) if word in said else ""


def _walked(pack: Pack, said: PathExpect) -> str:
    """What a case says of somebody on a path."""
    path = pack.said.paths[said.of]
    label = {key: stage.label.zh for key, stage in path.stages.items()}
    before = "".join(f"{label[key]} {on}，" for key, on in said.reached.items())
    noted = f"最近记过 {said.noted}，" if said.noted else ""
    numbers = "".join(f" {path.stages[said.to].asks[key].label.zh} {n}" for key, n in said.numbers.items() if said.to)
    tried = f"{said.on} {label[said.to]}{numbers}{f'（{said.reason}）' if said.reason else ''}" if said.to else ""
    came = f"不收：{said.refused}" if said.refused else "可以" if said.to else ""
    named = {**label, "note": "定期要记的一次"}
    due = None if said.reminds is None else "、".join(f"{named[key]} {on}" for key, on in said.reminds.items())
    reminded = "" if due is None else f"，接着提醒{due}" if due else "，不用再提醒"
    where = pack.said.units[said.at].name
    return f"{where}{path.label.zh}：{before}{noted}{tried}{'，' if tried and came else ''}{came}{reminded}".rstrip(
        "，"
    )


def end(pack: Pack, case: CaseDecl) -> Iterator[str]:
    """What a case says of its end."""
    for year in case.then.years:
        yield f"{pack.said.units[year.of].name} {year.year} 年要补记或说明的：{'、'.join(year.missing) or '没有'}"
        yield from (f"{pack.said.activities[key].label.zh} {kept}" for key, kept in year.kept.items())
    for term in case.then.terms:
        unit = pack.said.units[term.at].name
        yield f"{unit}不换届" if term.refused else f"{unit} {term.since} 起任，{term.ends} 届满，{term.reminded} 起提醒"
    for one in case.then.norms:
        said = "、".join(f"{NORMS[key]} {value:g}" for key in NORMS if (value := getattr(one, key)) is not None)
        who = "（书记、班子成员）" if one.officer else ""
        reminded = "、".join(pack.said.norms[key].label.zh for key in one.reminds)
        yield f"{pack.said.units[one.of].name}{who}{said}：{f'提醒{reminded}' if reminded else '不用提醒'}"
    for walked in case.then.paths:
        yield _walked(pack, walked)
    for medal in case.then.medals:
        day = f"{medal.confirmed} 转正" if medal.confirmed else f"{medal.admitted} 入党"
        yield f"{day}，{medal.year} 年{'提名' if medal.proposed else '不提名'}（{MEDALS.get(medal.why, medal.why)}）"
    for told in case.then.indicators:
        of = pack.said.units[told.unit].name if told.unit else "全街镇"
        below = f" / {told.below}" if told.below is not None else ""
        label = pack.said.indicators[told.of].label.zh
        yield f"{of} {told.period} {label}：{told.above}{below} {told.text or ''}".strip()
    for one_paper in case.then.papers:
        yield from _printed(pack, one_paper)


def _printed(pack: Pack, said: PaperExpect) -> Iterator[str]:
    """What a case says of a paper."""
    label = pack.said.papers[said.of].label.zh
    numbers = "；".join(f"{_cited(pack, text)}：{shown}" for text, shown in said.prints.items())
    checked = f"，{said.checked:%H:%M} 核数" if said.checked is not None else ""
    yield f"《{label}》{checked}印 {numbers}" if numbers else f"《{label}》"
    yield from (f"印出“{line}”" for line in said.lines)
    yield from (f"表 {_cited(pack, text)}：{'、'.join(names) or '没有'}" for text, names in said.rows.items())
    yield from (f"{_cited(pack, text)}没有答案：{why}" for text, why in said.refused.items())
    yield from (f"{_cited(pack, text)}不能再照印：{why}" for text, why in said.stale.items())
    if said.blocked is not None:
        blocked = {"gap": "还有没填的", "approval": "没有县级以上批准文件", "figure_changed": "有数变了"}
        yield f"不能签发：{blocked.get(said.blocked, said.blocked)}" if said.blocked else "没有什么拦住签发（审核以外）"


def _cited(pack: Pack, text: str) -> str:
    """A citation as people say it."""
    return papers.said(pack, paper.cite(text))
