"""Small rooms: a file of 300 lines and a function of 40 are the most. There are no exceptions."""

import pytest

from tests.house.source import functions, python, short, templates

FILE, FUNCTION = 300, 40


@pytest.mark.parametrize("folder", ["src/lianxin", "tests", "tools", "bench"])
def test_no_file_is_longer_than_300_lines(folder):
    long = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python(folder)}
    assert not {path: lines for path, lines in long.items() if lines > FILE}


@pytest.mark.parametrize("folder", ["src/lianxin", "tools", "bench"])
def test_no_function_is_longer_than_40_lines(folder):
    long = {
        f"{short(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in python(folder)
        for node in functions(path)
    }
    assert not {where: lines for where, lines in long.items() if lines > FUNCTION}


def test_no_template_is_longer_than_150_lines():
    assert not [short(path) for path in templates() if len(path.read_text(encoding="utf-8").splitlines()) > 150]
