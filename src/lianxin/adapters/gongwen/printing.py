"""Writing a paper as PDF, by Typst: one wheel, no system libraries, the grid set exactly (ADR 0069)."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files

import typst

from lianxin.adapters.gongwen import measures
from lianxin.adapters.gongwen.ends import mark_size
from lianxin.adapters.gongwen.paper import Paper


@cache
def _source() -> bytes:
    return files(__package__).joinpath("paper.typ").read_bytes()


@cache
def installed() -> typst.Fonts:
    """The machine's fonts, looked for once a process: that takes five times as long as writing a paper."""
    return typst.Fonts()


def written_here() -> bool:
    """Whether this machine has a font with Chinese characters; without one a PDF would hold empty boxes."""
    known = {family.lower() for family in installed().families()}
    return any(name.lower() in known for first, others in measures.FONTS.values() for name in (first, *others))


def pdf(paper: Paper) -> bytes:
    """The file. What people wrote goes in as data and never as markup."""
    shown = asdict(paper) | {"mark_size": mark_size(paper.mark or "工作简报")}
    fonts = {key: [name, *others] for key, (name, others) in measures.FONTS.items()}
    given = {"paper": json.dumps(shown, ensure_ascii=False), "fonts": json.dumps(fonts, ensure_ascii=False)}
    made = typst.compile(_source(), format="pdf", sys_inputs=given, font_paths=installed())
    if not isinstance(made, bytes):
        raise TypeError("typst gave several files for one paper")
    return made
