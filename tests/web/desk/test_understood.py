"""The two likeliest answers beside a matter, with what spoke for each; choosing one is one press."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.cast import NOW
from tests.taught import taught as model

from lianxin.kernel.acts.unit import Division, import_divisions
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import versions
from lianxin.kernel.who import SYSTEM

DOUBTFUL = "请问路灯坏了没人修怎么办证"


@pytest.fixture
def taught():
    with model() as manifest:
        yield manifest


def test_one_press_puts_right_and_settles(cast, tell, taught, at_desk):
    matter = tell(DOUBTFUL).matter
    clerk = at_desk("clerk")
    page = clerk.get(f"/matter/{matter.pk}").content.decode()
    assert "是投诉" in page and "是咨询" in page and "%" in page
    assert clerk.post(f"/matter/{matter.pk}/correct", {"nature": "complaint"}).status_code == 302
    matter.refresh_from_db()
    assert (matter.nature, matter.unsure, matter.reading["stands"]) == ("complaint", False, {"nature": "complaint"})
    assert "是投诉" not in clerk.get(f"/matter/{matter.pk}").content.decode()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_are_accessible_and_fit(cast, tell, taught, enter, axe, width):
    matter = tell(DOUBTFUL).matter
    page = enter("clerk", f"/matter/{matter.pk}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page = enter("administrator", "/office/understanding/", width=width)
    assert page.get_by_role("table").count() == (2 if width > 600 else 0)
    assert page.locator(".weeks-narrow:visible").count() == (0 if width > 600 else 2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)


def test_one_press_on_one_doubt_leaves_the_others_before_the_clerk(cast, tell, taught, at_desk):
    matter = tell("qwerty 一二三", place=None).matter
    clerk = at_desk("clerk")
    address = f"/matter/{matter.pk}"
    first = clerk.get(address).content.decode()
    assert "是投诉" in first and "没有找到认得的地名" in first
    said = clerk.post(f"{address}/correct", {"nature": "complaint"}, follow=True).content.decode()
    assert "还有要定的：主题、地点" in said and "没有找到认得的地名" in said and "是投诉" not in said
    assert f'href="{address}"' in clerk.get("/desk/?scope=all&unsure=1").content.decode()
    form = {"whole": "1", "nature": "complaint", "topic": "light", "place": ""}
    said = clerk.post(f"{address}/correct", form, follow=True).content.decode()
    assert "已改正" in said and f'href="{address}"' not in clerk.get("/desk/?scope=all&unsure=1").content.decode()


def test_namesakes_in_other_towns_are_said_and_cannot_be_pressed(cast, tell, at_desk):
    there = Division(
        "440604011009", "民乐社区居民委员会", "440604011", "石湾街道", "440604", "禅城区", "4406", "佛山市"
    )
    import_divisions(SYSTEM, [there], NOW)
    versions.forget()
    matter = tell("石湾那边的民乐社区路灯坏了", place=None).matter
    assert matter.unsure and matter.place_id is None
    page = at_desk("clerk").get(f"/matter/{matter.pk}").content.decode()
    assert "民乐社区在禅城区石湾街道，不在本街镇" in page
    assert f'name="place" value="{Unit.objects.get(code=there.code).pk}"' not in page


SECTION = re.compile(r'<section class="section" id="correct">.*?</section>', re.DOTALL)
NOISE = "民乐社区旁边又吵又臭，希望"
"""Nature and topic are about equal between two answers each, the place is beside a community."""


def read_on(client, matter, language):
    """What the page says was read, without tags."""
    page = client.get(f"/matter/{matter.pk}", headers={"accept-language": language}).content.decode()
    return unescape(re.sub(r"<[^>]+>", " ", SECTION.search(page)[0]))


def test_the_reasons_are_said_in_the_language_of_the_page(cast, tell, at_desk):
    matter, clerk = tell(NOISE, place=None).matter, at_desk("clerk")
    chinese, english = (read_on(clerk, matter, language) for language in ("zh-CN", "en"))
    for said in (
        "“建议”和“投诉”的依据差不多：“希望”；“吵”、“臭”，请人工判断",
        "写的是民乐社区的旁边或附近，可能在邻近社区",
    ):
        assert said in chinese
    for said in ('"Suggestion" and "Complaint" are about equal: "希望"; "吵", "臭"; a person decides',
                 "beside or near 民乐社区, perhaps in the next community; a person decides"):  # fmt: skip
        assert said in english
    ours = re.sub(r"民乐社区|希望|又吵又臭|吵|臭", "", english)
    assert not re.search(r"[\u3400-\u9fff]", ours), ours


def test_a_reading_of_before_is_shown_as_it_was_kept(cast, tell, at_desk):
    matter, clerk = tell(NOISE, place=None).matter, at_desk("clerk")
    beside = "写的是民乐社区的旁边或附近，可能在邻近社区，请人工判断"
    minle = Unit.objects.get(town=cast.town, name="民乐社区")
    matter.reading = {
        "nature": {"best": "complaint", "second": "suggest", "words": ["吵"], "why": "照已办结的事学来，把握97%"},
        "topic": {"sure": False},
        "place": {"why": beside, "candidates": [[minle.pk, "民乐社区", beside]], "sure": False},
        "to_person": ["坐标离本街镇约 12 公里，请人工核对地点"],
    }
    matter.save(update_fields=["reading"])
    for language, button, no_word in (
        ("zh-CN", "是民乐社区", "没有找到能判断的词"),
        ("en", "It is ", "no word to decide by"),
    ):
        said = read_on(clerk, matter, language)
        assert "照已办结的事学来，把握97%" in said and beside in said and "坐标离本街镇约 12 公里" in said
        assert button in said and no_word in said
