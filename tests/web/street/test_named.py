"""The meeting that names, the register it leads to, who votes at a review, and a paper without a number yet: looked at
as the office that keeps them would, in a browser with axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW
from tests.kernel.organisation import organisation
from tests.kernel.test_approval import approve, issue, notice, opened, ready
from tests.kernel.test_naming import voted
from tests.web.desk.conftest import at_desk, cast, enter, morning

from lianxin.kernel.acts import asked_by_name
from lianxin.kernel.reads import approval

__all__ = ["at_desk", "cast", "enter", "morning"]
LONG = "欧阳司徒诸葛慕容上官长名字的老党员同志"


def review(org):
    line = {"kind": "test_vote", "text": org.branch.name}
    at, who = NOW - timedelta(hours=2), org.cast.who("governance")
    meeting = org.plan("secretary_review", at, who=who, title="述职评议会", agenda=(line,))
    for person in org.members[:2]:
        asked_by_name.ask(who, meeting.pk, person, NOW)
    return meeting


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_in_a_real_browser(cast, enter, axe, width, tmp_path):
    org = organisation(cast, 4)
    meeting = voted(org, "推荐党员00为优秀共产党员", f"推荐{LONG}为优秀共产党员")
    held = review(org)
    row = opened(cast)
    draft = notice(cast, of=approval.name_of(row))
    approve(cast, row)
    issued = issue(cast, ready(cast, notice(cast, of=approval.name_of(row))))
    page = enter("governance", reverse("activity", args=[meeting.pk]), width=width)
    base = page.url.split("/activity/")[0]

    def look(name, address=""):
        if address:
            page.goto(base + address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=f"{tmp_path}/{width}-{name}.png", full_page=True)

    look("meeting")
    page.get_by_role("link", name="按这次表决登记推荐").first.click()
    page.get_by_label("推荐理由").wait_for()
    page.locator("#m-person").select_option(label="党员00")
    page.get_by_label("推荐理由").fill("带头上门")
    page.locator("#m-year").fill(str(NOW.year))
    look("naming")
    page.get_by_role("button", name="推荐", exact=True).click()
    page.get_by_role("link", name="会议表决推荐").wait_for()
    look("named")
    page.get_by_role("link", name="会议表决推荐").click()
    page.get_by_role("link", name="优秀共产党员：党员00").wait_for()
    look("both")
    look("review", reverse("activity", args=[held.pk]))
    look("draft", reverse("paper", args=[draft.pk]))
    look("issued", reverse("paper", args=[issued.pk]))
    page.get_by_label("补文号").fill("镇党〔2026〕3号")
    page.get_by_role("button", name="登记文号").click()
    page.get_by_text("文号已登记").first.wait_for()
    look("numbered")
    look("register", reverse("paper-register"))
    look("contest", reverse("contest", args=[row.pk]))
