"""The town's wish tree: living SVG from the data. Pure Python; the same data always grow the same tree."""

from lianxin.web.tree.drawing import draw, legend
from lianxin.web.tree.shape import Branch, Size, Species, State, Wish

__all__ = ["Branch", "Size", "Species", "State", "Wish", "draw", "legend"]
