"""Signing up as the page shows it: to somebody who waits elsewhere at that hour, and to whoever organises it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import NOW

from lianxin.kernel.acts import activity, comer, publishing
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.reads.links import code_of
from lianxin.language.reason import Refused
from lianxin.web.resident import limits

WANG = {"name": "王小明", "phone": "13800138000", "consent": "1"}
LI = {"name": "李小红", "phone": "13800138001", "consent": "1"}


def planned(cast, title="周五音乐会", **more):
    wanted = Plan("concert", title, NOW + timedelta(days=3), (cast.unit("site_qiaoyuan").pk,), **more)
    return activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)


def public(cast, title="周五音乐会", **more):
    return publishing.publish(cast.who("leader"), planned(cast, title, **more).pk, "", NOW)


def test_who_waits_at_that_hour_is_told_and_told_again_when_he_is_passed_over(cast):
    full, other, visitor = public(cast, "急救课", capacity=1), public(cast, "书法课"), Client()
    first = visitor.post(reverse("sign-up", args=[full.pk]), LI).url
    waits = visitor.post(reverse("sign-up", args=[full.pk]), WANG).url
    there = visitor.post(reverse("sign-up", args=[other.pk]), WANG).url
    assert "您还在候补“急救课”" in visitor.get(there).content.decode()
    assert "同一时间您已报了“书法课”" in visitor.get(waits).content.decode()
    visitor.post(first)
    assert "在排候补" in visitor.get(waits).content.decode()
    visitor.post(there)
    assert "报上了" in visitor.get(waits).content.decode()


def test_who_organises_sees_who_signed_up_and_looks_at_a_phone_with_a_reason(cast, at_desk):
    made, visitor = public(cast, capacity=1), Client()
    child = LI | {"name": "李小小", "birth_year": "2016", "guardian_name": "李小红", "guardian_phone": "13800138001"}
    visitor.post(reverse("sign-up", args=[made.pk]), WANG)
    visitor.post(reverse("sign-up", args=[made.pk]), child | {"phone": ""})
    first, second = Tie.objects.filter(kind="attend").order_by("id")
    desk, at = at_desk("governance"), reverse("activity", args=[made.pk])
    page = desk.get(at).content.decode()
    assert "报名的人" in page and page.index(first.person.shown) < page.index(second.person.shown)
    assert "候补第 1 位" in page and "监护人代报" in page and first.person.phone_shown in page
    assert second.toward.phone_shown in page and "13800138000" not in page and "王小明" not in page
    look = reverse("activity-look", args=[made.pk, second.pk])
    assert desk.post(look, {"reason": ""}).status_code == 422 and not Entry.objects.filter(act="activity.reveal")
    opened = desk.post(look, {"reason": "时间改了，打电话"})
    assert code_of(second.ref) in opened.content.decode()
    assert "13800138001" in opened.content.decode() and opened["Cache-Control"] == "private, no-store"
    entry = Entry.objects.get(act="activity.reveal")
    assert entry.tie_id == second.pk and "13800138001" not in str(entry.data)
    assert "报名的人" not in at_desk("stranger").get(at).content.decode()
    assert at_desk("stranger").post(look, {"reason": "想看"}).status_code == 422
    for who, tie in (("stranger", second.pk), ("governance", 0)):
        with pytest.raises(Refused):
            comer.reveal(cast.who(who), made.pk, tie, "想看", NOW)


def test_an_activity_that_is_not_shown_says_that_residents_cannot_sign_up(cast, at_desk):
    made = planned(cast)
    at = reverse("activity", args=[made.pk])
    page = at_desk("governance").get(at).content.decode()
    labels = [cast.pack.said.roles[role].label.zh for role in ("governance", "leader")]
    assert "居民报不了名" in page and "、".join(labels) in page
    publishing.publish(cast.who("leader"), made.pk, "", NOW)
    assert "居民报不了名" not in at_desk("governance").get(at).content.decode()


def test_the_page_costs_the_same_for_many_who_signed_up(cast, at_desk, django_assert_max_num_queries):
    made, desk = public(cast), at_desk("governance")
    at = reverse("activity", args=[made.pk])
    desk.get(at)
    with CaptureQueriesContext(connection) as few:
        desk.get(at)
    most = len(few)
    assert most
    for n in range(5):
        Client().post(reverse("sign-up", args=[made.pk]), WANG | {"name": f"王{n}", "phone": f"1380013810{n}"})
    with django_assert_max_num_queries(most):
        assert "8104" in desk.get(at).content.decode()


def test_a_closed_page_is_opened_again_by_phone_and_code_and_nothing_is_told_by_less(cast, monkeypatch):
    cache.clear()
    made, visitor = public(cast), Client()
    again = reverse("signed-up-again", args=[made.pk])
    mine = visitor.post(reverse("sign-up", args=[made.pk]), WANG).url
    child = LI | {"name": "李小小", "phone": "", "birth_year": "2016"}
    childs = visitor.post(
        reverse("sign-up", args=[made.pk]), child | {"guardian_name": "李小红", "guardian_phone": "13800138001"}
    ).url
    own, theirs = (code_of(tie.ref) for tie in Tie.objects.filter(kind="attend").order_by("id"))
    assert f"{own[:3]} {own[3:]}" in visitor.get(mine).content.decode()
    assert (
        again in visitor.get(mine).content.decode()
        and again in visitor.get(reverse("sign-up", args=[made.pk])).content.decode()
    )
    elsewhere = Client()
    assert elsewhere.get(again)["Cache-Control"] == "private, no-store"
    assert elsewhere.post(again, {"phone": "138 0013 8000", "code": f" {own[:3]} {own[3:]}"}).url == mine
    assert elsewhere.post(again, {"phone": "+86 13800138001", "code": theirs}).url == childs
    unlike = [{"phone": "13800138001", "code": own}, {"phone": "13900000000", "code": own}]
    pages = [elsewhere.post(again, given) for given in unlike]
    assert [page.status_code for page in pages] == [422, 422] and all("对不上" in p.content.decode() for p in pages)
    assert elsewhere.post(again, {"phone": "", "code": "12"}).content.decode().count("field-error") == 2
    other = reverse("signed-up-again", args=[public(cast, "书法课").pk])
    assert elsewhere.post(other, {"phone": "13800138000", "code": own}).status_code == 422
    assert elsewhere.get(reverse("signed-up-again", args=[planned(cast, "内部").pk])).status_code == 404
    monkeypatch.setattr("lianxin.web.resident.limits.TRIES", (limits.Limit("code", 0, 600),))
    assert elsewhere.post(again, {"phone": "13800138000", "code": own}).status_code == 429
