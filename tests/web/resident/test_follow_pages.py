"""Following: the story, the answers, one tap in the notice, questions, withdrawal, number and code."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from tests.cast import NOW

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import Entry, Matter, Unit
from lianxin.kernel.reads import timeline
from lianxin.web.resident import limits


def fresh(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def test_the_story_is_told_in_plain_words_with_who_and_when(cast, client, tell, done):
    filed = tell("樵金路有个大坑，电话13800138001", phone="13800138001")
    page = client.get(f"/r/{filed.key}").content.decode()
    assert "最迟" in page and "已收到" in page and "13800138001" not in page
    done(filed.matter)
    page = client.get(f"/r/{filed.key}").content.decode()
    assert "办理结果：路灯换了新的" in page and "确认已解决" in page and "还没解决" in page
    assert "何晓岚" not in page, "units and posts, never names"
    assert page.index("办理结果") < page.index("已签收"), "newest first"


def test_an_answer_is_whole_for_whom_it_was_written_and_for_nobody_else(cast, client, tell, show):
    """The reporter must be able to call; the book of entries, neighbours who joined and the public read it masked."""
    first = tell("民乐桥头公交站的雨棚破了", phone="13800138001")
    second = tell("民乐桥头公交站的雨棚破了", phone="13900139002")
    show(first.matter)
    acts.take(cast.who("clerk"), first.matter.pk, "accept", {}, NOW)
    said = {"result": "请拨打街道电话020-81500000反馈，或找王师傅13911112222"}
    acts.take(cast.who("clerk"), first.matter.pk, "finish", said, NOW)
    assert f"办理结果：{said['result']}" in client.get(f"/r/{first.key}").content.decode()
    everybody = client.get(f"/t/xiqiao/progress/{first.matter.pk}").content.decode()
    for page in (everybody, client.get(f"/r/{second.key}").content.decode()):
        assert "请拨打街道电话[电话]" in page and "81500000" not in page and "13911112222" not in page
    assert "81500000" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_the_town_s_own_number_stands_in_whatever_a_unit_says(cast, client, tell, show):
    """“请打 0757-8688 0000” must be a number for everybody; a clerk's own mobile is for the reporter alone."""
    Unit.objects.filter(pk=cast.unit("office_works").pk).update(phone="0757-86880000")
    bump("units")
    filed = tell("民乐桥头公交站的雨棚破了", phone="13800138001")
    show(filed.matter)
    acts.take(cast.who("clerk"), filed.matter.pk, "accept", {}, NOW)
    asked = {"question": "是哪个站台？请打 0757-8688 0000，或者8688 0000转王师傅13911112222，急事 0757-86881111"}
    acts.take(cast.who("clerk"), filed.matter.pk, "ask_reporter", asked, NOW)
    page = client.get(f"/r/{filed.key}").content.decode()
    assert "请打 0757-8688 0000" in page and "8688 0000转" in page
    book = str(list(Entry.objects.values_list("data", flat=True)))
    assert "13911112222" not in book and "86881111" not in book, "a mobile, and a number that is not the town's"
    acts.take(cast.who("clerk"), filed.matter.pk, "finish", {"result": "修好了，有事打0757-86880000"}, NOW)
    assert "有事打0757-86880000" in client.get(f"/t/xiqiao/progress/{filed.matter.pk}").content.decode()


def test_confirm_and_dispute(cast, client, tell, done):
    filed = tell("楼道灯不亮", phone="13800138001")
    done(filed.matter)
    disputed = client.post(f"/r/{filed.key}", {"action": "dispute", "line": "只修了一盏"})
    assert disputed["Location"].endswith("?said=no")
    assert fresh(filed.matter).step == "doing" and fresh(filed.matter).counts["reopened"] == 1
    assert "只修了一盏" in client.get(f"/r/{filed.key}").content.decode()
    acts.take(cast.who("clerk"), filed.matter.pk, "finish", {"result": "都修好了"}, NOW)
    client.post(f"/r/{filed.key}", {"action": "confirm", "satisfaction": "yes", "line": "谢谢"})
    closed = fresh(filed.matter)
    assert (closed.ending, closed.fields["satisfaction"], closed.is_open) == ("solved", "yes", False)


def test_one_tap_records_the_answer_but_opening_the_link_does_not(cast, client, tell, done):
    filed = tell("楼道灯不亮")
    assert client.get(f"/r/{filed.key}/yes")["Location"] == f"/r/{filed.key}", "nothing is asked yet"
    done(filed.matter)
    entries = Entry.objects.count()
    for said in ("yes", "no", "yes"):
        page = client.get(f"/r/{filed.key}/{said}")
        assert page.status_code == 200 and 'hx-trigger="load' in page.content.decode()
        assert page["Cache-Control"] == "private, no-store"
    assert client.head(f"/r/{filed.key}/yes").status_code == 200
    assert Entry.objects.count() == entries and fresh(filed.matter).step == "answered"
    tapped = client.post(f"/r/{filed.key}/yes", headers={"HX-Request": "true"})
    assert tapped["HX-Redirect"] == f"/r/{filed.key}?said=yes"
    assert fresh(filed.matter).ending == "solved"
    assert client.post(f"/r/{filed.key}/no")["Location"] == f"/r/{filed.key}", "the answer was given"
    page = client.get(f"/r/{filed.key}?said=yes").content.decode()
    assert "谢谢您告诉我们" in page and "基本满意" in page
    client.post(f"/r/{filed.key}", {"action": "appraise", "satisfaction": "fair"})
    after = fresh(filed.matter)
    assert after.fields["satisfaction"] == "fair" and "satisfied.above" in after.marks and not after.is_open


def test_a_small_matter_is_rated_with_one_tap_on_a_choice(cast, client, tell):
    filed = tell("村口井盖松动", kind="micro")
    site = cast.who("station")
    acts.take(site, filed.matter.pk, "do_now", {"result": "当场拧紧了"}, NOW)
    page = client.get(f"/r/{filed.key}/yes").content.decode()
    assert "hx-trigger" not in page.split("<main")[1].split("</main")[0] and "基本满意" in page
    client.post(f"/r/{filed.key}/yes", {"rating": "yes"})
    assert fresh(filed.matter).step == "closed"


def test_a_question_stands_on_top_and_is_answered_there(cast, client, tell):
    filed = tell("门口垃圾没人收", phone="13800138001")
    acts.take(cast.who("clerk"), filed.matter.pk, "ask_reporter", {"question": "东门还是西门？"}, NOW)
    assert "经办的人想问您" in client.get(f"/r/{filed.key}").content.decode()
    empty = client.post(f"/r/{filed.key}", {"action": "reply", "reply": ""})
    assert empty.status_code == 422 and "请填" in empty.content.decode()
    client.post(f"/r/{filed.key}", {"action": "reply", "reply": "东门"})
    page = client.get(f"/r/{filed.key}").content.decode()
    assert "经办的人想问您" not in page and "东门" in page


def test_withdraw_and_what_is_no_longer_possible(cast, client, tell):
    filed = tell("路灯坏了")
    client.post(f"/r/{filed.key}", {"action": "withdraw"})
    assert fresh(filed.matter).ending == "withdrawn"
    late = client.post(f"/r/{filed.key}", {"action": "confirm"})
    assert late.status_code == 409 and "没有改动任何东西" in late.content.decode()
    assert client.post(f"/r/{filed.key}", {"action": "finish", "result": "我自己结案"}).status_code == 409


def test_withdrawing_asks_once_and_says_what_happened(cast, client, tell):
    filed = tell("路灯坏了")
    asked = client.get(f"/r/{filed.key}").content.decode().split("<summary>撤回</summary>")[1].split("</details>")[0]
    assert "确定要撤回吗" in asked and "确定撤回" in asked
    gone = client.post(f"/r/{filed.key}", {"action": "withdraw"}, follow=True).content.decode()
    assert "已经撤回，这件事不再办了" in gone and "转给经办的人" not in gone


def test_opening_again_and_rating_say_what_they_are(cast, client, tell, done):
    filed = tell("路灯坏了")
    done(filed.matter)
    client.post(f"/r/{filed.key}/yes")
    rated = {"action": "appraise", "satisfaction": "yes", "line": "师傅很耐心"}
    assert "谢谢您的评价" in client.post(f"/r/{filed.key}", rated, follow=True).content.decode()
    assert "师傅很耐心" in client.get(f"/r/{filed.key}").content.decode(), "the line is asked with the rating"
    again = client.post(f"/r/{filed.key}", {"action": "reopen", "reason": "又不亮了"}, follow=True)
    assert "这件事会重新办" in again.content.decode()


def test_an_answer_is_asked_in_the_order_in_which_it_is_given(cast, client, tell, done):
    """What is pressed last stands last, so that nothing typed is lost; and nothing that was said is asked again."""
    filed = tell("楼道灯不亮", phone="13800138001")
    done(filed.matter)
    page = client.get(f"/r/{filed.key}").content.decode()
    assert page.index("是否满意") < page.index("确认已解决") and page.index("还想说一句") < page.index("还没解决")
    assert re.search(r"请在 .*前告诉我们", page), "until when"
    said = {"action": "dispute", "line": "只修了一盏"}
    assert "哪里没办好" not in client.post(f"/r/{filed.key}", said, follow=True).content.decode()
    acts.take(cast.who("clerk"), filed.matter.pk, "finish", {"result": "都修好了"}, NOW)
    assert "哪里没办好" in client.post(f"/r/{filed.key}", {"action": "dispute"}, follow=True).content.decode()
    acts.take(cast.who("clerk"), filed.matter.pk, "finish", {"result": "都修好了"}, NOW)
    said = {"action": "confirm", "satisfaction": "fair", "line": "谢谢"}
    assert "基本满意" not in client.post(f"/r/{filed.key}", said, follow=True).content.decode()


def test_a_link_opens_its_own_matter_only(cast, client, tell):
    mine, other = tell("樵金路有个大坑"), tell("半夜工地打桩", "dongbi")
    assert other.matter.number not in client.get(f"/r/{mine.key}").content.decode()
    assert client.get("/r/" + "0" * 64).status_code == 404
    assert client.get("/r/short").status_code == 404


def test_neighbours_who_joined_are_counted_and_never_shown(cast, client, tell, show):
    first = tell("民乐桥头公交站的雨棚破了", phone="13800138001")
    second = [tell("民乐桥头公交站的雨棚破了", phone=f"1390013900{n}") for n in range(3)][0]
    page = client.get(f"/r/{first.key}").content.decode()
    assert page.count("又有") == 1 and "又有 3 位居民" in page and "1390013900" not in page
    assert "139" not in re.sub(r"<[^>]+>", " ", page)  # a tag may hold it: the page's own random key
    page = client.get(f"/r/{second.key}").content.decode()
    assert "合在一起办" in page and "138****" not in page


def test_number_and_code_open_the_page(cast, client, tell):
    cache.clear()
    filed = tell("路灯坏了")
    number = filed.matter.number
    for typed in (number, number.lower(), f" {number.replace('-', ' ')} ", str(filed.matter.pk)):
        found = client.post("/find", {"number": typed, "code": f"{filed.code[:3]} {filed.code[3:]}"})
        assert found["Location"] == f"/r/{filed.key}", typed
    wrong = (
        (number, "000000", "还在"),
        ("XQ-1999-00001", filed.code, "还在"),
        ("写错了", "1", "编号像"),
        ("", "", "编号像"),
    )
    for typed, code, said in wrong:
        answer = client.post("/find", {"number": typed, "code": code})
        assert answer.status_code == 422 and said in answer.content.decode()


def test_guessing_codes_is_stopped(cast, client, tell):
    cache.clear()
    filed = tell("路灯坏了")
    codes = [client.post("/find", {"number": filed.matter.number, "code": f"{n:06d}"}).status_code for n in range(11)]
    assert codes[-1] == 429 and set(codes[:-1]) == {422}
    assert client.post("/find", {"number": filed.matter.number, "code": filed.code}).status_code == 429
    page = client.post("/find", {"number": filed.matter.number, "code": "1" * 6}).content.decode()
    assert "十分钟" in page and filed.matter.number in page
    assert limits.TRIES[0].most == 10


def test_the_receipt_prints_without_what_was_told(cast, client, tell):
    filed = tell("楼上漏水，电话13800138001", phone="13800138001")
    page = client.get(f"/r/{filed.key}/paper").content.decode()
    assert "paper-a5" in page and filed.matter.number in page and filed.code[:3] in page
    assert "漏水" not in page and "138" not in page.split("<main")[1].replace(filed.code, "").split("<svg")[0]


@pytest.mark.parametrize("name", ["yes", "no"])
def test_a_wish_is_confirmed_by_the_wisher(cast, client, hang, name):
    wish = hang()
    key = _key_of(wish)
    acts.take(cast.who("member"), wish.pk, "claim", {}, NOW)
    acts.take(cast.who("member"), wish.pk, "deliver", {"result": "当面交给老人"}, NOW)
    client.post(f"/r/{key}/{name}")
    assert fresh(wish).step == {"yes": "fulfilled", "no": "claimed"}[name]


def _key_of(matter: Matter) -> str:
    from lianxin.kernel.models import Tie
    from lianxin.kernel.reads.links import link_of

    return link_of(Tie.objects.get(matter=matter, kind="reporter").ref)


def test_in_english_a_unit_goes_by_its_english_name_in_every_sentence(cast, client, tell):
    filed = tell("樵金路有个大坑")
    owner = Unit.objects.get(pk=filed.matter.owner_id)
    client.cookies["django_language"] = "en"
    followed = client.get(f"/r/{filed.key}").content.decode().split("<main")[1]
    assert owner.en and f"Received and sent to {owner.en}" in followed and owner.name not in followed
    assert owner.en in timeline.story(filed.matter, "en").knots[0].what
    assert owner.name in timeline.story(filed.matter).knots[0].what
    client.cookies["django_language"] = "zh"
    assert f"转给{owner.name}" in client.get(f"/r/{filed.key}").content.decode()
