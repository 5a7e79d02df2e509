"""The wish tree: the same data the same picture, light, valid, nobody's wish lost, nobody's text trusted."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.web.tree import Branch, Wish, draw, legend

SPECIES = ("kapok", "peach", "mulberry", "banyan")
STATES = ("waiting", "claimed", "fulfilled")
LIMIT = 60_000
SVG = "{http://www.w3.org/2000/svg}"


def town(count: int, communities: int = 6, title: str = "想要一副老花镜，看报纸用的那种") -> list[Branch]:
    wishes: list[list[Wish]] = [[] for _ in range(communities)]
    for number in range(count):
        wish = Wish(f"{number}", f"{title} {number}", STATES[number % 3], f"/wishes/{number}/")
        wishes[number * 7 % communities if number % 4 else 0].append(wish)
    return [Branch(f"u{index}", f"第{index}社区", found) for index, found in enumerate(wishes)]


def links(picture: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(picture).findall(f".//{SVG}a")


@pytest.mark.parametrize("species", SPECIES)
def test_same_data_grow_the_same_tree(species):
    assert draw(species, town(40), seed="440103") == draw(species, town(40), seed="440103")
    assert draw(species, town(40), seed="440103") != draw(species, town(40), seed="440605")


@pytest.mark.parametrize("species", SPECIES)
@pytest.mark.parametrize("count", [0, 3, 40, 300, 1100])
@pytest.mark.parametrize("communities", [1, 6, 23])
def test_every_tree_is_valid_and_light(species, count, communities):
    for size in ("full", "small", "wall"):
        picture = draw(species, town(count, communities), seed="s", size=size)
        ElementTree.fromstring(picture)
        assert len(picture.encode()) <= LIMIT
        assert " style=" not in picture and "<script" not in picture and "<style" not in picture


@pytest.mark.parametrize("species", SPECIES)
def test_long_titles_and_addresses_do_not_make_it_heavy(species):
    branches = town(300, title="阳台的窗关不上," * 20)
    assert len(draw(species, branches, seed="s").encode()) <= LIMIT


@pytest.mark.parametrize("species", SPECIES)
@pytest.mark.parametrize("count", [1, 40, 300])
def test_up_to_three_hundred_wishes_each_is_a_link_that_reads_itself(species, count):
    found = links(draw(species, town(count), seed="s"))
    assert {link.get("href") for link in found} == {f"/wishes/{number}/" for number in range(count)}
    assert all(link.find(f"{SVG}title").text for link in found)


def test_a_crowded_tree_keeps_links_on_every_branch_and_dots_for_the_rest():
    branches = town(1100)
    picture = draw("kapok", branches, seed="s")
    linked = {link.get("href") for link in links(picture)}
    for branch in branches:
        assert linked & {wish.url for wish in branch.wishes}
    far = [path for path in ElementTree.fromstring(picture).iter(f"{SVG}path") if "h0" in (path.get("d") or "")]
    assert sum(path.get("d").count("h0") for path in far) == 1100 - len(linked)


def test_a_new_wish_moves_no_other():
    def places(count: int) -> dict[str, tuple[str, str]]:
        found = links(draw("peach", town(count), seed="s"))
        uses = [(link.get("href"), link.find(f"{SVG}use")) for link in found]
        return {href: (use.get("x"), use.get("y")) for href, use in uses}

    before, after = places(40), places(41)
    assert before.items() <= after.items()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_titles_and_names_are_text_never_markup(text):
    branch = Branch("u", text, [Wish("1", text, "waiting", f'/w/?q="{text}"')])
    picture = ElementTree.fromstring(draw("banyan", [branch], seed="s", title=text))
    shown = picture.find(f".//{SVG}title").text or ""
    assert text.startswith(shown.removesuffix("…")) and len(picture.findall(f".//{SVG}a")) == 1


def test_script_in_a_title_is_escaped():
    picture = draw("kapok", [Branch("u", "<b>x", [Wish("1", "<script>alert(1)</script>", "claimed", "/1")])], seed="s")
    assert "<script" not in picture and "&lt;script" in picture and "&lt;b&gt;" in picture


def test_small_and_wall_are_pictures_without_links():
    for size in ("small", "wall"):
        picture = draw("kapok", town(40), seed="s", size=size, title="石围塘的心愿树")
        assert not links(picture) and 'role="img"' in picture and "石围塘的心愿树" in picture


@pytest.mark.parametrize("species", SPECIES)
def test_legend_names_three_states(species):
    assert len({word for _, word in legend(species)}) == 3
    for svg, _ in legend(species):
        ElementTree.fromstring(svg)
