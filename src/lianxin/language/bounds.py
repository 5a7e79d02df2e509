"""What an activity counts is at most what it is a part of: those who came, those due, another figure; and no box, open
or closed or typed from paper, holds more ballots than people who came and may vote."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianxin.language.activities import TURNOUT, ActivityKind, AgendaKind
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, Text, because

CALLED = {
    "came": Text("到会的人", "those who came"),
    "due": Text("应到的人", "those who were due"),
    "members": Text("名册上的党员", "members on the roll"),
}
assert set(CALLED) == set(TURNOUT)


@dataclass(frozen=True, slots=True)
class Whole:
    """Of whom a figure may be a part: people due, who came, on the roll of the hosts, who came and may vote; how many
    units host it."""

    due: int
    came: int
    members: int
    voters: int
    hosts: int


@dataclass(frozen=True, slots=True)
class Asked:
    """An agenda item with a ballot: on how many lines it stands, and how many questions one ballot asks at most."""

    lines: int
    questions: int


def must_hold(
    pack: Pack, kind: ActivityKind, figures: Mapping[str, Mapping[str, Any]], agenda: Sequence[Mapping[str, Any]],
    boxes: Collection[int], whole: Whole,
) -> None:  # fmt: skip
    """Refuses figures beyond what they are a part of, and ballots (`boxes`: how many lie in each) beyond those present.
    Errors: Refused, naming the figure, or `present`."""
    parts(kind, figures, whole)
    for ballots in boxes:
        boxed(ballots, whole.voters)
    for item in dict.fromkeys(figure.box for figure in kind.figures.values() if figure.box is not None):
        _paper(kind, figures, item, asked(pack.said.agenda[item], item, agenda, whole), whole)


def parts(kind: ActivityKind, figures: Mapping[str, Mapping[str, Any]], whole: Whole | None = None) -> None:
    """Refuses a figure that is more than the whole it is a part of; where nobody was counted (None) only those that are
    a part of another figure. Errors: Refused, naming the figure."""
    for name, most, of in _parts(kind, figures, whole):
        n = int(figures[name]["least"])
        if n > most:
            zh = "“{label}”写了 {n}，“{of}”只有 {most}，多出 {more}，请核对"
            en = "“{label_en}”: {n}; “{of_en}”: {most}; {more} too many, please check"
            label = kind.figures[name].label
            said = {"label": label.zh, "label_en": label.say("en"), "of": of.zh, "of_en": of.say("en")}
            raise Refused(because("beyond", zh, en, "", **said, n=n, most=most, more=n - most), field=name)


def _parts(
    kind: ActivityKind, figures: Mapping[str, Mapping[str, Any]], whole: Whole | None
) -> Iterator[tuple[str, int, Text]]:
    for name, declared in kind.figures.items():
        of = declared.part_of
        if name not in figures or of is None:
            continue
        if of in CALLED:
            if whole is not None:
                yield name, getattr(whole, of), CALLED[of]
        elif of in figures and figures[of].get("most") is not None:
            yield name, int(figures[of]["most"]), kind.figures[of].label.text()


def boxed(ballots: int, voters: int) -> None:
    """Refuses a box with more ballots than people who came and may vote. Errors: Refused."""
    if ballots > voters:
        zh = "票箱里有 {n} 票，记到会的、有投票权的只有 {most} 人，多出 {more} 票：请把到会的人补全"
        en = "{n} ballots lie in the box; {most} who may vote are recorded as present, {more} too few: complete them"
        raise Refused(because("ballots", zh, en, "", n=ballots, most=voters, more=ballots - voters), field="present")


def asked(item: AgendaKind, key: str, agenda: Sequence[Mapping[str, Any]], whole: Whole) -> Asked:
    """How an item is put to the vote: about the names on its lines, else about each of those whom it names."""
    lines = [line for line in agenda if line.get("kind") == key] or [{}]
    names = item.ballot.names if item.ballot is not None else None
    others = max(1, {"members": whole.members, "hosts": whole.hosts}.get(names or "", 1))
    return Asked(len(lines), max(len(line.get("subjects") or ()) or others for line in lines))


def _paper(kind: ActivityKind, figures: Mapping[str, Mapping[str, Any]], item: str, put: Asked, whole: Whole) -> None:
    """Refuses totals typed from paper that cannot be. Errors: Refused, naming the figure."""
    of = {name: one for name, one in kind.figures.items() if one.box == item and figures.get(name, {}).get("typed")}
    ballots = whole.voters * put.lines
    for name in (name for name, one in of.items() if one.choice is None):
        n, label = int(figures[name]["least"]), kind.figures[name].label
        if n > ballots:
            zh = "“{label}”写了 {n}，到会的、有投票权的有 {voters} 人，最多 {most} 票，多出 {more} 票"
            en = "“{label_en}”: {n}; {voters} who may vote came: {most} ballots at most, {more} too many"
            said = {"label": label.zh, "label_en": label.say("en"), "voters": whole.voters, "most": ballots}
            raise Refused(because("ballots", zh, en, "", **said, n=n, more=n - ballots), field=name)
        ballots = n
    answers = [name for name, one in of.items() if one.choice is not None]
    n, most = sum(int(figures[name]["least"]) for name in answers), ballots * put.questions
    if n > most:
        raise Refused(_answers(kind, answers, n, ballots, most), field=answers[0])


def _answers(kind: ActivityKind, names: Sequence[str], n: int, ballots: int, most: int) -> Reason:
    labels = [kind.figures[name].label for name in names]
    zh = "{labels}合计 {n}，{ballots} 张票最多 {most}，多出 {more}，请核对"
    en = "{labels_en} make {n}; {ballots} ballots give {most} at most, {more} too many, please check"
    return because(
        "answers", zh, en, "", labels="、".join(f"“{one.zh}”" for one in labels),
        labels_en=", ".join(f"“{one.say('en')}”" for one in labels), n=n, ballots=ballots, most=most, more=n - most,
    )  # fmt: skip


def on_paper(most: int, voted: Mapping[str, int], meeting: bool) -> None:
    """Refuses totals of one test vote on paper beyond those who came and may vote at the `meeting` that is on record,
    or beyond the most that the rules allow where none is. Errors: Refused."""
    n = sum(voted.values())
    if n > most:
        zh = "各等次合计 {n} 票，测评会上到会的、有投票权的只有 {most} 人，多出 {more} 票，请核对"
        en = "the grades make {n} votes; {most} who may vote came to the meeting, {more} too many"
        if not meeting:
            zh = "各等次合计 {n} 票，一次测评最多 {most} 票，多出 {more} 票，请核对；到会人多的，先在日程里记录测评会"
            en = "the grades make {n} votes; a test vote has {most} at most, {more} too many; record its meeting first"
        raise Refused(because("votes", zh, en, "", n=n, most=most, more=n - most), field="votes")
