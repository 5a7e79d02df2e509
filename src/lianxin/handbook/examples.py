"""The page of cases: every example of a pack as given, when, then, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from lianxin.cases.living import HelperExpect
from lianxin.cases.merits import HonourExpect
from lianxin.cases.words import CaseDecl, CaseFile, Expect, Given, StepDecl
from lianxin.handbook import living, sayings
from lianxin.handbook.kinds import source
from lianxin.handbook.markup import Html, chip, el, join, table
from lianxin.language import rounds
from lianxin.language.pack import Pack

COLOURS = {"green": "绿", "amber": "黄", "red": "红", "stopped": "停"}
STATES = {"running": "在走", "suspended": "停住", "met": "按时", "missed": "超期"}
PARTS = {"reporter": "反映人", "anyone": "来访者", "clock": "系统"}
FLAGS = {"held": ("待人核对", "不必核对"), "shown": ("已公开", "不公开"), "open": ("还在办", "已办结")}
FLAGS |= {"suspended": ("挂账中", "没有挂账"), "sure": ("判断有把握", "拿不准，交人判断")}
FLAGS |= {"sees_reporter": ("看得到联系方式", "看不到联系方式")}


def cases_page(pack: Pack, files: Sequence[CaseFile]) -> Html:
    """All cases; each is run by the test suite, so what is written here is so."""
    parts = [
        el("h1", "案例"),
        el("p", "每个案例都由系统实际跑过，跑不通过的包不能用。人名都是编的。", class_="lead"),
    ]
    for file in files:
        if file.about:
            parts.append(el("h2", file.about))
        parts += [_case(pack, case, file.given) for case in file.cases]
    if not files:
        parts.append(el("p", "（这个包还没有案例）", class_="quiet"))
    return join(*parts)


def _case(pack: Pack, case: CaseDecl, shared: Given) -> Html:
    people = {**shared.people, **case.given.people}
    filing = {**shared.filing, **case.given.filing}
    kinds: dict[str, str] = {}
    rows = [(when(step.at), _did(pack, step, filing, kinds), list(_came(pack, step, kinds))) for step in case.steps]
    marks = [chip(f"机制 {row}") for row in case.rows] + ([chip(case.scenario)] if case.scenario else [])
    cites: list[str | Html] = []
    for key in case.cites:
        if key in pack.said.documents:
            cites += ["；" if cites else "依据：", join(source(pack, key))]
    who = [f"{name}（{_posts(pack, posts)}）" for name, posts in people.items()]
    return el(
        "section",
        el("h3", case.case, " ", *marks),
        el("p", *cites, class_="quiet"),
        el("p", "有：", "；".join(who)) if who else "",
        table(["什么时候", "谁做了什么", "应当"], rows, "wide"),
        *_end(pack, case),
        class_="case",
    )


def _posts(pack: Pack, posts: Sequence[Any]) -> str:
    return "、".join(f"{pack.said.units[post.at].name}{pack.said.roles[post.role].label.zh}" for post in posts)


def when(at: datetime) -> str:
    """A moment as people say it."""
    return f"{day(at)} {at:%H:%M}"


def day(at: date) -> str:
    return f"{at.year}年{at.month}月{at.day}日（周{'一二三四五六日'[at.weekday()]}）"


def _did(pack: Pack, step: StepDecl, filing: dict[str, Any], kinds: dict[str, str]) -> Html:
    who = PARTS.get(step.as_, step.as_)
    note = [el("div", step.note, class_="quiet")] if step.note else []
    if step.file is not None:
        said = {**filing, **step.file.model_dump(exclude_unset=True)}
        name = step.name or "matter"
        kinds[name] = str(said.get("kind") or "")
        kind = pack.kind(kinds[name]).label.zh if kinds[name] else "一句话"
        place = f"，在{pack.said.units[said['place']].name}" if said.get("place") else ""
        many = f"（{step.many} 件）" if step.many else ""
        return join(f"{who}登记{kind}“{name}”{many}{place}：“{said.get('text', '')}”", *note)
    if lived := living.did(pack, step):
        return join(f"{who}{lived}", *note)
    if step.do is None:
        return join(f"看“{step.on}”" if step.on else "时间走到这里", *note)
    label = _label(pack, kinds.get(step.on or "", ""), step.do)
    if step.raises:
        kinds[step.raises] = _raised(pack, step.do)
    kind = kinds.get(step.on or "", "")
    filled = [f"{_field(pack, kind, key)}：{_value(pack, key, value)}" for key, value in step.with_.items()]
    said_text = el("div", "；".join(filled), class_="quiet") if filled else ""
    return join(f"{who}对“{step.on}”：", el("b", label), said_text, *note)


def _raised(pack: Pack, action: str) -> str:
    """The kind of matter that an action raises."""
    for name, kind in pack.said.matters.items():
        for step in kind.steps:
            found = pack.actions(name, step).get(action)
            if found is not None and found.spawn is not None:
                return found.spawn.kind
    return ""


def _label(pack: Pack, kind: str, action: str) -> str:
    for name in [kind] if kind in pack.said.matters else pack.said.matters:
        for step in pack.kind(name).steps:
            if action in pack.actions(name, step):
                return pack.actions(name, step)[action].label.zh
    return action


def _field(pack: Pack, kind: str, key: str) -> str:
    for name in [kind] if kind in pack.said.matters else pack.said.matters:
        if key in pack.kind(name).fields:
            return pack.kind(name).fields[key].label.zh
    return pack.said.inputs[key].label.zh if key in pack.said.inputs else key


def _value(pack: Pack, key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "unit" and value in pack.said.units:
        return pack.said.units[value].name
    return str(value)


def _came(pack: Pack, step: StepDecl, kinds: dict[str, str]) -> Iterator[Html]:
    if step.expect is not None:
        for text in _expected(pack, step.expect, kinds.get(step.on or step.name or "", "")):
            yield el("div", text, class_="refused" if text.startswith("不行") else None)


def _expected(pack: Pack, expect: Expect, kind: str) -> Iterator[str]:
    """Every word of an expectation as a sentence."""
    for word in sorted(expect.model_fields_set, key=list(type(expect).model_fields).index):
        value = getattr(expect, word)
        if word == "refused":
            yield f"不行：{value}"
        elif word == "step":
            yield f"到“{_step(pack, kind or (expect.kind or ''), value)}”"
        elif word in ("owner", "place") and value in pack.said.units:
            yield f"{'承办' if word == 'owner' else '地点'}：{pack.said.units[value].name}"
        elif word == "due":
            yield f"最迟 {day(value)}"
        elif word == "colour":
            yield f"期限颜色：{COLOURS[value]}"
        elif word == "ended":
            yield sayings.COUNTS.get(value, value)
        elif word in FLAGS:
            yield FLAGS[word][0 if value else 1]
        elif word == "kind":
            yield f"是一件“{pack.kind(value).label.zh}”"
        elif word in ("told", "why", "claimer", "handler"):
            heads = {"told": "告知", "why": "理由", "claimer": "认领人", "handler": "经办人"}
            if value:
                yield f"{heads[word]}：{value}"
        elif lived := living.came(pack, word, value):
            yield lived
        else:
            yield _other(pack, kind, word, value)


def _other(pack: Pack, kind: str, word: str, value: Any) -> str:
    heads = {
        "nature": "性质",
        "topic": "主题",
        "counts": "计数",
        "fields": "记下",
        "clocks": "期限",
        "merged": "并入",
        "followers": "跟进的反映人数",
        "tells": "告知对象",
        "reaches": "告知人数",
        "may": "可以做",
        "may_not": "不能做",
        "why_not": "做不了的原因",
    }
    if isinstance(value, dict):
        said = "、".join(_pair(pack, kind, word, key, one) for key, one in value.items()) or "没有"
    elif isinstance(value, list):
        tells: dict[str, str] = dict(sayings.TELLS) if word == "tells" else {}
        said = "、".join(tells.get(str(one)) or _label(pack, kind, str(one)) for one in value) or "没有"
    else:
        said = sayings.NATURES.get(str(value), str(value))
    return f"{heads.get(word, word)}：{said}"


def _pair(pack: Pack, kind: str, word: str, key: str, value: Any) -> str:
    """A count, field, clock or action with what was expected of it."""
    if word == "counts":
        return f"{sayings.counter(pack, key)} {value}"
    if word == "fields":
        return f"{_field(pack, kind, key)} {_value(pack, key, value)}"
    if word == "why_not":
        return f"{_label(pack, kind, key)}（{value}）"
    kinds = [pack.kind(kind)] if kind in pack.said.matters else list(pack.said.matters.values())
    name = next((one.clocks[key].label.zh for one in kinds if key in one.clocks), key)
    return f"{name} {STATES.get(str(value)) or day(value)}"


def _step(pack: Pack, kind: str, step: str) -> str:
    for name in [kind] if kind in pack.said.matters else pack.said.matters:
        if step in pack.kind(name).steps:
            return pack.kind(name).steps[step].label.zh
    return step


def _end(pack: Pack, case: CaseDecl) -> Iterator[Html]:
    said = []
    for key, rate in case.then.rates.items():
        label = pack.said.rates[key].label.zh
        said.append(f"{label} {rate.above} / {rate.below}" + (f"，不计入 {rate.excluded}" if rate.excluded else ""))
    said += [f"{count.what}：{count.amount}" for count in case.then.counts]
    said += [f"{pack.said.values[key].label.zh}：{value}" for key, value in case.then.values.items()]
    said += [*_judged(pack, case), *living.end(pack, case)]
    if said:
        yield el("p", "最后：", "；".join(said))


def _judged(pack: Pack, case: CaseDecl) -> Iterator[str]:
    """What a case says of contests and appraisals."""
    for contest in case.then.contests:
        whole = pack.said.contests[contest.of]
        at = contest.round or next(reversed(whole.rounds), "")
        declared = rounds.of_round(whole, at)
        turn = f"（{whole.rounds[at].label.zh}）" if at else ""
        yield f"{declared.label.zh}{turn}：参评 {sum(work.many or 1 for work in contest.works)} 个"
        yield from (f"{name} 平均 {shown} 分" for name, shown in contest.averages.items())
        for key, held in contest.prizes.items():
            label = declared.prizes[key].label.zh
            yield f"{label} {held} 个" if isinstance(held, int) else f"{label}：{'、'.join(held) or '空缺'}"
        yield from (f"{'、'.join(tie)} 同分，等人决定" for tie in contest.tied or ())
        if contest.order is not None:
            yield f"种子 {contest.seed} 抽出的次序：{'、'.join(contest.order)}"
        if contest.opened is not None and contest.until is not None:
            tried = f"，{day(contest.tries)}{'不能再报' if contest.closed else '还能报'}" if contest.tries else ""
            yield f"{day(contest.opened)}开始，报名到{day(contest.until)}{tried}"
        if contest.blocked:
            yield "还不能公布：要有县级以上批准文件，或改为年度考核"
    for appraisal in case.then.appraisals:
        yield f"{pack.said.appraisals[appraisal.of].label.zh}：总分 {appraisal.total or '—'}"
        yield from (f"{path} {shown} 分" for path, shown in appraisal.lines.items())
    for helper in case.then.helpers:
        yield _helper(pack, helper)
    for honour in case.then.honours:
        yield _given(pack, honour)


def _helper(pack: Pack, said: HelperExpect) -> str:
    """What a case says of whom one may ask to help."""
    told = []
    if said.free is not None:
        choices = pack.said.ties["volunteer"].fields["available"].choices
        offers = "、".join(choices[one].zh if one in choices else one for one in said.available)
        told.append(f"登记{offers or '时没写时间'}的，星期 {said.when} {'有空' if said.free else '不算有空'}")
    if said.asked is not None:
        who = "队伍、单位" if said.unit else f"说最多 {said.at_most} 件的" if said.at_most else "没说最多几件的"
        told.append(f"{who}手上有 {said.open} 件，{'还可以请' if said.asked else '不再请'}")
    return "；".join(told)


def _given(pack: Pack, said: HonourExpect) -> str:
    """What a case says of names for an honour."""
    why = {
        "quota": "超过名额，不能公示", "not_noticed": "还没有公示，不能授予", "window": "公示没有期满，不能授予",
        "objections": "异议没有答复，不能授予", "withdrawn": "异议成立，撤下", "unvoted": "没有会议表决，退回",
    }  # fmt: skip
    noticed = f"，{day(said.noticed)}公示" if said.noticed else ""
    until = f"，到{day(said.until)}期满" if said.until else ""
    outcome = why.get(said.blocked, said.blocked) or "授予"
    return f"{pack.said.honours[said.of].label.zh}推荐 {said.named} 个{noticed}{until}，{day(said.given)}{outcome}"
