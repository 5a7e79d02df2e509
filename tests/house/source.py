"""The project's own files, as the house rules read them."""

import ast
from collections.abc import Iterable, Iterator
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


def uses(paths: Iterable[Path], package: str) -> set[tuple[str, str]]:
    """(module, name) of everything these files use of a package's modules, whichever way they import it."""
    found: set[tuple[str, str]] = set()
    for path in paths:
        modules: dict[str, str] = {}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == package:
                modules |= {alias.asname or alias.name: alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package + "."):
                found |= {(str(node.module).rsplit(".", 1)[1], alias.name) for alias in node.names}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                found.add((modules[node.value.id], node.attr))
    return found


ACTS = "lianxin.kernel.acts"
SURFACES = ("src/lianxin/web", "src/lianxin/api", "src/lianxin/jobs", "src/lianxin/cli", "src/lianxin/demo")


def acts() -> list[tuple[str, ast.FunctionDef]]:
    """The acts, as (file, function): what a surface calls in kernel/acts and is told the time. The other functions
    there are parts of acts."""
    called = uses(python(*SURFACES), ACTS)
    return [
        (path.stem, node)
        for path in python("src/lianxin/kernel/acts")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
        and (path.stem, node.name) in called
        and any(argument.arg == "now" for argument in (*node.args.args, *node.args.kwonlyargs))
    ]
