"""抽查: sure answers, answered again by a clerk who does not see them, and settled where the two differ."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.kernel.reads import sample as reads

PAGE = "/desk/sample/"
SURE = "我要投诉，{}的路灯不亮，太黑了"
LONG = (
    "我要投诉，"
    + "、".join(f"第{n}栋楼下" for n in range(1, 60))
    + "的路灯都不亮，太黑了，晚上看不清路，已经说过很多次"
)


@pytest.fixture(autouse=True)
def all_drawn(monkeypatch):
    monkeypatch.setattr(reads, "drawn", lambda ref, part: part > 0)


def told(tell):
    return [tell(SURE.format(at)).matter for at in ("东门那一排", "河边的新村", "学校旁市场口")]


def queries(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_the_page_shows_the_words_and_not_the_machines_answer(cast, tell, at_desk):
    matter, clerk = tell(SURE.format("东门")).matter, at_desk("clerk")
    page = clerk.get(PAGE).content.decode()
    assert matter.text in page and matter.number not in page and "checked" not in page
    assert "抽到请您不看答案" in clerk.get("/desk/").content.decode()


def test_an_answer_that_differs_is_shown_with_both_and_put_right_there(cast, tell, at_desk):
    first, second, _third = told(tell)
    clerk = at_desk("clerk")
    said = {"matter": first.pk, "nature": "help", "topic": first.topic}
    page = clerk.post(PAGE, said, follow=True).content.decode()
    assert "请在下面定哪一个对" in page and "性质：机器说投诉，人说求助" in page and second.text in page
    page = clerk.post(f"{PAGE}{first.pk}/settle", {"nature": "help"}, follow=True).content.decode()
    assert "已定下" in page and "机器说投诉" not in page
    first.refresh_from_db()
    assert first.nature == "help"
    again = clerk.post(f"{PAGE}{first.pk}/settle", {"nature": "report"}, follow=True).content.decode()
    first.refresh_from_db()
    assert "已经定过了" in again and first.nature == "help"
    same = {"matter": second.pk, "nature": second.nature, "topic": second.topic}
    assert "和机器的判断一样" in clerk.post(PAGE, same, follow=True).content.decode()


def test_what_is_missing_is_said_and_what_was_chosen_is_kept(cast, tell, at_desk):
    first, *_ = told(tell)
    answer = at_desk("clerk").post(PAGE, {"matter": first.pk, "nature": "help"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "请选一个答案" in page and first.text in page
    assert page.count("checked") == 1
    gone = at_desk("clerk").post(PAGE, {"matter": "x"}, follow=True).content.decode()
    assert "抽查由本街镇的受理员来做" in gone


def test_one_may_look_at_the_next_and_comes_to_an_end(cast, tell, at_desk):
    first, second, third = told(tell)
    clerk = at_desk("clerk")
    page = clerk.get(PAGE).content.decode()
    assert f"?after={first.pk}" in page and second.text not in page
    assert second.text in clerk.get(f"{PAGE}?after={first.pk}").content.decode()
    assert "后面没有了" in clerk.get(f"{PAGE}?after={third.pk}").content.decode()
    assert clerk.get(f"{PAGE}?after=x").status_code == 200


def test_others_are_told_which_post_it_takes_and_see_no_reminder(cast, tell, at_desk):
    told(tell)
    assert at_desk("worker").get(PAGE).status_code == 403
    assert at_desk("worker").post(f"{PAGE}1/settle", {"nature": "help"}).status_code == 302
    assert "抽到请您" not in at_desk("worker").get("/desk/").content.decode()
    assert at_desk("stranger").get(PAGE).content.decode().count("现在没有要抽查的") == 1


def test_the_desk_counts_a_few_and_says_that_there_are_more(cast, tell, at_desk, monkeypatch):
    told(tell)
    assert "抽到请您不看答案" in (page := at_desk("clerk").get("/desk/").content.decode()) and "3+" not in page
    monkeypatch.setattr("lianxin.kernel.reads.sample.TOLD", 3)
    assert "3+" in at_desk("clerk").get("/desk/").content.decode()


def test_queries_are_constant(cast, tell, at_desk):
    first, *_ = told(tell)
    clerk, office = at_desk("clerk"), at_desk("administrator")
    clerk.post(PAGE, {"matter": first.pk, "nature": "help", "topic": first.topic})
    before = queries(clerk, PAGE), queries(office, "/office/understanding/")
    for at in range(8):
        made = tell(f"我要投诉，第{at}区第{at * 7}巷的路灯不亮，太黑了{'啊' * at}").matter
        if at % 2:
            clerk.post(PAGE, {"matter": made.pk, "nature": "help", "topic": made.topic})
    assert (queries(clerk, PAGE), queries(office, "/office/understanding/")) == before


@pytest.fixture
def speaking(enter):
    """A page of the real browser in one of the two languages."""

    def go(name, path, width, lang):
        page = enter(name, path, width=width)
        page.context.add_cookies([{"name": "django_language", "value": lang, "url": page.url}])
        page.goto(page.url)
        return page

    return go


FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_clerk_answers_and_settles_in_the_browser(cast, tell, speaking, axe, width, lang):
    answer, change = ("That is my answer", "Change to Plea for help") if lang == "en" else ("就这样判断", "改为求助")
    first = tell(LONG).matter
    told(tell)
    page = speaking("clerk", PAGE, width, lang)
    assert page.evaluate(FITS)
    axe(page)
    page.get_by_role("button", name=answer).click()
    page.get_by_role("alert").first.wait_for()
    page.problems.clear()  # the browser reports the 422
    assert page.evaluate(FITS)
    axe(page)
    for name, value in (("nature", "help"), ("topic", first.topic)):
        page.locator(f"label:has(input[name={name}][value={value}])").click()
    page.get_by_role("button", name=answer).click()
    page.get_by_role("button", name=change).wait_for()
    assert page.evaluate(FITS)
    axe(page)
    page.get_by_role("button", name=change).click()
    page.get_by_role("button", name=change).wait_for(state="detached")
    first.refresh_from_db()
    assert first.nature == "help"
    page = speaking("administrator", "/office/understanding/", width, lang)
    assert page.get_by_role("table").count() == (2 if width > 600 else 0) and page.evaluate(FITS)
    assert page.locator(".weeks-narrow:visible").count() == (0 if width > 600 else 2)
    axe(page)
