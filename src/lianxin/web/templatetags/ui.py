"""``{% load ui %}``: every component of the design system. The styleguide page shows each in all its states."""

from lianxin.web.components import controls, figures, icons, pieces, story, tree_figure
from lianxin.web.components.registry import register

__all__ = ["controls", "figures", "icons", "pieces", "register", "story", "tree_figure"]
