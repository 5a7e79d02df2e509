"""Papers as offices open them: .docx in GB/T 9704-2012 layout, and PDF. `paper` is what is written.

python-docx and Typst are loaded when a file is made: a web process that makes none does not hold them.
"""

from lianxin.adapters.gongwen.paper import Block, Paper, Piece

__all__ = ["Block", "Paper", "Piece", "docx", "pdf", "written_here"]


def docx(paper: Paper) -> bytes:
    """The paper as a Word file: see `write.docx`."""
    from lianxin.adapters.gongwen import write  # noqa: PLC0415 - only where a file is made

    return write.docx(paper)


def written_here() -> bool:
    """Whether this machine has a font with Chinese characters for a PDF: see `printing.written_here`."""
    from lianxin.adapters.gongwen import printing  # noqa: PLC0415 - only where a file is made

    return printing.written_here()


def pdf(paper: Paper) -> bytes:
    """The paper as PDF: see `printing.pdf`."""
    from lianxin.adapters.gongwen import printing  # noqa: PLC0415 - only where a file is made

    return printing.pdf(paper)
