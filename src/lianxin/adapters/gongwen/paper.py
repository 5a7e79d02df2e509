"""What is written: a paper as plain values, whoever wrote it and whatever becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lianxin.adapters.gongwen import measures


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `mark` is empty, or says what a draft shows in colour: hand (手填), stale, gap, cited."""

    text: str
    mark: Literal["", "hand", "stale", "gap", "cited"] = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1–4), a paragraph, or a table of rows whose first is the head."""

    kind: Literal["heading", "paragraph", "table"]
    pieces: tuple[Piece, ...] = ()
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def shares(self) -> tuple[float, ...]:
        """What each column of a table takes of the width: one answer for Word and PDF."""
        return measures.shares(self.rows)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document (`official`) or a bulletin (`bulletin`: 简报 is none of the fifteen statutory kinds and looks apart).

    `mark` is the 发文机关标志 or the bulletin's name, `number` the 发文字号 or the bulletin's issue (第3期), `copied`
    the 抄送 or the bulletin's 报、送、发. `draft` shows marks in colour; what is issued shows none.
    """

    layout: Literal["official", "bulletin"]
    title: str
    mark: str = ""
    number: str = ""
    to: str = ""
    blocks: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    signed: str = ""
    dated: str = ""
    editor: str = ""
    copied: tuple[str, ...] = ()
    printed: str = ""
    printed_on: str = ""
    copies: str = ""
    draft: bool = False
    citations: tuple[str, ...] = field(default=())
