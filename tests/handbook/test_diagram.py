"""The drawing of a procedure: valid SVG without styles, every way shown, no box on another, all text inside its box."""

from itertools import combinations
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from lianxin.handbook import diagram
from lianxin.handbook.layout import BOX, LANE, PAD, SMALL, TEXT, ems, place, wrap
from lianxin.handbook.sayings import goes_to
from tests.handbook.conftest import PACKS, Drawn, drawn

SVG = "{http://www.w3.org/2000/svg}"
KINDS = [(name, kind) for name in PACKS for kind in drawn(name).pack.said.matters]


@pytest.fixture(params=KINDS, ids=lambda pair: "-".join(pair))
def drawing(request: pytest.FixtureRequest) -> tuple[Drawn, str]:
    name, kind = request.param
    return drawn(name), kind


def svg(town: Drawn, kind: str, language: str = "zh") -> Element:
    return fromstring(diagram(kind, town.pack, language))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_valid_xml_without_styles(drawing, language):
    town, kind = drawing
    root = svg(town, kind, language)
    assert root.tag == SVG + "svg" and root.get("role") == "img"
    for element in root.iter():
        assert element.tag not in (SVG + "style", SVG + "script") and "style" not in element.attrib


def test_every_step_is_a_box_and_every_ending_is_marked(drawing):
    town, kind = drawing
    steps = town.pack.kind(kind).steps
    groups = {g.get("data-step"): g for g in svg(town, kind).iter(SVG + "g") if g.get("data-step")}
    assert list(groups) == list(steps)
    for name, step in steps.items():
        assert ("ending" in groups[name].get("class", "").split()) == (step.end is not None)


def test_every_way_is_an_arrow_and_every_arrow_a_way(drawing):
    town, kind = drawing
    said = town.pack.kind(kind)
    ways = set()
    for name in said.steps:
        for key, action in town.pack.actions(kind, name).items():
            to = goes_to(said, name, action)
            lost = action.vote.to_if_lost if action.vote else None
            ways |= {(name, key, way) for way in (to, lost) if way}
    arrows = {
        (g.get("data-from"), g.get("data-action"), g.get("data-to"))
        for g in svg(town, kind).iter(SVG + "g")
        if g.get("data-action")
    }
    assert arrows == ways


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_box_lies_on_another_and_text_stays_inside(drawing, language):
    town, kind = drawing
    plan = place(town.pack, kind, language)
    for one, other in combinations(plan.boxes, 2):
        assert one.y + one.height < other.y or other.y + other.height < one.y
    for box in plan.boxes:
        assert box.y + box.height <= plan.height
        for line in box.lines:
            size = TEXT if line.look in ("title", "action") else SMALL
            assert box.y < line.y - size * 0.8 and line.y + size * 0.2 < box.y + box.height
            assert ems(line.text) * size <= BOX - PAD


def test_arrows_of_different_targets_do_not_share_a_lane_at_one_height(drawing):
    town, kind = drawing
    plan = place(town.pack, kind)
    spans: dict[tuple[str, int, str], list[float]] = {}
    for arrow in plan.arrows:
        spans.setdefault((arrow.side, arrow.lane, arrow.port.to), []).extend([arrow.port.y, arrow.enter])
    for (one, ys), (other, zs) in combinations(spans.items(), 2):
        if one[:2] == other[:2]:
            assert max(ys) < min(zs) or max(zs) < min(ys)
    assert plan.width == (plan.left + plan.right + 2) * LANE + BOX


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        diagram("nothing", drawn("base").pack)


@given(st.text(alphabet="事项（社区）、，。abc de12“”", max_size=60), st.sampled_from([80.0, 150.0, 248.0]))
def test_wrapping_loses_no_sign(text, width):
    lines = wrap(text, width, TEXT)
    assert "".join("".join(lines).split()) == "".join(text.split())
