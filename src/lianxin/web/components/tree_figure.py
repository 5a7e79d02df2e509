"""The wish tree and its legend as tags, for pages that hold its branches."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from lianxin.web.components.registry import Context, component, piece
from lianxin.web.tree import Branch, Size, Species, draw, legend


@piece
def wish_tree(
    species: Species, branches: Sequence[Branch], seed: str, size: Size = "full", title: str = ""
) -> SafeString:
    """The town's tree drawn from its wishes; a list with the same content must stand beside it on the page."""
    return mark_safe(draw(species, branches, seed=seed, size=size, title=title))  # noqa: S308 — draw escapes its texts


@component("components/tree_legend.html")
def tree_legend(species: Species) -> Context:
    """What bud, blossom and fruit mean on this town's tree."""
    return {"entries": [(mark_safe(drawing), words) for drawing, words in legend(species)]}  # noqa: S308 — our own drawings
