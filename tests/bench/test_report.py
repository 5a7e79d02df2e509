"""The tables of the bench: a bar is reached or not, and the size beside the peer is the nearest one."""

import pytest
from bench.load import Load
from bench.run import Measured, Size

from bench import limit, report


def row(name, rate):
    many, one = Load(took=1.0, times=[5.0] * rate), Load(took=1.0, times=[9.0])
    return Measured(name, many, one, 1.0, 1.0, 2, 0.5)


@pytest.mark.parametrize(("rate", "said"), [(699, "no"), (700, "yes"), (701, "yes")])
def test_a_bar_is_reached_or_it_is_not(rate, said):
    size = Size(200_000, 1_200_000, 1.0, {}, 900.0, alone=[row("matter, detail", rate)], rest={"web": 300.0})
    assert f"| matter, detail | {rate} | 700 | {said} | 45 | 73 | {rate / 73:.1f} |" in report.compared(size)


def test_beside_the_peer_only_what_was_measured_without_the_worker_stands():
    size = Size(200_000, 1_200_000, 1.0, {}, 900.0, rows=[row("status change", 900)], alone=[row("matter, detail", 10)])
    assert "status change" not in report.compared(size)


def test_the_size_beside_the_peer_is_the_nearest():
    assert report.nearest([10_000, 200_000, 10_000_000]) == 200_000
    assert report.nearest([10_000, 1_000_000]) == 10_000


def test_what_the_machine_gives_stands_beside_what_the_design_measured():
    said = limit.told({"empty": 7_250.4, "three": 830.0})
    assert "7,250" in said
    assert "14,500" in said
    assert "1,660" in said


def test_a_new_block_takes_the_place_of_the_newest_which_goes_on_top_of_the_history(tmp_path):
    newest, history = tmp_path / "README.md", tmp_path / "history.md"
    newest.write_text(f"head\n{report.MARK}\n### second\n", encoding="utf-8")
    history.write_text(f"before\n{report.OLD_MARK}\n### first\n", encoding="utf-8")
    report.put("### third\n", newest, history)
    assert newest.read_text(encoding="utf-8") == f"head\n{report.MARK}\n### third\n"
    assert history.read_text(encoding="utf-8") == f"before\n{report.OLD_MARK}\n### second\n\n### first\n"
    (tmp_path / "bare.md").write_text("nothing", encoding="utf-8")
    with pytest.raises(RuntimeError, match="bare.md"):
        report.put("### fourth\n", tmp_path / "bare.md", history)
    assert "fourth" not in history.read_text(encoding="utf-8")


def test_steeper_than_allowed_is_marked_by_the_clock_and_by_the_processor():
    small = Size(10_000, 60_000, 1.0, {}, 60.0, rows=[row("home", 1000)])
    large = Size(1_000_000, 6_000_000, 9.0, {}, 6000.0, rows=[row("home", 800)])
    assert "| home | 1.25 ✗ (1.00) |" in report.flatness([small, large])


def test_the_projects_own_pages_have_their_marks():
    assert report.MARK in report.README.read_text(encoding="utf-8")
    assert report.OLD_MARK in report.HISTORY.read_text(encoding="utf-8")
