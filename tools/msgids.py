"""Which texts of pages need an English sentence, and whether they have one.

    .venv/bin/python tools/msgids.py                  say what is missing, code 1 if anything is
    .venv/bin/python tools/msgids.py --write [FILE…]  bring django.po up to date: take sentences from FILEs, drop what
                                                      no page says any more; name what is still missing

The msgid is the Chinese text as it stands in a template or in Python; no gettext programs are needed.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from jinja2 import Environment, nodes

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "lianxin"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "_": 0, "ngettext": 0, "ngettext_lazy": 0} | {
    "pgettext": 1, "pgettext_lazy": 1, "npgettext": 1, "npgettext_lazy": 1
}  # fmt: skip
"""Functions that translate, and where their text stands among the arguments (before it: the context)."""
SPOKEN = {"_": 1, "fill": 1, "fill_n": 2}
"""The same in templates, with the number of texts each takes."""
HAN = re.compile(r"[\u4e00-\u9fff]")
WIDTHS = str.maketrans("，。；：？！（）", ",.;:?!()")
HEADER = {
    "Project-Id-Version": "lianxin",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


@dataclass
class Wanted:
    """One text of the pages: its context, its plural, and the files that say it."""

    msgid: str
    context: str = ""
    plural: str = ""
    files: set[str] = field(default_factory=set)


class Unreadable(Exception):
    """A call whose text is put together while running: no catalogue can hold it."""


def wanted() -> dict[tuple[str, str], Wanted]:
    """Every text, by context and msgid."""
    found: dict[tuple[str, str], Wanted] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".html", ".txt", ".py") and not {"lists", "built"} & set(path.relative_to(PACKAGE).parts):
            for one in texts(path):
                kept = found.setdefault((one.context, one.msgid), one)
                kept.plural = kept.plural or one.plural
                kept.files.add(path.relative_to(PACKAGE).as_posix())
    return found


def texts(path: Path) -> Iterator[Wanted]:
    """The texts of one file, as its calls name them. Errors: Unreadable."""
    said = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from _of_template(said, path)
        return
    for call in (node for node in ast.walk(ast.parse(said)) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in CALLS and call.args and not isinstance(call.args[0], ast.Name | ast.Subscript | ast.Call):
            yield _one(call, name, path)  # gettext(NAME) shows what gettext_noop marked elsewhere


def _of_template(said: str, path: Path) -> Iterator[Wanted]:
    """The texts of a template: _("…"), fill("…%(name)s…", name=…), fill_n("one", "many", n, …)."""
    for call in Environment().parse(said).find_all(nodes.Call):
        name = getattr(call.node, "name", "")
        if name in SPOKEN and not isinstance(call.args[0], nodes.Name):
            words = [one.value for one in call.args[: SPOKEN[name]] if isinstance(one, nodes.Const)]
            if len(words) < SPOKEN[name]:
                raise Unreadable(f"{path}:{call.lineno} {name}(…) needs its text written out")
            yield Wanted(words[0], "", words[1] if name == "fill_n" else "")


def _one(call: ast.Call, name: str, path: Path) -> Wanted:
    at = CALLS[name]
    last = at + 2 if "ngettext" in name or "npgettext" in name else at + 1
    said = [node.value for node in call.args[:last] if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    if len(said) < last:
        raise Unreadable(f"{path}:{getattr(call, 'lineno', '?')} {name}(…) needs its text written out")
    return Wanted(said[at], said[0] if at else "", said[at + 1] if last > at + 1 else "")


def known(files: list[Path]) -> dict[tuple[str, str], polib.POEntry]:
    """Sentences of these catalogues, later files first served; also found when only the width of a sign differs."""
    found: dict[tuple[str, str], polib.POEntry] = {}
    for file in files:
        for entry in polib.pofile(str(file)):
            if entry.msgstr or any(entry.msgstr_plural.values()):
                context = entry.msgctxt or ""
                found[(context, entry.msgid)] = entry
                found.setdefault((context, plain(entry.msgid)), entry)
    return found


def plain(text: str) -> str:
    """A text with half-width signs and no spaces."""
    return re.sub(r"\s+", "", text.translate(WIDTHS))


def missing(have: dict[tuple[str, str], polib.POEntry], exact: bool = True) -> list[Wanted]:
    """Chinese texts without an English sentence."""
    return [
        one
        for (context, msgid), one in wanted().items()
        if HAN.search(msgid) and (context, msgid) not in have and (exact or (context, plain(msgid)) not in have)
    ]


def write(have: dict[tuple[str, str], polib.POEntry]) -> None:
    """The catalogue, in the order of the texts, with the files that say each."""
    made = polib.POFile(wrapwidth=110)
    made.metadata = HEADER
    for (context, msgid), one in sorted(wanted().items(), key=lambda item: (sorted(item[1].files)[0], item[0])):
        entry = have.get((context, msgid)) or have.get((context, plain(msgid))) or have.get(("", msgid))
        if entry is None:
            continue
        single = entry.msgstr or entry.msgstr_plural.get(0, "")
        many = entry.msgstr_plural.get(1, "") or single
        forms = {0: single, 1: many}
        made.append(
            polib.POEntry(
                msgid=msgid,
                msgctxt=context or None,
                msgid_plural=one.plural,
                msgstr="" if one.plural else single,
                msgstr_plural=forms if one.plural else {},
                comment="",
                occurrences=[(file, "") for file in sorted(one.files)],
                flags=["python-format"] if "%(" in msgid else [],
            )
        )
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(CATALOGUE))


def main(arguments: list[str]) -> int:
    """What the command line asks for."""
    files = [CATALOGUE] if CATALOGUE.exists() else []
    if arguments[:1] == ["--write"]:
        write(known([*files, *map(Path, arguments[1:])]))
        files = [CATALOGUE]
    lacking = missing(known(files))
    for one in lacking:
        print(f"{sorted(one.files)[0]}: {f'[{one.context}] ' if one.context else ''}{one.msgid!r}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
