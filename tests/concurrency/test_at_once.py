"""Two or two hundred people at the same moment: one wins, the others are told kindly, nothing breaks."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from lianxin.kernel.acts import clocks, filing, leaving, matter, merging, notice, parting, seal, splitting
from lianxin.kernel.acts.filing import Filed, Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Entry, Matter, Notice, Tie
from lianxin.kernel.reads import people, solved
from lianxin.kernel.who import NOBODY
from lianxin.language.reason import Refused
from tests.cast import join, xiqiao
from tests.concurrency.threads import at_once
from tests.jobs.steps import POTHOLE, answer, staff_of, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return xiqiao()


def wishes(cast, count):
    """Wishes on the tree."""
    found = []
    for n in range(count):
        told = Telling(f"想要一盏护眼台灯，第{n}个心愿", cast.town.pk, kind="wish", place_id=cast.unit("qiaoyuan").pk)
        found.append(filing.file(NOBODY, told, cast.now))
        matter.take(cast.who("clerk"), found[-1].matter.pk, "approve", {}, cast.now)
    return found


def told_kindly(error):
    return isinstance(error, Refused) and "已经有人领走了，谢谢您" in error.say("zh")


def test_two_hundred_people_claim_twenty_wishes(cast):
    found = wishes(cast, 20)
    members = []
    for n in range(200):
        join(cast, f"m{n}", f"团员{n}", "member", cast.unit("party_qiaoyuan"))
        members.append(cast.who(f"m{n}"))
    works = [partial(matter.take, who, found[n % 20].matter.pk, "claim", {}, cast.now) for n, who in enumerate(members)]
    results = at_once(works)
    winners = [result for result in results if isinstance(result, Matter)]
    assert len(winners) == 20 and len({won.pk for won in winners}) == 20
    assert all(told_kindly(result) for result in results if not isinstance(result, Matter))
    assert Entry.objects.filter(act="matter.claim").count() == 20
    claimed = dict(Matter.objects.filter(kind="wish").values_list("pk", "claimer_id"))
    for n, result in enumerate(results):
        if isinstance(result, Matter):
            assert claimed[result.pk] == members[n].person_id


def test_claimed_and_withdrawn_at_once(cast):
    for wish in wishes(cast, 6):
        member, link = cast.who("member"), people.of_link(wish.key)
        results = at_once(
            [
                partial(matter.take, member, wish.matter.pk, "claim", {}, cast.now),
                partial(matter.take, link, wish.matter.pk, "withdraw", {}, cast.now),
            ]
        )
        now = Matter.objects.get(pk=wish.matter.pk)
        won = [result for result in results if isinstance(result, Matter)]
        lost = [result for result in results if not isinstance(result, Matter)]
        assert won and all(isinstance(error, Refused) for error in lost)
        # Withdrawn after the claim is allowed where the pack says so; claimed after the withdrawal never is.
        acts = list(Entry.objects.filter(matter=now).order_by("pk").values_list("act", flat=True))
        assert acts[-1] == ("matter.claim" if now.is_open else "matter.withdraw")


def test_the_same_step_twice_at_once_is_one_step(cast):
    filed = tell(cast)
    who = staff_of(cast, filed.matter)
    results = at_once([partial(matter.take, who, filed.matter.pk, "accept", {}, cast.now)] * 8)
    assert sum(isinstance(result, Matter) for result in results) == 1
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 7 and all("刚刚有人办过" in error.say("zh") for error in refused)
    assert Entry.objects.filter(matter=filed.matter, act="matter.accept").count() == 1


def test_one_tap_twice_at_once_confirms_once(cast):
    filed = tell(cast)
    answer(cast, filed)
    link = people.of_link(filed.key)
    results = at_once([partial(matter.take, link, filed.matter.pk, "confirm", {}, cast.now + timedelta(hours=3))] * 4)
    assert sum(isinstance(result, Matter) for result in results) == 1
    assert Entry.objects.filter(matter=filed.matter, act="matter.confirm").count() == 1


def test_the_same_form_sent_at_once_is_filed_once(cast):
    told = Telling(POTHOLE, cast.town.pk, place_id=cast.unit("qiaoyuan").pk, ref="web:9f0c")
    results = at_once([partial(filing.file, NOBODY, told, cast.now)] * 8)
    assert all(isinstance(result, Filed) for result in results), results
    assert len({result.matter.pk for result in results}) == 1 == len({result.key for result in results})
    assert [result.again for result in results].count(False) == 1
    assert Tie.objects.filter(kind="reporter").count() == 1 == Entry.objects.filter(act="matter.file").count()


def test_identical_tellings_of_many_people_at_once_are_one_matter(cast):
    told = [
        Telling(POTHOLE, cast.town.pk, place_id=cast.unit("qiaoyuan").pk, topic="road", ref=f"w{n}") for n in range(8)
    ]
    results = at_once([partial(filing.file, NOBODY, one, cast.now) for one in told])
    assert all(isinstance(result, Filed) for result in results), results
    found = Matter.objects.get()
    assert found.reporters == 8 == Tie.objects.filter(matter=found, kind="reporter").count()
    assert Counter(result.merged for result in results) == {False: 1, True: 7}
    assert len({result.key for result in results}) == 8


def test_merging_both_ways_at_once_does_not_lock(cast):
    clerk = cast.who("clerk")
    for n in range(5):
        a = tell(cast, f"乔园社区第{n}个井盖松动，车压过去很响", topic="").matter
        b = tell(cast, f"第{n}条小巷的路灯坏了，夜里老人出门看不见", topic="").matter
        assert a.pk != b.pk
        results = at_once(
            [partial(merging.merge, clerk, a.pk, b.pk, cast.now), partial(merging.merge, clerk, b.pk, a.pk, cast.now)]
        )
        assert sum(isinstance(result, Matter) for result in results) == 1, results
        assert sum(isinstance(result, Refused) for result in results) == 1, results
        assert Matter.objects.filter(pk__in=(a.pk, b.pk), is_open=True).count() == 1


def test_merges_are_taken_back_once_while_others_work_on_the_lead(cast):
    clerk, later = cast.who("clerk"), cast.now + timedelta(days=1)
    lead = tell(cast, "乔园社区井盖松动，车压过去很响", topic="")
    texts = ("小巷的路灯坏了，夜里老人出门看不见", "围墙裂了怕倒下来", "垃圾两天没人收", "公厕没有水")
    filed = [tell(cast, text, topic="") for text in texts]
    for one in filed:
        merging.merge(clerk, one.matter.pk, lead.matter.pk, cast.now)
    worker = staff_of(cast, lead.matter)
    results = at_once(
        [partial(splitting.split, clerk, one.matter.pk, later) for one in filed for _ in range(2)]
        + [partial(matter.take, worker, lead.matter.pk, "accept", {}, later)]
        + [partial(merging.merge, clerk, lead.matter.pk, filed[0].matter.pk, later)]
    )
    assert all(isinstance(one, Matter | Refused) for one in results), results
    parted = Entry.objects.filter(act="matter.split").count()
    assert sum(isinstance(one, Matter) for one in results[:8]) == parted
    onward = isinstance(results[-1], Matter)  # the lead went into the first that was parted: the others wait for that
    assert parted == len(filed) or onward
    if onward:
        splitting.split(clerk, lead.matter.pk, later)
    held = Matter.objects.filter(merged_into=lead.matter).values_list("pk", flat=True)
    for pk in held:
        splitting.split(clerk, pk, later)
    assert Entry.objects.filter(act="matter.split").count() == len(filed) + onward
    assert Entry.objects.filter(act="matter.let_go").count() == len(filed) + onward
    for one in Matter.objects.all():
        assert one.reporters == Tie.objects.filter(matter=one, kind="reporter").count()
        assert (one.merged_into_id is None) == (one.outcome != "merged")


def test_each_is_parted_once_while_others_join_work_merge_and_ask(cast):
    clerk, later = cast.who("clerk"), cast.now + timedelta(days=1)
    told = Telling(POTHOLE, cast.town.pk, kind="request", topic="road", place_id=cast.unit("qiaoyuan").pk)
    filed = [filing.file(NOBODY, replace(told, text=POTHOLE + "！" * n), cast.now) for n in range(5)]
    lead, joined = filed[0], filed[1:]
    assert all(one.merged for one in joined)
    other = tell(cast, "围墙裂了怕倒下来", topic="").matter
    worker, links = staff_of(cast, lead.matter), [people.of_link(one.key) for one in joined]
    part = partial(parting.part, clerk, lead.matter.pk, reason="是两个坑", now=later)
    results = at_once(
        [partial(part, one.tie.pk) for one in joined for _ in range(3)]
        + [partial(filing.file, NOBODY, replace(told, text=POTHOLE + "。" * n), later) for n in range(3)]
        + [partial(matter.take, worker, lead.matter.pk, "accept", {}, later)]
        + [partial(merging.merge, clerk, lead.matter.pk, other.pk, later)]
        + [partial(parting.ask, link, "不是一个坑", later) for link in links]
    )
    assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in results), results
    parted = Entry.objects.filter(act="matter.part").count()
    assert sum(isinstance(one, Matter) for one in results[:12]) == parted <= len(joined)
    assert Entry.objects.filter(act="matter.let_go").count() == parted
    if Matter.objects.get(pk=lead.matter.pk).is_open:
        assert parted == len(joined)
    for one in Matter.objects.all():
        assert one.reporters == Tie.objects.filter(matter=one, kind="reporter").count(), one
    own = Matter.objects.filter(pk__in=Entry.objects.filter(act="matter.part").values("matter"))
    assert own.count() == parted and all(one.is_open and one.reporters >= 1 for one in own)


def test_joining_while_it_closes_follows_what_is_open_or_files_anew(cast):
    filed = tell(cast)
    answer(cast, filed)
    link = people.of_link(filed.key)
    told = Telling(POTHOLE, cast.town.pk, kind="request", topic="road", place_id=cast.unit("qiaoyuan").pk)
    results = at_once(
        [partial(matter.take, link, filed.matter.pk, "confirm", {}, cast.now + timedelta(hours=3))]
        + [partial(filing.file, NOBODY, told, cast.now + timedelta(hours=3))] * 5
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    for one in Matter.objects.all():
        assert one.reporters == Tie.objects.filter(matter=one, kind="reporter").count()


def test_several_workers_share_the_round(cast):
    for n in range(6):
        tell(cast, f"乔园社区第{n}处围墙裂了，怕倒下来伤人", topic="")
    late = cast.now + timedelta(days=90)
    at_once([partial(clocks.ring, late) for _ in range(4)])
    clocks.ring(late)
    for one in Matter.objects.all():
        fired = Counter(Entry.objects.filter(matter=one).values_list("act", flat=True))
        assert max(fired.values()) == 1, fired
    results = at_once([partial(notice.make, late) for _ in range(4)] + [partial(seal.seal, late) for _ in range(4)])
    assert not [result for result in results if isinstance(result, Exception)], results
    while notice.make(late):
        pass
    made = Counter(Notice.objects.filter(tie__isnull=False).values_list("entry_id", "tie_id"))
    assert set(made.values()) == {1}
    at_once([partial(notice.deliver, late) for _ in range(4)])
    assert not Notice.objects.filter(state="waiting", kind="now").exists()


def test_filing_and_sealing_at_once_passes_no_entry_over(cast):
    def file(n):
        return filing.file(NOBODY, Telling(f"请问第{n}种补贴在哪里办理？", cast.town.pk), cast.now)

    results = at_once([partial(file, n) if n % 3 else partial(seal.seal, cast.now) for n in range(30)])
    assert not [result for result in results if isinstance(result, Exception)], results
    while seal.seal(cast.now):
        pass
    verdict = seal.verify()
    assert verdict.whole and verdict.entries == Entry.objects.count() and verdict.unsealed == 0


def asked_three(cast):
    """Three told of it in their own words, and the unit says that it is done."""
    filed = [tell(cast, contact=Contact(phone=f"1380013801{n}")) for n in range(3)]
    assert len({one.matter.pk for one in filed}) == 1
    answer(cast, filed[0])
    return filed


def says(filed, action, at):
    return partial(matter.take, people.of_link(filed.key), filed.matter.pk, action, {}, at)


def test_all_who_told_of_it_say_solved_at_once_and_it_is_closed_once(cast):
    filed, at = asked_three(cast), cast.now + timedelta(days=1)
    results = at_once([says(one, "confirm", at) for one in filed for _ in range(3)])
    # Whoever presses again after it was closed is told so; nobody's word is lost or counted twice.
    assert all(isinstance(one, Matter | Refused) for one in results)
    acts = Counter(Entry.objects.filter(matter=filed[0].matter).values_list("act", flat=True))
    assert (acts["matter.vouch"], acts["matter.confirm"], acts["matter.tally"]) == (3, 1, 1)
    assert Matter.objects.get(pk=filed[0].matter.pk).ending == "solved"


def test_a_not_solved_among_many_solved_at_once_is_not_lost(cast):
    filed, at = asked_three(cast), cast.now + timedelta(days=1)
    said = [says(filed[0], "confirm", at), says(filed[1], "confirm", at), says(filed[2], "dispute", at)]
    results = at_once(said)
    found = Matter.objects.get(pk=filed[0].matter.pk)
    assert isinstance(results[2], Matter) and found.is_open and found.step == "doing"
    assert all(isinstance(one, Matter | Refused) for one in results)


def test_the_end_of_the_term_and_the_last_answer_at_once_close_it_once(cast):
    filed = asked_three(cast)
    matter.take(people.of_link(filed[0].key), filed[0].matter.pk, "confirm", {}, cast.now + timedelta(days=1))
    end = solved.window(Matter.objects.get(pk=filed[0].matter.pk)).due
    results = at_once([*(says(one, "confirm", end) for one in filed[1:]), *[partial(clocks.ring, end)] * 3])
    assert all(isinstance(one, Matter | Refused | int) for one in results)
    acts = Counter(Entry.objects.filter(matter=filed[0].matter).values_list("act", flat=True))
    assert (acts["matter.confirm"], acts["matter.tally"]) == (1, 1)
    tally = Entry.objects.get(act="matter.tally").data
    assert (tally["of"], tally["solved"]) == (3, acts["matter.vouch"])


def test_who_follows_presses_stop_often_at_once_while_others_come(cast):
    filed = tell(cast)
    words = Matter.objects.get(pk=filed.matter.pk).public_text
    said = Telling(words, cast.town.pk, kind="request", joins=filed.matter.pk, anonymous=True)
    links = [filing.file(NOBODY, said, cast.now).key for _ in range(3)]
    works = [partial(leaving.stop, people.of_link(key), cast.now) for key in links for _ in range(3)]
    results = at_once(
        [*works, partial(filing.file, NOBODY, said, cast.now), partial(filing.file, NOBODY, said, cast.now)]
    )
    assert not [one for one in results if isinstance(one, Exception)]
    standing = Tie.objects.filter(matter=filed.matter, kind="reporter", until__isnull=True).count()
    assert Matter.objects.get(pk=filed.matter.pk).reporters == standing == 3
    assert Entry.objects.filter(matter=filed.matter, act="matter.unfollow").count() == 3
