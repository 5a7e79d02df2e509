"""Taking back where several told: the page says whose it is before, and what became of it afterwards."""

from __future__ import annotations

from lianxin.kernel.models import Matter

LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快来修"


def test_taking_back_among_several_says_that_it_goes_on(client, tell):
    first = tell(LAMP, phone="13800138012")
    alone = client.get(f"/r/{first.key}").content.decode()
    assert "撤回以后这件事就不再办了" in alone
    second = tell(LAMP, phone="13800138077")
    page = client.get(f"/r/{second.key}").content.decode()
    assert "撤回的是您自己的反映" in page and "撤回以后这件事就不再办了" not in page
    gone = client.post(f"/r/{second.key}", {"action": "withdraw"}, follow=True).content.decode()
    assert "接着为他们办" in gone and "您已撤回您的反映" in gone and "这件事不再办了" not in gone
    assert "这不是同一件事" not in gone and "补充情况" not in gone
    assert Matter.objects.get(pk=first.matter.pk).is_open


def test_who_only_follows_is_offered_to_add_and_no_more(client, tell, done, cast):
    first = tell(LAMP, phone="13800138012")
    matter = Matter.objects.get(pk=first.matter.pk)
    follower = tell(matter.public_text, joins=matter.pk, anonymous=True)
    page = client.get(f"/r/{follower.key}").content.decode()
    assert "补充情况" in page and "<summary>撤回</summary>" not in page
    done(matter)
    assert "verdict" not in client.get(f"/r/{follower.key}").content.decode()
    client.post(f"/r/{follower.key}/yes")
    assert Matter.objects.get(pk=matter.pk).is_open, "a tap on the public list confirms nothing"


def test_who_only_follows_stops_with_one_press_and_reads_so(client, tell):
    first = tell(LAMP, phone="13800138012")
    matter = Matter.objects.get(pk=first.matter.pk)
    follower = tell(matter.public_text, joins=matter.pk, anonymous=True)
    assert "不再跟进" in client.get(f"/r/{follower.key}").content.decode()
    assert "不再跟进" not in client.get(f"/r/{first.key}").content.decode(), "who told it takes it back"
    for _ in range(2):
        page = client.post(f"/r/{follower.key}", {"action": "stop-following"}, follow=True).content.decode()
        assert "已经不再跟进" in page and "您已不再跟进" in page and "补充情况" not in page
        assert "<summary>不再跟进</summary>" not in page
    assert Matter.objects.get(pk=matter.pk).reporters == 1
    answer = client.post(f"/r/{first.key}", {"action": "stop-following"})
    assert answer.status_code == 409 and Matter.objects.get(pk=matter.pk).reporters == 1
