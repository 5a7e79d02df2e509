"""Writing single sheets as PDF, by Typst like every other paper (ADR 0069)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files

from lianxin.adapters import typesetter
from lianxin.adapters.leaf.leaf import Leaf, Size
from lianxin.adapters.typesetter import families

FONTS = {
    "serif": ("Songti SC", "Noto Serif CJK SC", "Noto Serif SC", "STSong", "SimSun"),
    "sans": ("PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "SimHei"),
}
"""As in the style sheet of pages."""


@cache
def _source(layout: str) -> bytes:
    here = files(__package__)
    return b"\n".join(here.joinpath(f"{name}.typ").read_bytes() for name in ("leaf", layout))


def pdf(leaves: Sequence[Leaf], size: Size) -> bytes:
    """One page a leaf; of a card one sheet full of it. All leaves are of one layout."""
    shown = [asdict(leaf) | {"large": leaf.large, "long": [leaf.long(one) for one in leaf.lines]} for leaf in leaves]
    fonts = {use: [name for name in names if name.lower() in families()] for use, names in FONTS.items()}
    return typesetter.pdf(_source(leaves[0].layout), leaves=shown, fonts=fonts, size=size)
