"""The project's own files, as the house rules read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "lianxin"
PACKS = ROOT / "packs"
BUILT = PACKAGE / "web" / "static" / "built"


@cache
def python(*folders: str) -> tuple[Path, ...]:
    """Python files below these folders of the repository; migrations are Django's."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts))


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted((PACKAGE / "web" / "templates").rglob("*.html")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    """A path as one names it: from the repository's root."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and inner ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def docstrings(module: ast.Module) -> set[ast.Constant]:
    """The string constants of a module that stand alone: docstrings, and the lines that explain a constant."""
    return {
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of the strings a Python file works with: all but its docstrings."""
    module = tree(path)
    told = docstrings(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.lineno, node.value


def acts() -> dict[str, list[ast.FunctionDef]]:
    """Public functions of kernel/acts that change what is remembered: those that take `now`, by file."""
    return {
        path.stem: [
            node
            for node in tree(path).body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and any(argument.arg == "now" for argument in (*node.args.args, *node.args.kwonlyargs))
        ]
        for path in python("src/lianxin/kernel/acts")
        if path.stem not in ("__init__", "entry", "message")
    }
