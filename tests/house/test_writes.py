"""One way through: only acts write rows, no signal carries domain work, and whoever prints is a command."""

import ast

from tests.house.source import PACKAGE, python, short, tree

MODEL_WRITES = {
    "save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "asave", "acreate",
    "abulk_create", "aupdate", "adelete",
}  # fmt: skip
WHERE_ROWS_ARE_WRITTEN = ("kernel/acts", "kernel/models", "demo")
NO_ROWS_KNOWN = ("language", "intake", "cases", "adapters", "handbook")
"""Rooms that cannot import a model (import-linter proves it): their `save` is a picture's or a workbook's."""


def _asks_rows(node: ast.expr) -> bool:
    """Whether an expression is a query: it goes through `.objects`, or through filter, exclude or all."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "filter", "exclude", "all"}:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def test_rows_are_written_by_acts_alone():
    found = []
    for path in python("src/lianxin"):
        room = path.relative_to(PACKAGE).as_posix()
        if room.startswith((*WHERE_ROWS_ARE_WRITTEN, *NO_ROWS_KNOWN)):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name, asked = node.func.attr, node.func.value
                if name in MODEL_WRITES or (name in {"update", "delete"} and _asks_rows(asked)):
                    found.append(f"{short(path)}:{node.lineno} .{name}(")
    assert not found


def test_no_raw_sql_writes_outside_acts():
    found = []
    for path in python("src/lianxin"):
        if path.relative_to(PACKAGE).as_posix().startswith((*WHERE_ROWS_ARE_WRITTEN, "adapters", "web/guards.py")):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value.split()[:2]
                if words[:1] in (["TRUNCATE"], ["DROP"]) or words in (["INSERT", "INTO"], ["DELETE", "FROM"]):
                    found.append(f"{short(path)}:{node.lineno} {node.value[:50]}")
                if words[:1] == ["UPDATE"] and " SET " in node.value:
                    found.append(f"{short(path)}:{node.lineno} {node.value[:50]}")
    assert not found


def test_no_django_signals():
    """What follows from an act stands in the act (style: 29 receivers in four packages tell nobody anything)."""
    forbidden = {"django.dispatch", "django.db.models.signals", "django.core.signals"}
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python("src/lianxin")
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and node.module in forbidden)
        or (isinstance(node, ast.ImportFrom) and node.module == "django.db.models" and _names(node) & {"signals"})
        or (isinstance(node, ast.Import) and {alias.name for alias in node.names} & forbidden)
    ]
    assert not found


def _names(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}


def test_only_commands_print():
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python("src/lianxin")
        if path.parent.name != "cli"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not found


def test_acts_are_told_the_time():
    """`now` is passed in, so that an act can be replayed: nobody below the surface looks at the clock."""
    clocks = {("datetime", "now"), ("timezone", "now"), ("timezone", "localtime"), ("date", "today"), ("time", "time")}
    found = [
        f"{short(path)}:{node.lineno}"
        for path in python("src/lianxin/kernel/acts", "src/lianxin/language", "src/lianxin/intake")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in clocks
    ]
    assert not found
