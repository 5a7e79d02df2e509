"""A record is put right on the page: what was decided stands in the form, and no result is lost without a word."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW
from tests.kernel.organisation import organisation

from lianxin.kernel.models import Activity, Matter, Tie

AGENDA = (
    {"kind": "election", "text": "补选支委", "seats": 1, "candidates": 2},
    {"kind": "resolution", "text": "收益分配方案"},
    {"kind": "discuss", "text": "路灯"},
)


@pytest.fixture
def ten(cast):
    return organisation(cast, 10)


def held(org, desk):
    """An assembly of ten with two votes carried by eight and one talk."""
    made = org.plan("assembly", NOW - timedelta(hours=1), agenda=AGENDA)
    said = {
        "present": org.members, "yes-0": "8", "outcome-0": "党员03 当选", "yes-1": "8", "outcome-1": "照方案分",
        "becomes-1": "deed", "outcome-2": "先报修",
    }  # fmt: skip
    assert desk.post(reverse("activity-hold", args=[made.pk]), said).status_code == 302
    return Activity.objects.get(pk=made.pk)


def form(page):
    """What the form of the record holds, as a browser would send it."""
    body = page.split(f'action="{re.search(r"/activity/[0-9]+/hold", page).group()}"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = (re.search(rf'{word}="([^"]*)"', tag) for word in ("name", "value"))
        if name and ("checkbox" not in tag or " checked" in tag):
            found.setdefault(name.group(1), []).append(value.group(1) if value else "")
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?([^<]*)</textarea>', body):
        found[name] = [value]
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', body, re.S):
        found[name] = re.findall(r'value="([^"]*)" selected', inside)[:1]
    return found


def test_a_correction_begins_with_every_vote_and_what_became_of_it(ten, at_desk):
    desk = at_desk("secretary")
    made = held(ten, desk)
    at = reverse("activity", args=[made.pk])
    typed = form(desk.get(at).content.decode())
    assert (typed["yes-0"], typed["yes-1"], typed["becomes-1"]) == (["8"], ["8"], ["deed"])
    assert typed["outcome-2"] == ["先报修"] and len(typed["present"]) == 10
    said = typed | {"yes-1": "9", "reason": "第二项漏数一票"}
    assert desk.post(reverse("activity-hold", args=[made.pk]), said).status_code == 302
    after = Activity.objects.get(pk=made.pk)
    assert [one.get("yes") for one in after.resolved] == [8, 9, None]
    assert after.resolved[1]["matter"] == made.resolved[1]["matter"] and Matter.objects.count() == 1
    assert "赞成 8 票" in desk.get(at).content.decode()


@pytest.mark.parametrize(("name", "said"), [("yes-0", "原来记的是赞成 8 票"), ("outcome-2", "原来写了议定的内容")])
def test_a_result_that_was_left_empty_is_asked_for_and_not_lost(ten, at_desk, name, said):
    desk = at_desk("secretary")
    made = held(ten, desk)
    typed = form(desk.get(reverse("activity", args=[made.pk])).content.decode()) | {"reason": "少一项"}
    answer = desk.post(reverse("activity-hold", args=[made.pk]), typed | {name: ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert Activity.objects.get(pk=made.pk).resolved == made.resolved
    line = name[-1]
    sure = typed | {name: "", f"gone-{line}": "1"}
    assert desk.post(reverse("activity-hold", args=[made.pk]), sure).status_code == 302
    assert int(line) not in [one["line"] for one in Activity.objects.get(pk=made.pk).resolved]


def test_what_became_a_matter_is_not_taken_away(ten, at_desk):
    desk = at_desk("secretary")
    made = held(ten, desk)
    page = desk.get(reverse("activity", args=[made.pk])).content.decode()
    assert 'name="gone-0"' in page and 'name="gone-1"' not in page
    answer = desk.post(reverse("activity-hold", args=[made.pk]), form(page) | {"reason": "记错了", "gone-1": "1"})
    assert answer.status_code == 422 and "已经立成事项" in answer.content.decode()


def test_fewer_who_came_than_votes_are_refused_under_their_vote(ten, at_desk):
    """A line of which nothing is sent keeps its result, counted again with those who came."""
    desk = at_desk("secretary")
    made = held(ten, desk)
    answer = desk.post(reverse("activity-hold", args=[made.pk]), {"present": ten.members[:8], "reason": "多点两人"})
    assert answer.status_code == 302
    assert [one.get("present") for one in Activity.objects.get(pk=made.pk).resolved] == [8, 8, None]
    answer = desk.post(reverse("activity-hold", args=[made.pk]), {"present": ten.members[:7], "reason": "多点三人"})
    assert answer.status_code == 422


def test_counts_without_a_roll_stand_in_the_correction(cast, at_desk):
    org = organisation(cast, 0)
    agenda = ({"kind": "resolution", "text": "物资"},)
    made = org.plan("assembly", NOW - timedelta(hours=1), agenda=agenda, unit=org.temporary)
    desk, at = at_desk("secretary"), reverse("activity-hold", args=[made.pk])
    assert desk.post(at, {"due": "30", "came": "20", "yes-0": "18"}).status_code == 302
    typed = form(desk.get(reverse("activity", args=[made.pk])).content.decode())
    assert (typed["due"], typed["came"], typed["yes-0"]) == (["30"], ["20"], ["18"])


@pytest.mark.parametrize(("present", "red"), [(5, "yes-0"), (9, "yes-1")])
def test_what_is_wrong_with_a_vote_stands_under_that_vote_only(ten, at_desk, present, red):
    """Five are too few for the election; with nine there the resolution cannot have ten votes."""
    made = ten.plan("assembly", NOW - timedelta(hours=1), agenda=AGENDA)
    said = {"present": ten.members[:present], "yes-0": "5", "yes-1": "10" if present == 9 else "5"}
    answer = at_desk("secretary").post(reverse("activity-hold", args=[made.pk]), said)
    page = answer.content.decode()
    assert answer.status_code == 422
    wrong = re.findall(r'name="(yes-\d)"[^>]*aria-invalid', page)
    assert wrong == [red]


def test_words_without_votes_are_not_lost(ten, at_desk):
    made = ten.plan("assembly", NOW - timedelta(hours=1), agenda=AGENDA)
    said = {"present": ten.members, "outcome-1": "照方案分"}
    answer = at_desk("secretary").post(reverse("activity-hold", args=[made.pk]), said)
    assert answer.status_code == 422 and "还要写赞成票数" in answer.content.decode()


def test_whoever_is_on_the_roll_is_marked_present_and_counts_only_with_a_vote(ten, at_desk):
    made = ten.plan("assembly", NOW - timedelta(hours=1), agenda=AGENDA[1:2])
    desk, at = at_desk("secretary"), reverse("activity", args=[made.pk])
    without = Tie.objects.get(kind="membership", role="probationary").person_id
    page = desk.get(at).content.decode()
    assert f'name="present" value="{without}"' in page and "预备党员，没有表决权" in page
    said = {"present": [*ten.members[:9], without], "yes-0": "9"}
    assert desk.post(reverse("activity-hold", args=[made.pk]), said).status_code == 302
    assert Tie.objects.get(activity=made, kind="attend", person_id=without).state == "present"
    page = desk.get(at).content.decode()
    assert "应到 10，实到 9" in page and "另有 1 人列席" in page


def test_who_should_not_be_due_is_taken_out_on_the_roll_that_the_page_opens(ten, at_desk):
    made = ten.plan("assembly", NOW - timedelta(hours=1), agenda=AGENDA[1:2])
    desk, at = at_desk("secretary"), reverse("activity", args=[made.pk])
    roll = reverse("branch-roll", args=[ten.branch.pk])
    page = desk.get(at).content.decode()
    assert f'href="{roll}"' in page and "应到 10 人" in page
    day = (NOW - timedelta(days=3)).date().isoformat()
    said = {"do": "class", "tie": ten.ties[0], "role": "nonvoting", "day": day}
    assert desk.post(roll, said).status_code == 302
    page = desk.get(at).content.decode()
    assert "应到 9 人" in page and "没有表决权" in page
