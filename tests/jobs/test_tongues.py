"""Everybody is told in the language he is known to read, and in Chinese where nothing is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.kernel.acts import leading, matter, message, notice, person
from lianxin.kernel.acts import letter as letters
from lianxin.kernel.acts.filing import Telling, file
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Account, Entry, Notice, Tie
from lianxin.kernel.reads import follow, people, sentences, timeline
from lianxin.kernel.who import NOBODY
from lianxin.language.reason import Text
from tests.cast import xiqiao
from tests.jobs.steps import answer

pytestmark = pytest.mark.django_db(transaction=True)
CONTACT = Contact("黎小满", "13800138012", "li@example.org")


def tell(cast, text: str, language: str):
    told = Telling(
        text, cast.town.pk, kind="request", topic="light", place_id=cast.unit("jiangpu").pk, contact=CONTACT,
        language=language,
    )  # fmt: skip
    return file(NOBODY, told, cast.now)


def told(tie: Tie) -> list[Notice]:
    return list(Notice.objects.filter(tie=tie).order_by("pk"))


def han(text: str) -> list[str]:
    return [sign for sign in text if "\u4e00" <= sign <= "\u9fff"]


def test_who_filed_in_english_is_told_in_english_and_the_others_in_chinese():
    cast = xiqiao()
    mine = tell(cast, "江浦路路灯不亮，晚上看不清路", "en")
    his = tell(cast, "公园门口的路灯坏了一个星期", "zh")
    assert mine.tie.data["lang"] == "en" and "lang" not in his.tie.data
    for one in (mine, his):
        answer(cast, one)
    notice.make(cast.now + timedelta(hours=3))
    english, chinese = told(mine.tie), told(his.tie)
    assert len(english) == len(chinese) == 3
    for one in english:
        assert not han(one.subject) and one.subject.startswith(mine.matter.number)
    assert "\nTo answer “" in english[-1].body and "/yes" in english[-1].body and "/no" in english[-1].body
    assert "已修补并划线" in english[-1].body, "what somebody wrote stays as he wrote it"
    assert not han(english[0].body)
    assert all(han(one.subject) and han(one.body) for one in chinese)
    assert "确认已解决请点：" in chinese[-1].body and "answer" not in chinese[-1].body


def test_an_account_is_told_in_the_language_it_chose(client):
    cast = xiqiao()
    worker = cast.people["worker"]
    account = Account.objects.get(person=worker)
    client.force_login(account)
    client.post("/language", {"language": "en", "next": "/"})
    account.refresh_from_db()
    assert account.language == "en"
    client.post("/language", {"language": "fr", "next": "/"})
    account.refresh_from_db()
    assert account.language == "en"
    filed = tell(cast, "江浦路路灯不亮，晚上看不清路", "zh")
    entry = Entry.objects.filter(matter=filed.matter).first()
    made = [
        letters.letter(entry, None, one, cast.town.pk, Text("题", "Head"), Text("文", "Body"), "", cast.now)
        for one in (worker, cast.people["clerk"])
    ]
    letters.settle(made)
    assert [(one.subject, one.body) for one in made] == [("Head", "Body"), ("题", "文\n\nBody")]
    person.speak(cast.who("worker"), "zh")


def test_the_daily_message_speaks_the_language_of_its_reader():
    cast = xiqiao()
    Account.objects.filter(person=cast.people["worker"]).update(language="en")
    filed = tell(cast, "江浦路路灯不亮，晚上看不清路", "zh")
    answer(cast, filed)
    notice.make(cast.now + timedelta(hours=3))
    notice.digest(cast.now + timedelta(days=1))
    by = {one.person_id: one for one in Notice.objects.filter(kind="now", tie__isnull=True, person__isnull=False)}
    assert by
    for pk, one in by.items():
        english = pk == cast.people["worker"].pk
        assert ("您的单位" in one.body or "条消息" in one.subject) is not english


def test_a_lead_opened_again_says_why_in_both_languages():
    cast = xiqiao()
    first, hung = (tell(cast, text, "en") for text in ("江浦路路灯不亮，晚上看不清路", "江浦路口的下水道堵了"))
    leading.lead(cast.who("clerk"), first.matter.pk, [hung.matter.pk], cast.now)
    notice.make(cast.now + timedelta(hours=1))
    assert not han(told(hung.tie)[-1].body)
    matter.take(cast.who("worker"), first.matter.pk, "accept", {}, cast.now)
    matter.take(cast.who("worker"), first.matter.pk, "finish", {"result": "done"}, cast.now)
    matter.take(people.of_link(first.key), first.matter.pk, "confirm", {}, cast.now)
    matter.take(cast.who("governance"), first.matter.pk, "reopen", {"reason": "it is dark again"}, cast.now)
    notice.make(cast.now + timedelta(hours=3))
    english = told(hung.tie)[-1].body
    said = f"{first.matter.number}, which answers yours too, is dealt with again: it is dark again. You will be told"
    assert english.startswith(said) and not han(english.replace(message.LINK, ""))
    hung.matter.refresh_from_db()
    assert "is dealt with again: it is dark again" in timeline.story(hung.matter, "en").knots[-1].said[0][1]
    seen = follow.story(people.of_link(hung.key), cast.now, "en").knots[0].what
    assert seen.startswith(said) and seen.endswith(".")
    entry = Entry(act="matter.lead_reopened", data={"number": "XQ-1", "told": "XQ-1 重新办理"})
    assert sentences.own("lead_reopened", entry.data, "", False).say("en").startswith("XQ-1, which"), "as of before"
