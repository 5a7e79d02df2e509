"""Icons: the Tabler outlines listed in assets/icons.txt, drawn from the built sprite."""

from functools import cache, lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lianxin.web.components.registry import constant, joined, piece

LIST = Path(__file__).parent.parent / "assets" / "icons.txt"


@cache
def names() -> frozenset[str]:
    """The icon names a page may use."""
    lines = (line.strip() for line in LIST.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


@constant
@piece
@lru_cache(maxsize=500)
def icon(name: str, label: str = "", size: str = "", css: str = "") -> SafeString:
    """One icon, 20 px (size "lg" 28, "xl" 40). With ``label`` it is read aloud, without it is decoration beside a word.

    Raises ValueError for a name that is not listed, so that a typing error shows in the first test and not as a
    hole in the page.
    """
    if name not in names():
        raise ValueError(f'icon "{name}" is not listed in web/assets/icons.txt; add it there and run `npm run build`')
    classes = joined("icon", f"icon-{size}" if size else "", css)
    href = f"{static('built/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, href
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', classes, href
    )
