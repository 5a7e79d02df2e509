"""A CSV of texts that somebody answered, as people save it: UTF-8 with or without a mark, or GB18030 from a Chinese
spreadsheet program; a wrong file is refused whole, with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

GROUP = "group"
"""The column that joins what is one case told several times, when the file has one."""
_MOST = 131_072 * 8


class Wrong(Exception):
    """The file cannot be used; the text says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


@dataclass(frozen=True, slots=True)
class Row:
    """One answered row: the texts of the asked columns (in order, blank ones too), the answer, the group ('' where the
    file knows none)."""

    texts: tuple[str, ...]
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """The rows with a text and an answer, and how many had none."""

    rows: tuple[Row, ...]
    blank: int


def read(path: Path, texts: Sequence[str], label: str, group: str = "") -> Labelled:
    """The answered rows of a CSV. Errors: Wrong."""
    lines = csv.reader(io.StringIO(_decoded(path), newline=""), strict=True)
    csv.field_size_limit(_MOST)
    found: list[Row] = []
    blank = 0
    try:
        head = [name.strip() for name in next(lines, [])]
        places, at, by = _columns(path, head, texts, label, group)
        for line in lines:
            if not any(cell.strip() for cell in line):
                continue
            if len(line) != len(head):
                raise Wrong(
                    f"{path} 第{lines.line_num}行有{len(line)}列，表头有{len(head)}列。请补齐或检查引号",
                    f"{path} line {lines.line_num} has {len(line)} cells, the head has {len(head)}: check the quotes",
                )
            said = tuple(line[place].strip() for place in places)
            if not any(said) or not line[at].strip():
                blank += 1
                continue
            found.append(Row(said, line[at].strip(), line[by].strip() if by is not None else ""))
    except csv.Error as problem:
        raise Wrong(
            f"{path} 第{lines.line_num}行不是CSV：{problem}", f"{path} line {lines.line_num} is no CSV: {problem}"
        ) from problem
    if not found:
        raise Wrong(f"{path} 里没有一行既有文字又有答案", f"{path} has no row with both a text and an answer")
    return Labelled(tuple(found), blank)


def _decoded(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise Wrong(f"读不了 {path}：{problem.strerror}", f"cannot read {path}: {problem.strerror}") from problem
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Wrong(
        f"{path} 的编码认不出来。请另存为 UTF-8 的 CSV 再来",
        f"{path}: neither UTF-8 nor GB18030. Save it as CSV in UTF-8 and try again",
    )


def _columns(
    path: Path, head: list[str], texts: Sequence[str], label: str, group: str
) -> tuple[list[int], int, int | None]:
    if not head:
        raise Wrong(f"{path} 是空的", f"{path} is empty")
    for name in (*texts, label, *([group] if group else [])):
        if name not in head:
            columns = "、".join(head)
            raise Wrong(
                f"{path} 没有“{name}”这一列。有的是：{columns}",
                f"{path} has no column {name!r}. It has: {', '.join(head)}",
            )
    by = group or (GROUP if GROUP in head and GROUP not in (*texts, label) else "")
    for name in (*texts, label, *([by] if by else [])):
        if head.count(name) > 1:
            raise Wrong(
                f"{path} 有{head.count(name)}列都叫“{name}”，不知道用哪一列。请改名再来",
                f"{path} has {head.count(name)} columns called {name!r}: rename all but the one that is meant",
            )
    return [head.index(name) for name in texts], head.index(label), head.index(by) if by else None
