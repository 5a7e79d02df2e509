"""Two runs of the tests side by side: every test is run, and by one of them only."""

from itertools import chain, zip_longest
from pathlib import Path
from types import SimpleNamespace

from tests import heap

ROOT = Path("/")
FILES = (
    "tests/web/test_a.py",
    "tests/kernel/test_b.py",
    "tests/house/test_c.py",
    "packs/x/cases/d.yaml",
    "tests/test_e.py",
)


def test_each_test_is_run_once_and_each_run_begins_with_its_own(tmp_path):
    items = [SimpleNamespace(path=ROOT / name, name=f"{name}::{n}") for n in range(3) for name in FILES]
    pages, others = (heap.mine(items, ROOT, tmp_path, begins) for begins in (True, False))
    turns = list(zip_longest(pages, others))
    ran = [one.name for one in chain.from_iterable(turns) if one is not None]
    assert sorted(ran) == sorted(one.name for one in items)
    assert [one.name.split("::")[0] for one in turns[0]] == [FILES[0], FILES[1]]


def test_a_run_takes_up_what_the_other_has_not_begun(tmp_path):
    items = [SimpleNamespace(path=ROOT / name, name=name) for name in FILES]
    first = next(heap.mine(items, ROOT, tmp_path, True))
    assert [one.name for one in heap.mine(items, ROOT, tmp_path, False)] == [FILES[1], *FILES[3:], FILES[2]]
    assert first.name == FILES[0]
