"""A block goes on top of what was measured before; what is measured is what was asked for."""

import pytest
from bench.__main__ import PARTS, parts

from bench import block


def test_a_block_goes_under_the_mark_and_what_stood_there_stays(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"words\n\n{block.MARK}\n### first\n\nold\n", encoding="utf-8")
    block.put("### second\n\nnew\n", page)
    assert page.read_text(encoding="utf-8") == f"words\n\n{block.MARK}\n### second\n\nnew\n\n### first\n\nold\n"


def test_a_page_without_the_mark_is_left_as_it_is(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("words", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"page\.md"):
        block.put("### second", page)
    assert page.read_text(encoding="utf-8") == "words"


def test_the_pages_of_the_parts_have_their_marks():
    for name in PARTS[1:]:
        assert block.MARK in (block.Path(block.__file__).with_name(f"{name}.md")).read_text(encoding="utf-8")


def test_everything_is_measured_unless_something_is_named():
    assert parts("", "") == PARTS
    assert parts("", "landing") == ("platform",)
    assert parts("sheets, numbers", "landing") == ("sheets", "numbers")
