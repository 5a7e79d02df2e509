"""Everybody who told of a matter: page by page, found by surname or phone where contact data may be opened, and parted
from there however late he joined."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW

from lianxin.kernel.acts import filing
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import tellers, whole
from lianxin.kernel.who import NOBODY

LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快派人来修一下"
NAMES = ("关小川", "黎婆婆", "欧阳建国", "区志强", "阿卜杜热合曼·买买提江")


@pytest.fixture
def crowd(cast):
    """One matter that many told of in nearly the same words."""

    def told(many: int, first: int = 0) -> Matter:
        place, found = cast.unit("jiangpu").pk, None
        for n in range(first, first + many):
            contact = Contact(NAMES[n % 5], f"1380013{n:04d}") if n % 7 else Contact()
            said = Telling(
                LAMP + "。" * (n % 3), cast.town.pk, "web", "request", topic="light", place_id=place, contact=contact,
                anonymous=n % 11 == 5, place_text=f"{n} 号灯杆",
            )  # fmt: skip
            found = filing.file(NOBODY, said, NOW - timedelta(minutes=300 - n)).matter
        return found

    return told


def ids(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'href="/part/(\d+)"', page)]


def test_every_one_who_joined_is_reached_by_leafing_and_can_be_parted(crowd, at_desk):
    one = crowd(tellers.SIZE * 2 + 5)
    clerk, address, seen = at_desk("clerk"), f"/reporters/{one.pk}", []
    first = clerk.get(f"/matter/{one.pk}").content.decode()
    assert f'href="{address}"' in first and f"看全部 {one.reporters} 位反映人" in first
    assert len(ids(first)) == whole.MOST - 1, "the first reporter did not join"
    query, pages = "", 0
    while query is not None:
        page = clerk.get(address + query).content.decode()
        seen += ids(page)
        found = re.search(r'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"', page)
        query, pages = ((found[1] or found[2]) if found else None), pages + 1
        assert pages < 9
    ties = list(Tie.objects.filter(matter=one, kind="reporter").order_by("pk").values_list("pk", flat=True))
    assert pages == 3 and seen == ties[1:]
    answer = clerk.post(f"/part/{ties[-1]}", {"do": "part", "reason": "是另一盏灯"}, follow=True)
    assert answer.status_code == 200 and Matter.objects.count() == 2


def test_leafing_back_comes_to_the_same_pages(crowd, cast):
    one = crowd(tellers.SIZE * 2 + 5)
    first = tellers.tellers(one)
    second = tellers.tellers(one, after=first.after)
    third = tellers.tellers(one, after=second.after)
    assert [len(page.reporters) for page in (first, second, third)] == [tellers.SIZE, tellers.SIZE, 5]
    assert (first.before, third.after) == (None, None)
    assert tellers.tellers(one, before=third.before) == second
    assert tellers.tellers(one, before=second.before) == first
    assert tellers.tellers(one, after=third.reporters[-1].tie_id).reporters == ()


@pytest.mark.parametrize("said", ["关", "关小川", "关 小川", "13800130050", "0050", "００５０"])
def test_somebody_is_found_by_what_he_left(crowd, at_desk, said):
    one = crowd(60)
    page = at_desk("clerk").get(f"/reporters/{one.pk}", {"seek": said}).content.decode()
    if said.startswith("关"):
        assert "关**" in page and "黎**" not in page and "欧阳" not in page
    else:
        assert page.count("138****0050") >= 1 and "138****0051" not in page
    assert "关小川" not in page.replace(f'value="{said}"', ""), "nothing was opened"


def test_a_name_of_two_signs_and_nothing_to_go_by(crowd, at_desk):
    one, clerk = crowd(20), at_desk("clerk")

    def find(said):
        return clerk.get(f"/reporters/{one.pk}", {"seek": said}).content.decode()

    assert "欧阳**" in find("欧阳") and "欧阳**" in find("欧阳建国") and "没有找到“欧阳震华一”" in find("欧阳震华一")
    for said in ("12", "*", "**", "138"):
        assert "写一个姓" in find(said), said
    assert "没有找到" in find("蔡") and 'href="/part/' not in find("蔡")


def test_who_asked_to_stay_anonymous_is_never_found_by_what_he_left(crowd, at_desk):
    one = crowd(20)
    hidden = Tie.objects.filter(matter=one, data__anonymous=True).select_related("person")
    assert {tie.person.phone_shown[-4:] for tie in hidden} == {"0005", "0016"}
    for digits in ("0005", "0016", "13800130005"):
        assert "没有找到" in at_desk("clerk").get(f"/reporters/{one.pk}", {"seek": digits}).content.decode()
    assert "不愿透露身份" in at_desk("clerk").get(f"/reporters/{one.pk}").content.decode()


def test_who_may_not_open_contact_data_finds_nobody_by_it(crowd, at_desk):
    """The leader sees all matters, and no contact data: he leafs, and what he asks for in the address is not heard."""
    one, leader = crowd(20), at_desk("leader")
    plain = leader.get(f"/reporters/{one.pk}").content.decode()
    assert "138****0001" in plain and "找一位反映人" not in plain and "/part/" not in plain and "/reveal/" not in plain
    asked = leader.get(f"/reporters/{one.pk}", {"seek": "0001"}).content.decode()
    assert asked.count("138****") == plain.count("138****") > 10
    assert "找一位反映人" in at_desk("clerk").get(f"/reporters/{one.pk}").content.decode()


def test_whoever_sees_no_more_than_the_public_gets_no_list(crowd, at_desk):
    one = crowd(3)
    for name in ("member", "stranger"):
        assert at_desk(name).get(f"/reporters/{one.pk}").status_code in (302, 403, 404), name
    clerk = at_desk("clerk")
    for query in ("?after=abc", "?after=" + "9" * 40, "?before=-1", "?after=²"):
        assert clerk.get(f"/reporters/{one.pk}{query}").status_code == 200


def test_the_page_asks_as_many_questions_for_many_as_for_few(crowd, at_desk):
    few, many, clerk = crowd(3), None, at_desk("clerk")

    def asked(pk: int, query: str = "") -> int:
        clerk.get(f"/reporters/{pk}{query}")
        with CaptureQueriesContext(connection) as queries:
            clerk.get(f"/reporters/{pk}{query}")
        return len(queries)

    before, found, page = asked(few.pk), asked(few.pk, "?seek=0001"), asked_page(clerk, few.pk)
    many = crowd(60)
    assert many.pk == few.pk and (asked(many.pk), asked(many.pk, "?seek=0001")) == (before, found)
    assert asked_page(clerk, many.pk) == page


def asked_page(clerk, pk: int) -> int:
    clerk.get(f"/matter/{pk}")
    with CaptureQueriesContext(connection) as queries:
        clerk.get(f"/matter/{pk}")
    return len(queries)


def test_those_who_joined_one_after_another_are_one_line_of_the_story(crowd, cast, at_desk):
    one, clerk = crowd(30), at_desk("clerk")
    tie = Tie.objects.filter(matter=one, kind="reporter", person__isnull=False).first()
    clerk.post(f"/matter/{one.pk}/reveal/{tie.pk}", {"reason": "回电核实地点"})
    crowd(20, first=30)
    page = clerk.get(f"/matter/{one.pk}").content.decode()
    assert "又有 49 人反映同一件事，一起跟进" in page and page.count("反映同一件事，一起跟进") == 1
    acts.take(cast.who("clerk"), one.pk, "open_up", {}, NOW)
    crowd(1)
    page = clerk.get(f"/matter/{one.pk}").content.decode()
    assert page.index("又有一人反映同一件事") < page.index("又有 49 人反映"), "what lies between parts them"


def test_those_who_joined_before_their_words_were_kept_can_be_parted_too(crowd, at_desk):
    one = crowd(15)
    for tie in Tie.objects.filter(matter=one, kind="reporter", data__has_key="told"):
        tie.data.pop("told")
        tie.save(update_fields=["data"])
    assert len(ids(at_desk("clerk").get(f"/reporters/{one.pk}").content.decode())) == 14


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("many", [1, 120])
def test_it_fits_and_is_accessible(crowd, enter, axe, width, many):
    one = crowd(many)
    page = enter("clerk", f"/reporters/{one.pk}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    if many > 1:
        page.get_by_role("link", name="下一页").click()
        page.get_by_role("link", name="上一页").wait_for()
        page.get_by_role("searchbox", name="找一位反映人").fill("欧阳")
        page.get_by_role("button", name="找", exact=True).click()
        page.get_by_role("link", name="看全部").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = enter("clerk", f"/matter/{one.pk}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)


@pytest.mark.parametrize("width", [390, 1440])
def test_a_reporter_is_two_lines_that_open_by_keyboard(crowd, enter, axe, width):
    one = crowd(5)
    page = enter("clerk", f"/reporters/{one.pk}", width=width)
    second = page.locator(".teller").nth(1)
    parting = second.get_by_role("link", name="不是同一件事？")
    assert second.bounding_box()["height"] <= 72 and not parting.is_visible()
    assert second.locator(".teller-said").inner_text(), "what he said is there before it is opened"
    second.locator("summary").first.focus()
    page.keyboard.press("Enter")
    parting.wait_for()
    second.get_by_text("查看", exact=False).first.wait_for()
    axe(page)
