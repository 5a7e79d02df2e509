from collections.abc import Sequence

from lianxin.web.tree.shape import Branch, Size, Species


def draw(
    species: Species,
    branches: Sequence[Branch],
    *,
    seed: str,
    width: int = 960,
    height: int = 720,
    size: Size = "full",
    title: str = "",
) -> str:
    return '<svg class="wish-tree" viewBox="0 0 960 720"></svg>'
