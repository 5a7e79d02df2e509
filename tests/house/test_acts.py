"""Every act is tried by a test, and every act takes who and now the same way."""

import ast
import re

import pytest

from tests.house.source import ACTS, ROOT, acts, python, uses

TOUCHED = uses((path for path in python("tests") if "house" not in path.parts), ACTS)
ALL = acts()
NAMES = [f"{room}.{node.name}" for room, node in ALL]


@pytest.mark.parametrize(("room", "node"), ALL, ids=NAMES)
def test_a_test_touches_every_act(room, node):
    assert (room, node.name) in TOUCHED


@pytest.mark.parametrize(("room", "node"), ALL, ids=NAMES)
def test_acts_say_what_they_are_for(room, node):
    assert (ast.get_docstring(node) or "").strip().endswith((".", ")", ":"))
    assert node.returns is not None


def test_who_comes_first_where_somebody_acts():
    """`who` is the first argument wherever there is one; the round of the worker has none."""
    late = [
        f"{room}.{node.name}"
        for room, node in ALL
        if "who" in [argument.arg for argument in node.args.args] and node.args.args[0].arg != "who"
    ]
    assert not [name for name in late if name != "pack.load_all"]  # the system loads packs unless somebody says who


def test_no_test_is_skipped_or_expected_to_fail():
    words = re.compile(r"pytest\.(skip|xfail|importorskip)\(|mark\.(skip|skipif|xfail)\b|unittest\.skip")
    files = [path for path in python("tests") if path != ROOT / "tests" / "house" / "test_acts.py"]
    assert not [str(path) for path in files if words.search(path.read_text(encoding="utf-8"))]


def test_no_test_measures_time():
    words = re.compile(r"perf_counter|process_time|time\.monotonic\(\)\s*-|timeit")
    files = [path for path in python("tests") if path != ROOT / "tests" / "house" / "test_acts.py"]
    assert not [str(path) for path in files if words.search(path.read_text(encoding="utf-8"))]
