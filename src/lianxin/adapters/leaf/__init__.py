"""Single sheets of their own layout as PDF: certificate, card, poster (ADR 0073). `leaf` is what stands on one."""

from collections.abc import Sequence

from lianxin.adapters.leaf.leaf import Layout, Leaf, Size

__all__ = ["Layout", "Leaf", "Size", "pdf"]


def pdf(leaves: Sequence[Leaf], size: Size) -> bytes:
    """The sheets as one PDF: see `printing.pdf`."""
    from lianxin.adapters.leaf import printing  # noqa: PLC0415 - Typst only where a file is made

    return printing.pdf(leaves, size)
