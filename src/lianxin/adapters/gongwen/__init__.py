"""Papers as offices open them: .docx in GB/T 9704-2012 layout, and PDF. `paper` is what is written."""

from lianxin.adapters.gongwen.paper import Block, Paper, Piece
from lianxin.adapters.gongwen.pdf import pdf, written_here
from lianxin.adapters.gongwen.write import docx

__all__ = ["Block", "Paper", "Piece", "docx", "pdf", "written_here"]
