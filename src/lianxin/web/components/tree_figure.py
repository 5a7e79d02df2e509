"""The wish tree as a tag, for pages that hold its branches."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from lianxin.web.components.registry import register
from lianxin.web.tree import Branch, Size, Species, draw


@register.simple_tag
def wish_tree(
    species: Species, branches: Sequence[Branch], seed: str, size: Size = "full", title: str = ""
) -> SafeString:
    """The town's tree drawn from its wishes; a list with the same content must stand beside it on the page."""
    return mark_safe(draw(species, branches, seed=seed, size=size, title=title))  # noqa: S308 — draw escapes every text it is given
