"""What people and programs send by mistake or malice: a clear word back, nothing half-saved, nothing executed."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from lianxin.intake.understanding import TooLong, Unreadable
from lianxin.kernel.acts import filing, matter
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Entry, Matter, Person, Tie
from lianxin.kernel.reads import people
from lianxin.kernel.who import NOBODY
from lianxin.language.reason import Refused
from tests.cast import xiqiao
from tests.jobs.steps import staff_of, tell

pytestmark = pytest.mark.django_db

ODD = (
    "𠮷野家门口路灯不亮㛃",
    "路灯不亮🙂👨‍👩‍👧‍👦请修",
    "<script>alert(1)</script><b>路灯</b>不亮",
    "路灯不亮' OR 1=1; DROP TABLE kernel_matter; --",
    "路灯\u202e亮不\u202c，请修理一下",
    "ＡＢＣ路灯不亮{owner}{{ 7|add:7 }}%(x)s",
    '路灯\\不亮"\'，{"a": [1]}，请修一下',
)


@pytest.fixture
def cast():
    return xiqiao()


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_kept_as_it_is_and_shown_as_text(cast, text):
    found = tell(cast, text, contact=Contact("㛃小满", "13800138000"), place_text=text[:60]).matter
    found.refresh_from_db()
    assert found.text == text or text.startswith("路灯\u202e")
    client = Client()
    client.force_login(cast.account("clerk"))
    page = client.get(reverse("matter", args=[found.pk])).content.decode()
    assert "<script>alert(1)" not in page and "<b>路灯" not in page
    assert client.get(reverse("search"), {"q": text}).status_code in (200, 302)


@pytest.mark.parametrize("text", ["", "   \n\t", "，。！", "\u200b\u200b", "\x00\x00"])
def test_nothing_said_is_asked_again(cast, text):
    with pytest.raises(Unreadable) as refused:
        tell(cast, text)
    assert refused.value.say("zh") and not Matter.objects.exists() and not Person.objects.filter(shown="").exists()


def test_ten_megabytes_are_refused_with_the_limit(cast):
    with pytest.raises(TooLong) as refused:
        tell(cast, "路灯不亮。" * 2_100_000)
    assert re.search(r"\d", refused.value.say("zh")) and not Matter.objects.exists()


def test_a_nul_never_reaches_the_database(cast):
    filed = tell(
        cast, "路灯\x00不亮，晚上看不清路", place_text="北门\x00旁", contact=Contact("小\x00满", "138\x000013800")
    )
    who = staff_of(cast, filed.matter)
    matter.take(who, filed.matter.pk, "accept", {}, cast.now)
    matter.take(who, filed.matter.pk, "add_note", {"note": "已到\x00现场"}, cast.now)
    assert "\x00" not in Matter.objects.get(pk=filed.matter.pk).text
    assert "\\u0000" not in json.dumps(list(Entry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    "path", ["/t/xiqiao/say", "/find", "/search", "/desk/", "/t/xiqiao/progress", "/t/xiqiao/tree"]
)
@pytest.mark.parametrize("nasty", ["\x00", "9" * 40, "-1", "%ff", "𠮷", "' OR 1=1 --", "<script>", "null", "[]"])
def test_no_page_breaks_on_a_nasty_parameter(cast, path, nasty):
    client = Client()
    client.force_login(cast.account("clerk"))
    names = ("q", "after", "before", "kind", "step", "owner", "place", "community", "state", "site", "number", "code")
    answer = client.get(path, dict.fromkeys(names, nasty))
    assert answer.status_code < 500
    answer = client.post(path, dict.fromkeys((*names, "text", "ref", "go", "phone", "mail", "name"), nasty))
    assert answer.status_code < 500


@pytest.mark.parametrize("key", ["x", "0" * 32, "𠮷", "a" * 5000, "..%2f..%2fetc%2fpasswd"])
def test_a_wrong_link_opens_nothing(cast, key):
    tell(cast)
    assert people.of_link(key) is None
    for tail in ("", "/yes", "/no"):
        assert Client().get(f"/r/{key}{tail}").status_code == 404


def test_a_wrong_code_opens_nothing_and_guessing_is_stopped(cast):
    filed = tell(cast)
    assert people.of_code(filed.matter.pk, filed.code) is not None
    wrong = f"{(int(filed.code) + 1) % 1_000_000:06d}"
    assert people.of_code(filed.matter.pk, wrong) is None and people.of_code(filed.matter.pk + 1, filed.code) is None
    client = Client()
    statuses = [
        client.post(reverse("find"), {"number": filed.matter.number, "code": wrong}).status_code for _ in range(15)
    ]
    assert statuses[0] in (200, 404, 422) and statuses[-1] == 429


def test_a_thousand_filings_from_one_address_are_stopped_politely(cast):
    """Few of them are taken; who comes too often is told kindly, keeps the words, and may call instead."""
    client = Client()
    taken = stopped = 0
    for n in range(120):
        form = {"go": "skip", "text": f"第{n}盏路灯不亮，晚上看不清路{n}", "ref": f"{n:032x}"}
        answer = client.post(reverse("say", args=["xiqiao"]), form)
        assert answer.status_code in (302, 429), answer.status_code
        taken += answer.status_code == 302
        stopped += answer.status_code == 429
        last = answer
    assert 0 < taken <= 100 and stopped > 0
    assert "12345" in last.content.decode() and form["text"] in last.content.decode()
    assert Matter.objects.count() <= taken and Tie.objects.filter(kind="reporter").count() == taken


def test_an_unknown_action_place_or_kind_is_refused_and_saves_nothing(cast):
    filed = tell(cast)
    who = staff_of(cast, filed.matter)
    before = Entry.objects.count()
    for action in ("", "drop_table", "confirm", "𠮷"):
        with pytest.raises(Refused):
            matter.take(who, filed.matter.pk, action, {}, cast.now)
    for said in ({"kind": "wizardry"}, {"place_id": cast.other.pk}, {"place_id": 10**12}):
        with pytest.raises(Refused):
            filing.file(NOBODY, Telling("路灯不亮，请修一修", cast.town.pk, **said), cast.now)
    with pytest.raises(Refused):
        matter.take(who, filed.matter.pk, "transfer", {"unit": cast.other.pk, "reason": "不归我们"}, cast.now)
    assert Entry.objects.count() == before
