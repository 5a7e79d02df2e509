"""The page of activities: each kind with who organises it, who is due, how often, how it is decided; then agenda items
and posts with a term. The part on a branch's meetings is the 明白册 of its branch page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lianxin.handbook import sayings
from lianxin.handbook.kinds import source
from lianxin.handbook.markup import Html, Inside, el, join, lines, table
from lianxin.handbook.paths import paths
from lianxin.language import contested, norm, stating, turnout
from lianxin.language.activities import ActivityKind, AgendaKind, Barred, FigureDecl
from lianxin.language.pack import Pack

DUE = {
    "nobody": "—",
    "members": "全体党员",
    "voting": "有表决权的党员",
    "committee": "支部委员",
    "named": "逐个点名请的人",
}
ATTENDANCE = {"people": "按人记到会", "headcount": "只记人数", "either": "按人或按人数记"}
COVERS = {"nobody": "", "members": "逐个覆盖全体党员", "home_study": "逐个覆盖送学上门名单"}
EVERY = {"week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年"}
FOR_EACH = {"unit": "", "committee": "（设支委会的）", "group": "（每个党小组）"}
EACH = {"unit": "支部", "member": "每名党员", "officer": "每名书记和班子成员"}
FIGURES = {
    "people": "人",
    "person_times": "人次",
    "sessions": "场",
    "pieces": "件（户）",
    "hours": "小时",
    "ballots": "票",
}


def activities_page(pack: Pack, on: date) -> Html:
    """Every kind of activity, agenda item and post with a term."""
    return join(
        el("h1", "活动和组织生活"),
        el(
            "p",
            "一次活动由组织的人记一次，明细账、记事簿、台账都从这一笔来。缺了的月份只提醒、请说明原因。",
            class_="lead",
        ),
        table(
            ["活动", "谁组织", "谁应到、怎么记", "多久一次", "议程和数", "依据"],
            [_kind(pack, key, kind, on) for key, kind in pack.said.activities.items()],
            "wide",
        ),
        el("h2", "议程"),
        table(
            ["议程", "怎样表决", "谁不能议", "依据"],
            [_item(pack, key, item, on) for key, item in pack.said.agenda.items()],
        ),
        el("h2", "有任期的岗位"),
        table(["岗位", "单位", "任期", "提醒", "依据"], [_post(pack, key, on) for key in pack.said.postings]),
        el("h2", "支部的规模、班子和学时"),
        el("p", "对不上的只提醒，写的是“一般”；学时按组织的场次记，只给本人和支部看，不排名。", class_="quiet"),
        table(["应有", "问谁", "怎样提醒", "依据"], [_norm(pack, key, on) for key in pack.said.norms]),
        paths(pack, on),
    )


def _called(pack: Pack, kind: ActivityKind, on: date) -> list[str]:
    """Who should come, and who votes where that is said apart."""

    def said(words: Iterable[str]) -> str:
        return "、".join(DUE.get(word) or pack.said.roles[word].label.zh for word in words)

    comes, votes = turnout.due(pack, kind, on), turnout.voters(pack, kind, on)
    return [said(comes), f"投票：{said(votes)}" if kind.voters is not None else ""]


def _kind(pack: Pack, key: str, kind: ActivityKind, on: date) -> tuple[Inside, ...]:
    how = [*_called(pack, kind, on), ATTENDANCE[kind.attendance], COVERS[kind.covers]]
    counts = [
        f"{figure.label.zh}（{FIGURES[figure.unit]}{_limits(pack, kind, figure, on)}）"
        for figure in kind.figures.values()
    ]
    items = [pack.said.agenda[item].label.zh for item in kind.agenda if item in pack.said.agenda]
    return (
        el(
            "span",
            el("b", kind.label.zh),
            el("div", kind.about.zh, class_="quiet"),
            el("code", key),
            id=f"activity-{key}",
        ),
        lines([_units(pack, kind.units), _roles(pack, kind.who)]),
        lines(text for text in how if text),
        lines([_often(pack, kind, on), *_barred(pack, kind.barred)]),
        lines([*items, *counts, *_files(pack, kind, on), *_stating(pack, kind, on), *_signing(pack, kind, on)]),
        source(pack, kind.source),
    )


def _files(pack: Pack, kind: ActivityKind, on: date) -> list[str]:
    """The files a document asks for, and whether it is recorded only with them."""
    found = []
    for name, one in kind.materials.items():
        where = f"有“{pack.said.agenda[one.item].label.zh}”时，" if one.item is not None else ""
        needed = "没有它不能记录" if pack.value(one.needed[1:], on) else "没有的提醒"
        found.append(f"材料：{where}{kind.fields[name].label.zh}，{needed}")
    return found


def _stating(pack: Pack, kind: ActivityKind, on: date) -> list[str]:
    """What people write of their own work for it, and what is said to it."""
    said = kind.statements
    if said is None:
        return []
    parts = "、".join(one.label.zh + ("（会后写）" if name in said.after else "") for name, one in said.parts.items())
    replies = f"；会上记{stating.names(said.replies, 'zh')}" if said.replies else ""
    return [f"述评：{parts}，每部分最多 {sayings.now(pack, said.most[1:], on)} 字{replies}，不打等次"]


def _signing(pack: Pack, kind: ActivityKind, on: date) -> list[str]:
    """What people read when they sign up, and for how long they may."""
    if kind.sign_up is None:
        return []
    many = f"公开后开放 {sayings.now(pack, kind.sign_up.open[1:], on)}" if kind.sign_up.open else ""
    return [f"报名：{kind.sign_up.consent.zh}", *([many] if many else [])]


def _often(pack: Pack, kind: ActivityKind, on: date) -> str:
    if kind.rhythm is None:
        return "没有规定次数"
    many = sayings.now(pack, kind.rhythm.least[1:], on)
    usual = f"，一般从 {sayings.now(pack, kind.rhythm.usual_from[1:], on)} 月起" if kind.rhythm.usual_from else ""
    return f"{EVERY[kind.rhythm.every]}不少于 {many}{FOR_EACH[kind.rhythm.for_each]}{usual}"


def _limits(pack: Pack, kind: ActivityKind, figure: FigureDecl, on: date) -> str:
    """That a figure comes out of a box, or how many of it there may be; nothing where neither holds."""
    if figure.box is not None:
        return "，由票箱开出"
    if figure.given:
        return "，按讲过的述评数"
    if figure.cap is None or (share := sayings.now(pack, figure.cap.share[1:], on)) == "1":
        return ""
    over = "退回" if pack.value(figure.cap.strict[1:], on) else "提醒"
    return f"，最多是{kind.figures[figure.cap.of].label.zh}的 {share}，超过的{over}"


def _units(pack: Pack, kinds: Iterable[str]) -> str:
    return "、".join(pack.said.unit_kinds[kind].label.zh for kind in kinds if kind in pack.said.unit_kinds)


def _roles(pack: Pack, roles: Iterable[str]) -> str:
    return "由" + "、".join(pack.said.roles[role].label.zh for role in roles if role in pack.said.roles) + "记录"


def _barred(pack: Pack, rules: Iterable[Barred]) -> list[str]:
    return [f"{_units(pack, rule.units)}不能：{rule.why.zh}（{rule.article}）" for rule in rules]


def _item(pack: Pack, key: str, item: AgendaKind, on: date) -> tuple[Inside, ...]:
    how = "不表决"
    if item.vote is not None:
        quorum, carried = sayings.share(pack, item.vote.quorum, on), sayings.share(pack, item.vote.carried, on)
        how = f"{item.vote.body.zh}：{quorum}到会才能开，赞成{carried}才通过"
    if item.contested is not None:
        how += f"；{contested.before(pack, item, None, None, on)[0].say()}"
    if item.prior is not None:
        first = pack.said.activities[item.prior.activity].label.zh
        reached = f"正式党员满 {sayings.now(pack, item.prior.reached[1:], on)} 名的，" if item.prior.reached else ""
        how += f"；{reached}一般先经{first}研究，写是哪一次或原因（{item.prior.article}）"
    if item.ballot is not None:
        answers = "、".join(label.zh for label in item.ballot.choices.values())
        how = f"无记名投票（{answers}），只留总数；少于 {item.ballot.least} 票不开箱"
    return (
        el("span", el("b", item.label.zh), " ", el("code", key)),
        how,
        lines(_barred(pack, item.barred)) or "—",
        source(pack, item.source),
    )


def _norm(pack: Pack, key: str, on: date) -> tuple[Inside, ...]:
    asked = pack.said.norms[key]
    fills = {"least": asked.least, "most": asked.most, **asked.fills}
    said = {name: norm.bound(pack, value, on) for name, value in fills.items()}
    kinds = "、".join(pack.said.activities[kind].label.zh for kind in asked.kinds if kind in pack.said.activities)
    return (
        el("span", el("b", asked.label.zh), " ", el("code", key)),
        lines([_units(pack, asked.units), EACH[asked.each], *([f"由{kinds}记"] if kinds else [])]),
        asked.says.text().fill(n="…", **said).zh,
        lines([source(pack, asked.source), asked.article]),
    )


def _post(pack: Pack, key: str, on: date) -> tuple[Inside, ...]:
    posting = pack.said.postings[key]
    return (
        el("span", el("b", pack.said.roles[posting.role].label.zh), " ", el("code", key)),
        lines([_units(pack, posting.units), *_barred(pack, posting.barred)]),
        sayings.now(pack, posting.term[1:], on),
        f"届满前 {sayings.now(pack, posting.remind[1:], on)}立“{pack.said.matters[posting.becomes].label.zh}”",
        source(pack, posting.source),
    )
