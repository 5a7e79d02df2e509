"""docs/language.md and docs/acts.md, written from the code they describe.

.venv/bin/python -m tools.docs            write them
.venv/bin/python -m tools.docs --check    say which one is stale, code 1 if any is (a test asks the same)
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from tests.house import source

from lianxin.cases import words as case_words
from lianxin.handbook.gloss import CONDITIONS, FIELDS, MODELS
from lianxin.handbook.language import vocabulary
from lianxin.language import words

DOCS = source.ROOT / "docs"
HEAD = "<!-- Written by `python -m tools.docs` from the code. Change the code, then run it again. -->"
LANGUAGE = """\
A pack is one folder of YAML files; what they say is put together and read as one `PackFile`. Any other word is refused
with file and line. Editors complete it with `lianxin pack schema`. The same list in Chinese, with the procedures of a
town drawn beside it, is that town's handbook: `lianxin pack handbook packs/<town>`.

`$name` stands for the dated value of that name. A new word needs an ADR and two towns or one law that want it
([CONTRIBUTING](../CONTRIBUTING.md#add-a-word))."""
CEL = "CEL, the Common Expression Language. These names are there and no others:"
CASES = """\
Files below `cases/`: what happened, and what must be so. `lianxin pack check packs/<town>` runs them, and so does
pytest.

What a paper of the pack prints is said under `then: papers:`. A case answers indicators, rates, sets, ledgers,
values, units, zones, lists, choices and streams, all from what happened in it and what the pack declares. Prizes,
honours, years in a row, sign-ups, slogans, surveys and activities by number it cannot answer: saying what one prints
fails by name, and so does “nothing blocks it” of a paper that cites one ([ADR
0105](adr/0105-cases-say-what-papers-print.md))."""
ACTS = """\
Everything that changes what is remembered. Each surface (pages, Open311, commands, the worker) calls these and nothing
else; each takes who acts and the time, asks the one map of abilities, and writes its entry in the same transaction.
Chinese names are in the [glossary](glossary.md#acts)."""
ENTRIES = """\
The names under which history is kept, and the file that writes them. An action of a pack is kept as `matter.<action>`,
with the verb the pack gives it."""
NOUNS = "matter|clock|notice|post|account|calendar|pack|town|unit|key|tie|hours|certificate|stock|activity|ballot"
ENTRY = re.compile(rf"({NOUNS}|member|paper|appraisal|objection|approval|contest|honour|medal)\.[a-z_]+")
NO_ENTRIES = {"pack.yaml", "matter.told"}
"""A file's name, and what a sealed text is bound to; `message.py` names events for other systems."""
PLAIN = {"str": "text", "int": "whole number", "float": "number", "bool": "true/false", "date": "date"}
PLAIN |= {"datetime": "date and time", "Any": "anything"}


def pages() -> dict[Path, str]:
    """Both documents as they should be."""
    return {DOCS / "language.md": language(), DOCS / "acts.md": acts()}


def language() -> str:
    """Every word a pack may say, from the models that read it."""
    names = (f"| `{name}` | {meaning} | {_code(example)} |" for name, (meaning, example) in CONDITIONS.items())
    return "\n".join(
        [
            f"# The language of packs\n\n{HEAD}\n\n{LANGUAGE}\n\n## Words of packs\n",
            *_models(words),
            f"## Conditions\n\n{CEL}\n\n| name | holds | example |\n|---|---|---|",
            *names,
            f"\n## Words of cases\n\n{CASES}\n",
            *_models(case_words),
        ]
    )


def _models(module: Any) -> Iterator[str]:
    for name, model in reversed(vocabulary(module).items()):
        yield f"### {name}\n"
        meaning = MODELS.get(name)
        yield (f"{meaning}\n\n" if meaning else "") + f"{inspect.getdoc(model) or ''}\n"
        yield "| word | write | if left out | meaning |\n|---|---|---|---|"
        for key, field in model.model_fields.items():
            word = field.alias or key
            default = "**required**" if field.is_required() else _default(field.get_default(call_default_factory=True))
            yield f"| `{word}` | {_kind(field.annotation)} | {default} | {FIELDS.get(word, '')} |"
        yield ""


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def _default(value: object) -> str:
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, words.Word):
        return "its own defaults"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _kind(annotation: Any) -> str:
    """What may be written there."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " ".join(f"`{one}`" for one in inside)
    if hasattr(annotation, "__metadata__"):
        return _kind(inside[0])
    if origin is list:
        return f"list of {_kind(inside[0])}"
    if origin is tuple:
        return " to ".join(_kind(one) for one in inside)
    if origin is dict:
        return f"name → {_kind(inside[1])}"
    if inside:
        return " or ".join(dict.fromkeys(_kind(one) for one in inside if one is not NoneType))
    if inspect.isclass(annotation) and issubclass(annotation, words.Word):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return PLAIN.get(getattr(annotation, "__name__", ""), str(annotation))


def acts() -> str:
    """Every act: what it is for, how it is called, who calls it, and the entries acts write."""
    lines = [f"# Acts\n\n{HEAD}\n\n{ACTS}\n"]
    found = source.acts()
    for room in dict.fromkeys(room for room, _ in found):
        path = source.PACKAGE / "kernel" / "acts" / f"{room}.py"
        lines.append(f"## {room}\n\n{_first(ast.get_docstring(source.tree(path)) or '')}\n")
        for _, node in (one for one in found if one[0] == room):
            lines.append(f"### `{room}.{node.name}`\n\n```python\n{_signature(node)}\n```\n")
            lines.append(re.sub(r"\s*\n\s*", " ", ast.get_docstring(node) or "") + "\n")
            lines.append(f"Called by {', '.join(_callers(room, node.name))}.\n")
    lines.append(f"## Entries\n\n{ENTRIES}\n\n| entry | written in |\n|---|---|")
    lines += [f"| `{act}` | `kernel/acts/{file}` |" for act, file in sorted(set(_entries()))]
    return "\n".join(lines) + "\n"


def _first(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text.split("\n\n")[0])


def _signature(node: ast.FunctionDef) -> str:
    return f"{node.name}({ast.unparse(node.args)})\n    -> {ast.unparse(node.returns) if node.returns else None}"


def _callers(room: str, name: str) -> list[str]:
    return [
        f"`{surface.rsplit('/', 1)[1]}/`"
        for surface in source.SURFACES
        if (room, name) in source.uses(source.python(surface), source.ACTS)
    ]


def _entries() -> Iterator[tuple[str, str]]:
    """(name, file) of every entry that acts write."""
    for path in source.python("src/lianxin/kernel/acts"):
        for _, text in source.texts(path):
            if ENTRY.fullmatch(text) and text not in NO_ENTRIES and path.name != "message.py":
                yield text, path.name


def stale() -> list[str]:
    """Documents that no longer say what the code says."""
    return [path.name for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    """Write, or check."""
    if "--check" in arguments:
        for name in stale():
            print(f"docs/{name} is stale: run python -m tools.docs")
        return 1 if stale() else 0
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
