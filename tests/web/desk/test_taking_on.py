"""Before something is taken on, merged or asked for: whose it is, what was missed, what waits, what has no way back."""

from datetime import timedelta

from django.utils import timezone
from tests.cast import NOW
from tests.web.desk.test_pages import text_of

from lianxin.kernel.acts import filing
from lianxin.kernel.acts import matter as acts


def test_merging_is_asked_before_it_is_done(cast, tell, at_desk):
    one, other = tell("江浦路路灯坏了三盏").matter, tell("江浦路的灯全灭了好几天").matter
    client = at_desk("clerk")
    both = text_of(client.get(f"/matter/{one.pk}/merge", {"into": other.number}))
    assert one.number in both and other.number in both and "可以拆回来" in both
    one.refresh_from_db()
    assert one.is_open, "looking merges nothing"
    wish = tell("江浦路的灯坏了，想请人帮忙换一盏", kind="wish").matter
    for into in (wish.number, "999999", "没有"):
        refused = client.get(f"/matter/{one.pk}/merge", {"into": into})
        page = refused.content.decode()
        assert refused.status_code == 422 and "没有合并" in page
        assert page.index("没有合并") < page.index('class="two"'), "the word stands where the page begins"
    assert at_desk("worker").get(f"/matter/{one.pk}/merge", {"into": other.number}).status_code in (404, 422)


def test_a_page_says_what_was_asked_for_and_whom_it_waits_for(cast, lamp, at_desk):
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    client, ask = at_desk("worker"), f"/matter/{lamp.pk}/do/ask_suspend"
    past = client.post(ask, {"reason": "等许可", "until": "2026-03-01"})
    assert past.status_code == 422 and "要写以后的日期" in text_of(past)
    assert f'href="{ask}"' in client.get(f"/matter/{lamp.pk}").content.decode()
    client.post(ask, {"reason": "等许可", "until": "2026-03-20"})
    page = client.get(f"/matter/{lamp.pk}")
    assert "已申请挂账，等" in text_of(page) and f'href="{ask}"' not in page.content.decode()
    assert "已申请挂账，等" in text_of(at_desk("lead").get(f"/matter/{lamp.pk}"))


def test_a_missed_sign_in_is_red_beside_the_main_term(cast, lamp, at_desk, monkeypatch):
    later = NOW + timedelta(days=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    client = at_desk("worker")
    for address in ("/desk/", f"/matter/{lamp.pk}"):
        page = client.get(address)
        assert "签收期限：超期 3 天" in text_of(page) and "个工作日" in text_of(page)
        assert page.content.decode().count("clock-red") >= 1
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, later)
    assert "签收期限：超期" not in text_of(client.get(f"/matter/{lamp.pk}")), "what was taken on is chased no more"


def test_taking_on_what_another_unit_acts_on_says_whose_it_is_first(cast, lamp, at_desk):
    clerk, worker, take = at_desk("clerk"), at_desk("worker"), f"/matter/{lamp.pk}/do/accept"
    assert f'formaction="{take}"' in worker.get("/desk/").content.decode()
    page = clerk.get("/desk/").content.decode()
    assert f'formaction="{take}"' not in page and f'href="{take}"' in page
    said = f"这件事由{lamp.owner.name}办理"
    assert said in text_of(clerk.get(take)) and said in text_of(clerk.get(f"/matter/{lamp.pk}"))
    assert said not in text_of(worker.get(take))


def test_a_person_is_asked_to_judge_only_what_nobody_took_on(cast, tell, at_desk):
    matter = tell("有件事想说一下，说不清归谁管", None).matter
    client, clerk = at_desk("clerk"), cast.who("clerk")
    asked = "/desk/?scope=all&unsure=1"
    assert matter.unsure and f'href="/matter/{matter.pk}"' in client.get(asked).content.decode()
    assert "待人工判断" in text_of(client.get(f"/matter/{matter.pk}"))
    acts.take(clerk, matter.pk, "accept", {}, NOW)
    assert f'href="/matter/{matter.pk}"' not in client.get(asked).content.decode()
    head = client.get(f"/matter/{matter.pk}").content.decode().split('class="two"')[0]
    assert "待人工判断" not in head
    deed = filing.file(clerk, filing.Telling("给老楼装扶手", cast.town.pk, kind="deed"), NOW).matter
    assert not deed.unsure, "whoever chose the kind has said what it is"


def test_whoever_declines_writes_a_reason_of_his_own(cast, lamp, at_desk):
    """The words of the one who asked stand in the form that grants it, and in no form that refuses it."""
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), lamp.pk, "ask_suspend", {"reason": "等停电许可", "until": "2026-12-20"}, NOW)
    lead = at_desk("lead")

    def asked(action):
        page = lead.get(f"/matter/{lamp.pk}/do/{action}").content.decode()
        return page.split('name="reason"')[1].split("</textarea>")[0]

    assert "等停电许可" in asked("suspend") and "等停电许可" not in asked("decline_suspend")
