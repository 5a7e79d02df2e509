"""Signing up as the page shows it: to somebody who waits elsewhere at that hour, and to whoever organises it."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from tests.cast import NOW

from lianxin.kernel.acts import activity, publishing
from lianxin.kernel.acts.activity import Plan

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
