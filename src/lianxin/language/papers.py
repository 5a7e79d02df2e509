"""Words for what is written down: briefings, notices, minutes, tables, certificates, cards, posters (ADR 0069).

A paper's text is plain lines: `# ` begins a heading (`## ` the next level), every other line is a paragraph. Numbers
are cited, in braces: `{rate:deeds show=above}`, `{set:received kinds=deed period=2024-06-20..2024-07-01}`.
A line that is only `{rows:late kinds=deed}` is a table, and so is `{ledger:works state=open columns=title,due}`, under
which stands of which day it is and how many rows it has; within a sentence that is the number of its rows. `{?…}` is a
gap that says what somebody must fill in.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lianxin.language.word import KeyName, Label, Word


class Origin(Word):
    """A figure of the document that a template is modelled on: as it stands there, and how this paper comes to it: a
    citation of its text (`cites`), or why no record of a town can count it, so that nothing prints it (`uncounted`)."""

    says: str = Field(min_length=1)
    cites: str = ""
    uncounted: Label | None = None


class PaperKind(Word):
    """A paper that a town writes again and again.

    `limit` names a value in characters (整治形式主义为基层减负若干规定). `naming`: it gives a name, a plaque or a
    contest's result, which towns may not do on their own: an approval of county level or above, or the yearly
    assessment, must be named before it is issued. `layout`: 公文, 简报, or a single sheet, which is
    drawn as its `kind` is: certificate across A4, cards to cut, a poster (ADR 0073).
    """

    label: Label
    about: Label
    kind: Literal["briefing", "notice", "minutes", "table", "certificate", "card", "poster"]
    layout: Literal["official", "bulletin", "sheet"] = "official"
    source: KeyName
    rows: list[str] = []
    limit: str | None = None
    naming: bool = False
    mark: str = ""
    editor: str = ""
    to: str = ""
    signed: str = ""
    copied: list[str] = []
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    origin: list[Origin] = []
