"""The tree, one wish, claiming, and a member's own page."""

from __future__ import annotations

from tests.cast import NOW, join
from tests.web.resident.test_follow_pages import _key_of

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.person import appoint
from lianxin.kernel.models import Matter
from lianxin.kernel.reads.people import of_link
from lianxin.kernel.who import SYSTEM


def test_only_what_a_person_approved_hangs_on_the_tree(cast, client, tell, hang):
    tell("想要一台收音机", kind="wish")
    wish = hang()
    page = client.get("/t/xiqiao/tree").content.decode()
    assert "老花镜" in page and "收音机" not in page and "<svg" in page
    assert f"/t/xiqiao/wishes/{wish.pk}" in page
    assert client.get(f"/t/xiqiao/wishes/{wish.pk}").status_code == 200
    hidden = Matter.objects.exclude(pk=wish.pk).get()
    assert client.get(f"/t/xiqiao/wishes/{hidden.pk}").status_code == 404


def test_the_list_filters_by_community_state_and_kind(cast, client, hang):
    first, second = hang("想要一副老花镜"), hang("想学会用手机挂号", "dongbi")
    acts.take(cast.who("member"), first.pk, "claim", {}, NOW)
    main = lambda query: client.get(f"/t/xiqiao/tree{query}").content.decode().split("list-title")[-1]  # noqa: E731
    assert "老花镜" in main("") and "挂号" in main("")
    assert "老花镜" not in main("?state=waiting") and "老花镜" in main("?state=claimed")
    only = main(f"?community={cast.unit('dongbi').pk}")
    assert "挂号" in only and "老花镜" not in only
    assert "没有这样的心愿" in main("?kind=project")
    assert client.get("/t/xiqiao/tree?community=x&after=y&state=%27").status_code == 200
    assert second.shown


def test_a_visitor_may_read_and_a_member_may_claim(cast, client, hang):
    wish = hang()
    address = f"/t/xiqiao/wishes/{wish.pk}"
    assert "登录后认领" in client.get(address).content.decode()
    assert "/accounts/login/" in client.post(f"{address}/claim")["Location"]
    client.force_login(cast.account("member"))
    assert "我来认领" in client.get(address).content.decode()
    claimed = client.post(f"{address}/claim")
    assert claimed["Location"].startswith("/mine?claimed=")
    wish.refresh_from_db()
    assert (wish.claimer, wish.step) == (cast.people["member"], "claimed")
    assert "您领到了" in client.get(claimed["Location"]).content.decode()


def test_whoever_comes_second_is_told_kindly_with_what_is_near(cast, client, hang):
    wish, near = hang(), hang("轮椅的刹车松了，想请人修一下")
    hang("想去听音湖看一次粤剧", "pingsha")
    second = join(cast, "member2", "陈一诺", "member", cast.unit("party_qiaoyuan"))
    acts.take(cast.who("member2"), wish.pk, "claim", {}, NOW)
    client.force_login(cast.account("member"))
    answer = client.post(f"/t/xiqiao/wishes/{wish.pk}/claim")
    page = answer.content.decode()
    assert answer.status_code == 409 and "已经有人领走了这个心愿，谢谢您。" in page
    assert "这里还有 1 个离您 800 米以内的" in page and f"/wishes/{near.pk}" in page and "粤剧" not in page
    wish.refresh_from_db()
    assert wish.claimer == second and "陈一诺" not in page


def test_members_claim_wishes_and_bodies_claim_projects(cast, client, hang):
    project = hang_project(cast)
    client.force_login(cast.account("member"))
    page = client.get(f"/t/xiqiao/wishes/{project.pk}").content.decode()
    assert "微项目由党组织认领" in page
    assert client.post(f"/t/xiqiao/wishes/{project.pk}/claim").status_code == 409
    client.force_login(cast.account("secretary"))
    body = cast.unit("party_qiaoyuan")
    assert f"代表{body.name}认领" in client.get(f"/t/xiqiao/wishes/{project.pk}").content.decode()
    client.post(f"/t/xiqiao/wishes/{project.pk}/claim", {"body": str(body.pk)})
    project.refresh_from_db()
    assert (project.claimer_unit, project.claimer) == (body, None)
    assert "给巷口装一排扶手" in client.get("/mine").content.decode()


def test_nobody_claims_for_a_body_that_is_not_his(cast, client, hang):
    project = hang_project(cast)
    client.force_login(cast.account("member"))
    client.post(f"/t/xiqiao/wishes/{project.pk}/claim", {"body": str(cast.unit("party_qiaoyuan").pk)})
    project.refresh_from_db()
    assert project.claimer_unit is None


def hang_project(cast) -> Matter:
    from lianxin.kernel.acts import filing
    from lianxin.kernel.acts.filing import Telling

    told = Telling("给巷口装一排扶手", cast.town.pk, kind="project", place_id=cast.unit("qiaoyuan").pk)
    filed = filing.file(cast.who("community"), told, NOW)
    return acts.take(cast.who("clerk"), filed.matter.pk, "approve", {}, NOW)


def test_delivering_handing_back_and_thanks(cast, client, hang):
    wish, other = hang(), hang("想学会用手机挂号")
    client.force_login(cast.account("member"))
    for one in (wish, other):
        client.post(f"/t/xiqiao/wishes/{one.pk}/claim")
    wrong = client.post("/mine", {"matter": wish.pk, "action": "deliver", "result": ""})
    assert wrong.status_code == 422 and "请填" in wrong.content.decode()
    client.post("/mine", {"matter": wish.pk, "action": "deliver", "result": "当面交给老人"})
    wish.refresh_from_db()
    assert wish.step == "delivered"
    client.post("/mine", {"matter": other.pk, "action": "release", "reason": "临时出差"})
    other.refresh_from_db()
    assert (other.step, other.claimer) == ("tree", None)
    acts.take(of_link(_key_of(wish)), wish.pk, "confirm", {"thanks": "谢谢，眼镜很合适，我电话13800138001"}, NOW)
    page = client.get("/mine").content.decode()
    assert "眼镜很合适" in page and "13800138001" not in page


def test_one_s_own_claim_is_told_as_one_s_own(cast, client, hang):
    """Nobody is thanked for what another did, or reminded of a day when nothing is left to do."""
    wish = hang()
    client.force_login(cast.account("member"))
    client.post(f"/t/xiqiao/wishes/{wish.pk}/claim")
    page = client.get(f"/t/xiqiao/wishes/{wish.pk}").content.decode().split("<main")[1]
    assert "这个心愿是您领走的" in page and 'href="/mine"' in page and "已经有人领走" not in page
    own = client.get("/mine").content.decode()
    assert "您认领的，正在办" in own and "最迟" in own and "已经有人认领" not in own
    client.post("/mine", {"matter": wish.pk, "action": "deliver", "result": "当面交给老人"})
    own = client.get("/mine").content.decode()
    assert "等许愿人确认" in own and "最迟" not in own
    join(cast, "member2", "陈一诺", "member", cast.unit("party_qiaoyuan"))
    client.force_login(cast.account("member2"))
    assert "已经有人领走了这个心愿" in client.get(f"/t/xiqiao/wishes/{wish.pk}").content.decode()


def test_another_s_claim_is_not_mine_to_deliver(cast, client, hang):
    wish = hang()
    join(cast, "member2", "陈一诺", "member", cast.unit("party_qiaoyuan"))
    acts.take(cast.who("member2"), wish.pk, "claim", {}, NOW)
    client.force_login(cast.account("member"))
    assert client.post("/mine", {"matter": wish.pk, "action": "deliver", "result": "x"}).status_code == 409
    assert client.post("/mine", {"matter": "x", "action": "deliver"}).status_code == 422
    appoint(SYSTEM, cast.people["member"], "clerk", cast.town, cast.pack, NOW, trusted=True)
    assert client.post("/mine", {"matter": wish.pk, "action": "deliver", "result": "x"}).status_code == 409


def test_what_came_true_stays_for_the_day(cast, client, hang, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    wish = hang()
    acts.take(cast.who("member"), wish.pk, "claim", {}, NOW)
    acts.take(cast.who("member"), wish.pk, "deliver", {"result": "好了"}, NOW)
    acts.take(of_link(_key_of(wish)), wish.pk, "confirm", {}, NOW)
    assert "今天实现 1 个" in client.get("/t/xiqiao/tree").content.decode()
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))
    assert "老花镜" not in client.get("/t/xiqiao/tree").content.decode()
