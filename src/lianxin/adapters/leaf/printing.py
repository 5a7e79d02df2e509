"""Writing single sheets as PDF, by Typst like every other paper (ADR 0069)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files

import typst

from lianxin.adapters.gongwen.printing import installed
from lianxin.adapters.leaf.leaf import Leaf, Size

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
    """One page a leaf; of a card one sheet full of it. All leaves are of one layout. Text goes in as data, never as
    markup."""
    shown = [asdict(leaf) | {"large": leaf.large, "long": [leaf.long(one) for one in leaf.lines]} for leaf in leaves]
    known = {family.lower() for family in installed().families()}
    fonts = {use: [name for name in names if name.lower() in known] for use, names in FONTS.items()}
    given = {"leaves": json.dumps(shown, ensure_ascii=False), "fonts": json.dumps(fonts), "size": size}
    made = typst.compile(_source(leaves[0].layout), format="pdf", sys_inputs=given, font_paths=installed())
    if not isinstance(made, bytes):
        raise TypeError("typst gave several files for one paper")
    return made
