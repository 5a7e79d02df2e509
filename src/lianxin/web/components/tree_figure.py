"""The wish tree and its legend as tags, for pages that hold its branches."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from lianxin.web.components.registry import Context, component, piece
from lianxin.web.tree import Branch, Size, Species, draw, legend


@piece
def wish_tree(
    species: Species, branches: Sequence[Branch], seed: str, size: Size = "full", title: str = ""
) -> SafeString:
    """The town's tree drawn from its wishes; a list with the same content must stand beside it on the page."""
    grown = tuple(replace(branch, wishes=tuple(branch.wishes)) for branch in branches)
    return mark_safe(_drawn(species, grown, seed, size, title))  # noqa: S308 — draw escapes its texts


@lru_cache(maxsize=8)
def _drawn(species: Species, branches: tuple[Branch, ...], seed: str, size: Size, title: str) -> str:
    # The same wishes give the same picture; most pages between two changes of the tree show it again.
    return draw(species, branches, seed=seed, size=size, title=title)


@component("components/tree_legend.html")
def tree_legend(species: Species) -> Context:
    """What bud, blossom and fruit mean on this town's tree."""
    return {"entries": [(mark_safe(drawing), words) for drawing, words in legend(species)]}  # noqa: S308 — our own drawings
