"""The class of members: who has no vote gets none by a list, or by a form, that did not say it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.kernel.acts import member, roll, tie
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.models import Entry, Roll, Tie
from lianxin.kernel.reads import roll as registers
from lianxin.kernel.tie_facts import day_of
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import organisation
from tests.kernel.rolls import come, put, sheet

HEAD = ["姓名", "人员类别", "所在党支部"]


@pytest.fixture
def branch(cast):
    return organisation(cast, 0).branch


def rows(branch, *said):
    names = ["霍润生", "甘乐怡", "阮清和", "翟安澜", "岑小满", "冼文秀", "区望春"]
    return [[name, one, branch.name] for name, one in zip(names, said, strict=False)]


def classes(branch):
    ties = Tie.objects.filter(kind="membership", unit=branch, ref__startswith="roll:").order_by("pk")
    return {one.person.shown: one.role for one in ties}


def test_a_list_says_who_has_a_vote(cast, branch):
    said = come(cast, "membership", HEAD, rows(branch, "正式党员", "预备党员", "中共预备党员", "正 式", "无表决权"))
    assert said.columns == ["name", "class", "unit"] and (said.rows, said.wrong) == (5, 0)
    put(cast, said)
    assert list(classes(branch).values()) == ["full", "probationary", "probationary", "full", "nonvoting"]
    voters = set(registers.members([branch.pk], NOW, voting=True).values())
    assert voters & set(classes(branch)) == {"霍润生", "翟安澜"}


@pytest.mark.parametrize("heading", ["党员类别", "政治面貌", "党员类型"])
def test_the_column_has_its_usual_names(cast, branch, heading):
    sent = come(cast, "membership", ["姓名", heading, "支部"], rows(branch, "中共党员", "中共预备党员"))
    assert sent.columns[1] == "class" and sent.wrong == 0


def test_an_unknown_word_and_an_empty_cell_are_faults_at_their_cells(cast, branch):
    sent = come(cast, "membership", HEAD, rows(branch, "正式党员", "党员", "非正式党员", "积极分子", None))
    told = "\n".join(problem["zh"] for problem in sent.problems)
    assert sent.wrong == 4 and all(f"，{cell}：" in told for cell in ("B3", "B4", "B5", "B6"))
    assert "正式党员、预备党员" in told and "Full member" in sent.problems[0]["en"]
    put(cast, sent)
    assert classes(branch) == {"霍润生": "full"}


def test_a_list_without_the_column_waits_for_its_sender_to_say_what_all_are(cast, branch):
    head, people = ["姓名", "所在党支部"], [[name, branch.name] for name, _, _ in rows(branch, 1, 2)]
    with pytest.raises(Refused) as refused:
        come(cast, "membership", head, people)
    assert refused.value.field == "all_are" and "正式党员" in refused.value.say("zh")
    assert Roll.objects.get().state == "new", "nothing was checked, nothing put in"
    with pytest.raises(Refused):
        come(cast, "membership", head, people, all_are="voter")
    put(cast, come(cast, "membership", head, people, all_are="probationary"))
    assert set(classes(branch).values()) == {"probationary"}
    again = roll.send(cast.who("governance"), cast.town.pk, "membership", None, ("b.xlsx", sheet(head, people)), NOW)
    assert again.all_are == "", "what was said of one list is not said of the next"


def test_a_column_goes_before_what_was_said_of_all(cast, branch):
    put(cast, come(cast, "membership", HEAD, rows(branch, "预备党员"), all_are="full"))
    assert classes(branch) == {"霍润生": "probationary"}


def test_a_membership_that_never_said_its_class_stays_a_full_one(cast, branch):
    old = Tie.objects.create(
        kind="membership", role="", person=cast.people["member"], unit=branch, town=cast.town, since=NOW,
    )  # fmt: skip
    assert old.person_id in registers.members([branch.pk], NOW, voting=True)


def test_a_membership_made_by_hand_says_its_class(cast, branch):
    wanted = Wanted("membership", cast.town.pk, branch.pk, day_of(NOW), name="霍润生")
    with pytest.raises(Refused) as refused:
        tie.make(cast.who("governance"), wanted, NOW)
    assert refused.value.field == "slot"


def again(cast, branch, *said, changes):
    sent = come(cast, "membership", HEAD, rows(branch, *said))
    roll.put_in(cast.who("governance"), sent.pk, cast.now, changes)
    assert roll.work(cast.now)
    sent.refresh_from_db()
    return sent


def standing(branch, now=None):
    return {name: role for _, name, role in registers.classes([branch.pk], now or NOW)}


def test_who_comes_again_in_another_class_is_told_and_keeps_his_where_that_is_chosen(cast, branch):
    put(cast, come(cast, "membership", HEAD, rows(branch, "预备党员", "正式党员")))
    sent = come(cast, "membership", HEAD, rows(branch, "正式党员", "正式党员", "正式党员"))
    assert (sent.rows, sent.wrong, sent.known, sent.moves) == (3, 0, 1, 1)
    (differs,) = [one for one in sent.problems if "differs" in one]
    assert "，B2：已经在册，预备党员 → 正式党员。" in differs["zh"] and "Full member" in differs["en"]
    assert len(put(cast, sent).made) == 1 and standing(branch)["霍润生"] == "probationary"
    sent = come(cast, "membership", HEAD, rows(branch, "正式党员"))
    with pytest.raises(Refused, match="没有可以导入的行"):
        roll.put_in(cast.who("governance"), sent.pk, cast.now)


def test_who_comes_again_in_another_class_gets_it_where_that_is_chosen_and_undoing_restores(cast, branch):
    first = put(cast, come(cast, "membership", HEAD, rows(branch, "预备党员", "正式党员")))
    then = NOW - timedelta(hours=1)
    Tie.objects.filter(pk__in=first.made).update(since=NOW - timedelta(days=90))
    sent = again(cast, branch, "正式党员", "正式党员", changes=True)
    assert (sent.made, len(sent.moved), sent.state) == ([], 1, "done")
    assert standing(branch)["霍润生"] == "full" and standing(branch, then)["霍润生"] == "probationary"
    entry = Entry.objects.get(act="member.reclass")
    assert (entry.data["before"], entry.data["role"]) == ("probationary", "full")
    follows = roll.send(cast.who("governance"), cast.town.pk, "membership", None, ("b.xlsx", sheet(HEAD, [])), NOW)
    assert follows.changes, "the next sheet of the same office begins with the same choice"
    assert come(cast, "membership", HEAD, rows(branch, "正式党员")).moves == 0
    roll.undo(cast.who("governance"), sent.pk, NOW)
    assert standing(branch)["霍润生"] == "probationary" and standing(branch)["甘乐怡"] == "full"
    assert Entry.objects.filter(act="member.reclass", data__undone=sent.pk).exists()
    assert Tie.objects.get(pk=first.made[0]).until is None


def test_a_class_changed_again_since_is_kept_when_the_list_is_undone(cast, branch):
    put(cast, come(cast, "membership", HEAD, rows(branch, "预备党员")))
    sent = again(cast, branch, "正式党员", changes=True)
    member.reclass(cast.who("governance"), sent.moved[0]["after"], "nonvoting", NOW)
    roll.undo(cast.who("governance"), sent.pk, NOW)
    sent.refresh_from_db()
    assert sent.kept == 1 and standing(branch)["霍润生"] == "nonvoting"
