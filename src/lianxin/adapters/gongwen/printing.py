"""Writing a paper as PDF, the grid set exactly (ADR 0069)."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from importlib.resources import files

from lianxin.adapters import typesetter
from lianxin.adapters.gongwen import measures
from lianxin.adapters.gongwen.ends import mark_size
from lianxin.adapters.gongwen.paper import Paper
from lianxin.adapters.typesetter import families


@cache
def _source() -> bytes:
    return files(__package__).joinpath("paper.typ").read_bytes()


def written_here() -> bool:
    """Whether this machine has a font with Chinese characters; without one a PDF would hold empty boxes."""
    return any(name.lower() in families() for first, others in measures.FONTS.values() for name in (first, *others))


def pdf(paper: Paper) -> bytes:
    """The file."""
    blocks = [asdict(block) | {"shares": block.shares} for block in paper.blocks]
    shown = asdict(paper) | {"blocks": blocks, "mark_size": mark_size(paper.mark or "工作简报")}
    fonts = {key: [name, *others] for key, (name, others) in measures.FONTS.items()}
    return typesetter.pdf(_source(), paper=shown, fonts=fonts)
