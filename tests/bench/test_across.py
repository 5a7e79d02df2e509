"""Sizes measured in turn: medians of each figure, and what is steeper than allowed is marked."""

from bench.across import Seen

from bench import across, block


def test_the_median_is_taken_of_each_figure_by_itself():
    turns = [Seen(300, 5, 2, 1), Seen(100, 9, 4, 3), Seen(200, 7, 3, 2)]
    assert across.median(turns) == Seen(200, 7, 3, 2)


def test_what_is_steeper_than_allowed_is_marked_and_by_which_measure():
    small, middle, large = Seen(600, 5.0, 2.0, 1.0), Seen(590, 5.0, 2.0, 1.0), Seen(500, 6.5, 2.4, 1.2)
    assert across.line("home", [small, middle, large]) == "| home | 600 | 590 | 500 | 1.20 | 1.30 ✗ | 1.20 |"


def test_the_page_has_its_mark():
    assert block.MARK in across.FILE.read_text(encoding="utf-8")
