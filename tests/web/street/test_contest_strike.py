"""A work that takes part no more, on the pages of those who run the contest, its judges and its unit."""

from django.urls import reverse
from tests.web.street.test_merits import at, cast

__all__ = ["cast"]


def test_a_copied_work_is_struck_on_the_page_and_its_unit_reads_why(cast):
    office, page = at(cast, "governance"), reverse("contest", args=[cast.contest.pk])
    do = lambda what: reverse("contest-act", args=[cast.contest.pk, what])  # noqa: E731
    work = cast.works[1]
    wrong = office.post(do("strike"), {"work": work.pk, "why": ""})
    assert wrong.status_code == 422 and "请写明理由" in wrong.content.decode()
    assert office.post(do("strike"), {"work": work.pk, "why": "和去年获奖的一字不差"}).status_code == 302
    shown = office.get(page).content.decode()
    assert "理由：和去年获奖的一字不差" in shown and "恢复参评" in shown
    judge = at(cast, "judge1")
    gone = judge.get(reverse("judge-sheet", args=[cast.contest.pk, work.pk]), follow=True)
    assert "这件作品已取消参评，不用打分" in gone.content.decode()
    assert judge.post(do("strike"), {"work": work.pk, "why": "评委自己取消"}).status_code in (404, 422)
    assert office.post(do("restore"), {"work": work.pk, "why": "弄错了"}).status_code == 302
    assert "取消参评 <span" not in office.get(page).content.decode()
