"""What a town's database holds was written by this product or an earlier one; both stay readable."""

import copy
from pathlib import Path

import pytest
from pydantic import ValidationError
from tests.language.town import ON

from lianxin.language.load import load
from lianxin.language.pack import from_content
from lianxin.language.source import read_file

PACK = load(Path(__file__).parents[2] / "packs" / "base", ON)


def test_a_word_taken_out_since_is_passed_over():
    content = copy.deepcopy(PACK.content)
    kind = next(iter(content["matters"].values()))
    step = next(iter(kind["steps"].values()))
    kind["was_a_word"], step["another"] = {"zh": "旧"}, [1, 2]
    kept = copy.deepcopy(content)
    old = from_content(content)
    assert old.said == PACK.said
    assert old.content == kept and old.digest != PACK.digest


def test_what_is_wrong_in_another_way_is_refused():
    content = copy.deepcopy(PACK.content)
    next(iter(content["matters"].values()))["steps"] = 3
    content["was_a_word"] = 1
    with pytest.raises(ValidationError):
        from_content(content)


def test_a_file_is_read_once_and_anew_when_it_changed(tmp_path):
    """Towns lie over the same files: none of them changes what another reads, and a mended file is seen."""
    path = tmp_path / "town" / "pack.yaml"
    path.parent.mkdir()
    path.write_text("values: {a: {label: {zh: 甲}}}\n", encoding="utf-8")
    first = read_file(path, path.parent)
    first.data["values"]["a"] = first.data["values"]["b"] = {}
    first.places.clear()
    again = read_file(path, path.parent)
    assert again.data == {"values": {"a": {"label": {"zh": "甲"}}}} and again.place(("values", "a"))[1] == 1
    path.write_text("values: {a: {label: {zh: 甲乙}}}\n", encoding="utf-8")
    assert read_file(path, path.parent).data["values"]["a"]["label"]["zh"] == "甲乙"
