"""What a pack may get wrong about activities: kinds of unit, roles, items, values and documents that do not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from lianxin.language import turnout, words
from lianxin.language.activities import TURNOUT, ActivityKind, AgendaKind, Barred
from lianxin.language.activity_columns import FILES
from lianxin.language.source import Fault, Key, Tree
from lianxin.language.word import Vote

Named = tuple[Key, str, str, Iterable[str | None], Collection[str]]
"""Where names stand, what they name in both languages, the names, and those that exist."""


def faults(said: words.PackFile, tree: Tree) -> Iterator[Fault]:
    """Everything wrong with the activities, agenda items and terms of posts of a pack."""
    for at, zh, en, names, known in _named(said):
        for name in names:
            if name is not None and name not in known:
                yield tree.fault(
                    at,
                    f"没有叫“{name}”的{zh}",
                    f"there is no {en} named “{name}”",
                    "改成已有的名字，或先写出它",
                    "use a name that exists, or declare it first",
                )
    for key, kind in said.activities.items():
        here: Key = ("activities", key)
        if kind.due != "nobody" and kind.attendance == "headcount":
            yield tree.fault(
                (*here, "attendance"),
                "写了应到的人，就要按人记到会",
                "who says who is due must record attendance by person",
                "把 attendance 改成 people，或去掉 due",
                "write attendance: people, or leave out due",
            )
        yield from _served(tree, here, kind)
        yield from _boxed(said, tree, here, kind)
        yield from _parts(tree, here, kind)
        yield from _stated(tree, here, kind)
        yield from _called(said, tree, here, kind)
        voted = any(said.agenda[item].vote is not None for item in kind.agenda if item in said.agenda)
        if voted and kind.due == "nobody":
            yield tree.fault(
                (*here, "due"),
                "有表决的议程，却没有写谁应到",
                "it has an item that is voted on, but nobody is due",
                "写 due: voting 或 committee",
                "write due: voting or committee",
            )
    yield from _is_a(said, tree)


def _is_a(said: words.PackFile, tree: Tree) -> Iterator[Fault]:
    """Kinds of unit that count as a kind that is none."""
    for key, unit_kind in said.unit_kinds.items():
        if unit_kind.is_a is not None and unit_kind.is_a not in said.unit_kinds:
            yield tree.fault(
                ("unit_kinds", key, "is_a"),
                f"没有叫“{unit_kind.is_a}”的单位类别",
                f"there is no kind of unit named “{unit_kind.is_a}”",
                "改成已有的名字，或先写出它",
                "use a name that exists, or declare it first",
            )


def _served(tree: Tree, here: Key, kind: ActivityKind) -> Iterator[Fault]:
    """Hours of service that no number gives, or of people whom nobody counts by name."""
    if kind.hours is not None and (
        kind.attendance == "headcount" or kind.hours not in kind.fields or kind.fields[kind.hours].type != "number"
    ):
        yield tree.fault(
            (*here, "hours"),
            "服务时长要按人记，由一个数字字段写明",
            "hours of service are recorded by person, from a field that is a number",
            "hours 写 fields 里 type: number 的一项，attendance 不写 headcount",
            "name in hours a field of type number, and leave attendance: headcount out",
        )


def _stated(tree: Tree, here: Key, kind: ActivityKind) -> Iterator[Fault]:
    """Statements: `after` names parts, some part is said at the meeting, and every part is text; figures that count
    statements of a kind that asks for none."""
    said = kind.statements
    for name, figure in kind.figures.items():
        if figure.given and (said is None or figure.approximate or figure.box is not None):
            yield tree.fault(
                (*here, "figures", name),
                "given 数的是述评：这类活动要写 statements，这个数是确切的，也不从票箱来",
                "given counts statements: the kind must ask for statements, the number is exact and from no ballot box",
                "写 statements，去掉 approximate 和 box；或去掉 given",
                "declare statements and leave approximate and box out, or leave given out",
            )
    if said is None:
        return
    if not set(said.after) < set(said.parts):
        yield tree.fault(
            (*here, "statements", "after"),
            "after 写 parts 里会后才写的几部分，会前至少留一部分",
            "after names parts that are written afterwards; at least one is written before",
            "改成 parts 里的名字，不要全部写上",
            "use names of parts, and not all of them",
        )
    for group, fields in (("parts", said.parts), ("replies", said.replies)):
        for name, one in fields.items():
            if one.type not in ("text", "longtext"):
                yield tree.fault(
                    (*here, "statements", group, name, "type"),
                    "述评的每一部分都是文字",
                    "every part of a statement is text",
                    "写 type: longtext",
                    "write type: longtext",
                )


def _called(said: words.PackFile, tree: Tree, here: Key, kind: ActivityKind) -> Iterator[Fault]:
    """Values that name who comes or votes: each word a group or a role, on every day."""
    for name in (kind.due, kind.voters):
        value = said.values.get(name[1:]) if name is not None and name.startswith("$") else None
        for n, dated in enumerate(value.dated if value is not None else ()):
            for word in turnout.words(str(dated.value)):
                if word not in turnout.GROUPS and word not in said.roles:
                    yield tree.fault(
                        ("values", str(name)[1:], "dated", n),
                        f"“{word}”不是一类人：写 {'、'.join(turnout.GROUPS)} 或角色",
                        f"“{word}” names nobody: write one of {', '.join(turnout.GROUPS)}, or a role",
                        "改成这几个词或已有的角色，用空格隔开",
                        "use these words or roles that exist, apart by blanks",
                    )


def _boxed(said: words.PackFile, tree: Tree, here: Key, kind: ActivityKind) -> Iterator[Fault]:
    """Figures out of a box: of an item of this kind that holds a ballot, exact, and of an answer it offers."""
    for name, figure in kind.figures.items():
        at: Key = (*here, "figures", name)
        item = said.agenda.get(figure.box or "") if figure.box in kind.agenda else None
        if (figure.box is not None or figure.choice is not None) and (item is None or item.ballot is None):
            yield tree.fault(
                (*at, "box") if figure.box is not None else at,
                "这个数要由票箱开出，这类活动却没有这样一项无记名投票的议程",
                "this figure comes out of a ballot box, but the activity has no such item with a ballot",
                "box 写 agenda 里有 ballot 的一项",
                "name in box an item of agenda that has a ballot",
            )
            continue
        answers = item.ballot.choices if item is not None and item.ballot is not None else {}
        if answers and (figure.approximate or figure.choice not in (None, *answers)):
            yield tree.fault(
                at,
                "票箱开出的数是确切的，choice 是票上有的答案",
                "what a box gives is exact, and choice is an answer of the ballot",
                "去掉 approximate，choice 写 ballot.choices 里有的",
                "leave out approximate; write a choice of ballot.choices",
            )


def _parts(tree: Tree, here: Key, kind: ActivityKind) -> Iterator[Fault]:
    """Figures that are a part of nothing, of themselves, or of a turnout that is not recorded by person."""
    for name, figure in kind.figures.items():
        of, at = figure.part_of, (*here, "figures", name, "part_of")
        if of in TURNOUT and kind.attendance != "people":
            yield tree.fault(
                at,
                "这类活动不按人记到会，没有可比的人数",
                "attendance is not recorded by person: there is nothing to be a part of",
                "写另一个数的名字，或写 attendance: people",
                "name another figure, or write attendance: people",
            )
        elif of is not None and of not in {*TURNOUT, *kind.figures} - {name}:
            yield tree.fault(
                at,
                f"没有叫“{of}”的数",
                f"there is no figure named “{of}”",
                f"改成另一个数的名字，或 {'、'.join(TURNOUT)}",
                f"name another figure, or one of {', '.join(TURNOUT)}",
            )


def _capped(said: words.PackFile, at: Key, kind: ActivityKind) -> Iterator[Named]:
    for name, figure in kind.figures.items():
        if figure.cap is not None:
            here: Key = (*at, "figures", name, "cap")
            yield here, "参数", "value", [figure.cap.share[1:], figure.cap.strict[1:]], said.values
            yield (*here, "of"), "数", "figure", [figure.cap.of], kind.figures
            yield (*here, "source"), "依据文件", "document", [figure.cap.source], said.documents


def _material(said: words.PackFile, at: Key, kind: ActivityKind) -> Iterator[Named]:
    files = {name for name, one in kind.fields.items() if one.type in FILES}
    yield (*at, "needs"), "字段", "field", kind.needs, {*kind.fields, *kind.figures} - files
    yield (*at, "materials"), "文件字段", "field that is a file", list(kind.materials), files
    for name, one in kind.materials.items():
        here: Key = (*at, "materials", name)
        yield here, "参数", "value", [one.needed[1:]], said.values
        yield (*here, "item"), "议程", "agenda item", [one.item] if one.item else [], kind.agenda
        yield (*here, "source"), "依据文件", "document", [one.source], said.documents


def _named(said: words.PackFile) -> Iterator[Named]:
    for key, kind in said.activities.items():
        at: Key = ("activities", key)
        yield (*at, "source"), "依据文件", "document", [kind.source], said.documents
        yield (*at, "who"), "角色", "role", [*kind.who, *kind.published_by], said.roles
        yield (*at, "units"), "单位类别", "kind of unit", kind.units, said.unit_kinds
        yield (*at, "agenda"), "议程", "agenda item", kind.agenda, said.agenda
        yield (*at, "becomes"), "事项类别", "kind of matter", kind.becomes, said.matters
        yield from _capped(said, at, kind)
        yield from _material(said, at, kind)
        for word in ("due", "voters"):
            name = getattr(kind, word) or ""
            yield (*at, word), "参数", "value", [name[1:]] if name.startswith("$") else [], said.values
        if kind.rhythm is not None:
            named = [one[1:] for one in (kind.rhythm.least, kind.rhythm.usual_from) if one is not None]
            yield (*at, "rhythm"), "参数", "value", named, said.values
        if kind.sign_up is not None:
            named = [one[1:] for one in (kind.sign_up.guardian_below, kind.sign_up.open) if one is not None]
            yield (*at, "sign_up"), "参数", "value", named, said.values
            yield (*at, "sign_up", "source"), "依据文件", "document", [kind.sign_up.source], said.documents
        if kind.statements is not None:
            yield (*at, "statements"), "参数", "value", [kind.statements.most[1:]], said.values
            yield (*at, "statements", "source"), "依据文件", "document", [kind.statements.source], said.documents
        yield from _barred(said, at, kind.barred)
    for key, item in said.agenda.items():
        at = ("agenda", key)
        yield (*at, "source"), "依据文件", "document", [item.source], said.documents
        yield from _voted(said, (*at, "vote"), item.vote)
        yield from _barred(said, at, item.barred)
        yield from _before(said, at, item)
    for key, posting in said.postings.items():
        at = ("postings", key)
        yield (*at, "role"), "角色", "role", [posting.role], said.roles
        yield (*at, "units"), "单位类别", "kind of unit", posting.units, said.unit_kinds
        yield at, "参数", "value", [posting.term[1:], posting.remind[1:]], said.values
        yield (*at, "becomes"), "事项类别", "kind of matter", [posting.becomes], said.matters
        yield (*at, "source"), "依据文件", "document", [posting.source], said.documents
        yield from _barred(said, at, posting.barred)


def _before(said: words.PackFile, at: Key, item: AgendaKind) -> Iterator[Named]:
    """What goes before a vote: the number of candidates, another meeting."""
    if item.contested is not None:
        rule, here = item.contested, (*at, "contested")
        names = [one[1:] for one in (rule.more, rule.seats_from) if one is not None]
        yield here, "参数", "value", names, said.values
        yield (*here, "source"), "依据文件", "document", [rule.source], said.documents
    if item.prior is not None:
        first, here = item.prior, (*at, "prior")
        yield (*here, "activity"), "活动类别", "kind of activity", [first.activity], said.activities
        yield here, "参数", "value", [first.reached[1:]] if first.reached is not None else [], said.values
        yield (*here, "source"), "依据文件", "document", [first.source], said.documents


def _barred(said: words.PackFile, at: Key, rules: Iterable[Barred]) -> Iterator[Named]:
    for rule in rules:
        yield (*at, "barred"), "单位类别", "kind of unit", rule.units, said.unit_kinds
        yield (*at, "barred", "source"), "依据文件", "document", [rule.source], said.documents


def _voted(said: words.PackFile, at: Key, vote: Vote | None) -> Iterator[Named]:
    if vote is None:
        return
    yield (*at, "source"), "依据文件", "document", [vote.source], said.documents
    shares = [share.at_least or share.more_than or "" for share in (vote.quorum, vote.carried)]
    yield at, "参数", "value", [share[1:] for share in shares if share.startswith("$")], said.values
