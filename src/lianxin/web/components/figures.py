"""Numbers that open, and plain bars."""

from collections.abc import Sequence

from django.utils.translation import gettext

from lianxin.web.components.registry import Context, component, joined


@component("components/stat.html")
def stat(label: str, value: object, href: str = "", unit: str = "", **extra: object) -> Context:
    """A number that opens the list behind it. For a rate give numerator, denominator and excluded (with
    why_excluded) so that
    it can be checked; origin: the sentence "数字怎么来的"; change: "比上周少 3"; kind: "" | "late" | "hero"."""
    kind = str(extra.pop("kind", ""))
    return {
        "label": label,
        "value": "—" if value is None else value,
        "href": href,
        "unit": unit,
        "css": joined("stat", f"stat-{kind}" if kind else ""),
        **{key: extra.get(key) for key in ("numerator", "denominator", "excluded", "why_excluded", "origin", "change")},
    }


@component("components/progress.html")
def progress(done: float, total: float, label: str = "", kind: str = "", unit: str = "") -> Context:
    """How far: a native progress bar with its words (23 / 40 件)."""
    return {
        "done": done,
        "total": total,
        "label": label or gettext("进度"),
        "kind": kind,
        "unit": unit,
        "percent": round(100 * done / total) if total else 0,
    }


@component("components/bar.html")
def bar(parts: Sequence[tuple[float, str]], total: float, label: str) -> Context:
    """A stacked bar as SVG: parts are (amount, "pine" | "amber" | "late"); label says the same in words."""
    shapes, start = [], 0.0
    for amount, kind in parts:
        width = 100 * amount / total if total else 0
        shapes.append((f"{start:.1f}", f"{width:.1f}", "fore" if kind == "pine" else kind))
        start += width
    return {"shapes": shapes, "label": label}
