"""Writing SVG path data short: relative coordinates, one decimal, no needless signs or spaces."""

from collections.abc import Sequence

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with at most one decimal and no leading zero: 0.5 → ".5", -3.0 → "-3"."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    if text in ("-0", "-.0"):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


class Pen:
    """Collects path data. Positions are kept rounded, so that rounding never drifts along a path."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.x = 0.0
        self.y = 0.0

    def move(self, to: Point) -> None:
        self.x, self.y = round(to[0], 1), round(to[1], 1)
        self.parts.append(f"M{join((self.x, self.y))}")

    def line(self, to: Point) -> None:
        self._relative("l", to)

    def bend(self, control: Point, to: Point) -> None:
        """A quadratic curve to ``to``, drawn towards ``control`` on its way."""
        self._relative("q", control, to)

    def dot(self, at: Point) -> None:
        """A round point, as wide as the stroke of its path."""
        self.move(at)
        self.parts.append("h0")

    def close(self) -> None:
        self.parts.append("z")

    def through(self, points: Sequence[Point]) -> None:
        """A soft curve from the present place through ``points``: bends at each, passing the middles between them."""
        for here, following in zip(points, points[1:], strict=False):
            self.bend(here, ((here[0] + following[0]) / 2, (here[1] + following[1]) / 2))
        if points:
            self.line(points[-1])

    def data(self) -> str:
        return "".join(self.parts)

    def _relative(self, letter: str, *points: Point) -> None:
        end = (round(points[-1][0], 1), round(points[-1][1], 1))
        steps: list[float] = []
        for x, y in (*points[:-1], end):
            steps += [x - self.x, y - self.y]
        self.parts.append(letter + join(steps))
        self.x, self.y = end


def join(values: Sequence[float]) -> str:
    """Coordinates with a space only where a minus sign does not already part them."""
    text = ""
    for value in values:
        piece = number(value)
        text += piece if not text or piece.startswith("-") else f" {piece}"
    return text
