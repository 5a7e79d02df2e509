"""Where the boxes and arrows of a procedure stand: one box a step, one row an action, lanes beside them for arrows.

Steps stand under each other in the order of the pack, so boxes cannot overlap and a phone shows the whole width. An
action that leads on leaves its row to the right, one that leads back to the left; arrows to one step share a lane.
All lengths are SVG user units (CSS pixels at 100 %). Pure and deterministic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lianxin.handbook.sayings import goes_to, who_names
from lianxin.language.pack import Pack
from lianxin.language.words import Action

BOX = 272
PAD = 12
GAP = 26
LANE = 13
TEXT, SMALL = 14, 11.5
OPENING, CLOSING = "（“《", "，。、；：）”》？！"
LEADING = 1.45

Side = Literal["right", "left"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text inside a box, `y` its baseline."""

    text: str
    y: float
    look: Literal["title", "action", "who", "stay", "ending"]
    main: bool = False


@dataclass(frozen=True, slots=True)
class Port:
    """Where an arrow leaves a box: the row of its action. `to` is a step."""

    y: float
    to: str
    action: str
    main: bool
    lost: bool = False


@dataclass
class Box:
    """A step with its lines and ports. `end` is the ending's label, if it is one."""

    step: str
    y: float
    height: float = 0
    lines: list[Line] = field(default_factory=list)
    ports: list[Port] = field(default_factory=list)
    end: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow: from a port over a lane into the box of a step, at `enter`."""

    source: str
    port: Port
    side: Side
    lane: int
    enter: float


@dataclass(frozen=True)
class Drawing:
    """All boxes and arrows. `left` and `right` are the numbers of lanes on the sides."""

    boxes: list[Box]
    arrows: list[Arrow]
    left: int
    right: int
    height: float

    @property
    def width(self) -> float:
        return (self.left + self.right + 2) * LANE + BOX

    @property
    def x(self) -> float:
        """The left edge of all boxes."""
        return (self.left + 1) * LANE


def place(pack: Pack, kind: str, language: str = "zh") -> Drawing:
    """The drawing of a kind's procedure. Errors: KeyError."""
    said = pack.kind(kind)
    boxes, y = [], float(GAP + 14)
    for name in said.steps:
        box = _box(pack, kind, name, y, language)
        boxes.append(box)
        y += box.height + GAP
    order = {box.step: index for index, box in enumerate(boxes)}
    wanted: dict[Side, dict[str, list[float]]] = {"right": {}, "left": {}}
    leaving: list[tuple[str, Port, Side]] = []
    for box in boxes:
        for port in box.ports:
            side: Side = "right" if order[port.to] > order[box.step] else "left"
            wanted[side].setdefault(port.to, []).append(port.y)
            leaving.append((box.step, port, side))
    entries = {box.step: box.y + 17 for box in boxes}
    lanes = {side: _lanes(sources, entries) for side, sources in wanted.items()}
    arrows = [Arrow(source, port, side, lanes[side][port.to], entries[port.to]) for source, port, side in leaving]
    counted = {side: max(found.values(), default=-1) + 1 for side, found in lanes.items()}
    return Drawing(boxes, arrows, counted["left"], counted["right"], y)


def _lanes(sources: dict[str, list[float]], entries: dict[str, float]) -> dict[str, int]:
    """A lane for each target: short ways near the boxes, no two that overlap in one lane."""
    spans = {to: (min(*ys, entries[to]), max(*ys, entries[to])) for to, ys in sources.items()}
    taken: list[list[tuple[float, float]]] = []
    found = {}
    for to, (top, bottom) in sorted(spans.items(), key=lambda item: (item[1][1] - item[1][0], item[0])):
        for number, lane in enumerate(taken):
            if all(bottom < above - 8 or top > below + 8 for above, below in lane):
                lane.append((top, bottom))
                found[to] = number
                break
        else:
            taken.append([(top, bottom)])
            found[to] = len(taken) - 1
    return found


def _box(pack: Pack, kind: str, name: str, y: float, language: str) -> Box:
    said = pack.kind(kind)
    step = said.steps[name]
    box = Box(name, y)
    pen = _Pen(box, y + PAD)
    if step.end is not None:
        box.end = said.endings[step.end].label.say(language)
    pen.write(step.label.say(language), "title")
    stays = []
    actions = pack.actions(kind, name)
    for key in sorted(actions, key=lambda key: not actions[key].main):
        action = actions[key]
        to = goes_to(said, name, action)
        if to is None:
            stays.append(action.label.say(language))
            continue
        pen.action(key, action, to, who_names(pack, action.who, language), language)
    if stays:
        before = "还可以：" if not language.startswith("en") else "Also: "
        pen.space(4)
        pen.write(before + ("、" if not language.startswith("en") else ", ").join(stays), "stay")
    box.height = pen.y - y + PAD - 4
    return box


class _Pen:
    """Writes lines into a box from the top."""

    def __init__(self, box: Box, y: float) -> None:
        self.box, self.y = box, y

    def space(self, amount: float) -> None:
        self.y += amount

    def write(self, text: str, look: Literal["title", "action", "who", "stay"], main: bool = False) -> float:
        """Writes wrapped text; gives the middle of its first line."""
        size = TEXT if look in ("title", "action") else SMALL
        first = self.y + size * LEADING / 2
        for part in wrap(text, BOX - 2 * PAD, size):
            self.box.lines.append(Line(part, round(self.y + size, 1), look, main))
            self.y = round(self.y + size * LEADING, 1)
        return round(first, 1)

    def action(self, key: str, action: Action, to: str, who: str, language: str) -> None:
        self.space(7)
        middle = self.write(action.label.say(language), "action", action.main)
        self.box.ports.append(Port(middle, to, key, action.main))
        self.write(who, "who")
        if action.vote is not None and action.vote.to_if_lost is not None:
            words = "未通过时" if not language.startswith("en") else "If it is lost"
            middle = self.write(words, "who")
            self.box.ports.append(Port(middle, action.vote.to_if_lost, key, False, lost=True))


def ems(text: str) -> float:
    """The width of a text in ems: Chinese characters one, others a little over a half."""
    return sum(1.0 if ord(sign) > 0x2E7F or sign in "“”…—①②③④" else 0.58 for sign in text)


def wrap(text: str, width: float, size: float) -> list[str]:
    """The text in lines not wider than `width`; Chinese breaks anywhere but before closing signs, English at spaces."""
    found, line = [], ""
    for word in _words(text):
        if line.strip() and ems((line + word).rstrip()) * size > width:
            stays = line[: _break(line, word)]
            found.append(stays.rstrip())
            line = line[len(stays) :] + word.lstrip()
        else:
            line += word
    return [*found, line.rstrip()] if line.strip() else found or [""]


def _break(line: str, word: str) -> int:
    """Where a full line ends, so that no opening sign ends it and no closing sign begins the next."""
    at = len(line)
    while at > 1 and (line[at - 1] in OPENING or (line[at] if at < len(line) else word[0]) in CLOSING):
        at -= 1
    return at if at > 1 else len(line)


def _words(text: str) -> list[str]:
    found: list[str] = []
    for sign in text:
        latin = ord(sign) < 0x2E80 and sign not in "“”"
        if found and latin and ord(found[-1][-1]) < 0x2E80 and not found[-1].endswith(" "):
            found[-1] += sign
        else:
            found.append(sign)
    return found
