"""The page of one of the appraised: what each point rests on, records from outside, test votes of a meeting."""

from __future__ import annotations

import uuid
from fractions import Fraction

import pytest
from django.urls import reverse
from tests.cast import NOW, at, xiqiao

from lianxin.kernel.acts import appraisal
from lianxin.kernel.models import Activity, Voted
from lianxin.language import period
from lianxin.language.appraisals import Item
from lianxin.language.points import Line
from lianxin.web.street import merits


@pytest.fixture
def cast(db):
    return xiqiao()


def test_points_without_a_record_say_what_they_are(db):
    """A full score that begins full is no contradiction, and says so."""

    def line(raw, **item):
        said = Item(label={"zh": "项"}, source="lianxin", most=40, **item)
        figure = Fraction(raw)
        return Line("x", said, figure, figure, Fraction(40), Fraction(0), Fraction(1), Fraction(0), None, figure)

    def said(one, counted=False):
        return merits._without(one, counted)

    assert said(line(40, begins=40, each=-5)) == "没有引用加减分的记录，按起评分计"
    assert said(line(0, each=5)) == "还没有引用依据，不计分"
    assert said(line(0, indicator="x", target=1)) == "指标还没有数，先不计分"
    assert said(line(20, begins=20, indicator="x", target=1)) == "指标还没有数，先按起评分计"
    assert said(line(20, indicator="x", target=1), True) == ""


def test_a_round_plans_its_test_vote_and_then_takes_no_typed_totals(cast):
    from tests.web.street.test_merits import review_of_duty

    client, row = at("governance"), review_of_duty(cast)
    one = row.appraised.get()
    asked = reverse("activity-new") + f"?kind=secretary_review&amp;appraisal={row.pk}"
    assert asked in client.get(reverse("appraisal", args=[row.pk])).content.decode()
    form = client.get(asked.replace("&amp;", "&")).content.decode()
    assert "票上逐个列出 1 个考核对象" in form and f'name="appraisal" value="{row.pk}"' in form
    given = {"kind": "secretary_review", "title": "述职评议会", "appraisal": row.pk, "host": one.unit_id}
    made = client.post(reverse("activity-new"), given | {"starts_at": "2026-03-11T08:00"})
    assert made.status_code == 302
    meeting = Activity.objects.get()
    assert meeting.agenda[0]["appraised"] == [one.pk]
    assert "还没有人投票" in client.get(reverse("appraisal", args=[row.pk])).content.decode()
    Voted.objects.create(id=uuid.uuid4(), activity=meeting, box="0", person=cast.people["member"])
    page, act = reverse("appraised", args=[row.pk, one.pk]), reverse("appraised-act", args=[row.pk, one.pk, "grade"])
    assert "votes_good" not in client.get(page).content.decode()
    refused = client.post(act, {"grade": "good", "why": "整改到位", "votes_good": "28"})
    assert refused.status_code == 422 and "不能手填" in refused.content.decode()
    name = one.unit.name
    totals = {name: {"good": 3, "fairly_good": 1, "average": 0, "poor": 0}}
    meeting.resolved = [{"line": 0, "item": "test_vote", "totals": totals, "ballots": 4}]
    meeting.save()
    assert client.post(act, {"grade": "good", "why": "整改到位"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "好 3、较好 1" in shown and "由无记名票箱开出" in shown


def test_a_record_from_outside_asks_why_and_the_reason_is_printed(cast):
    """The form asks only when it must, keeps what was typed, and says of a document without a date that it has none."""
    from tests.kernel.test_appraisal import TREE

    from lianxin.kernel.acts import pack as packs_act
    from lianxin.kernel.who import SYSTEM
    from lianxin.language.pack import from_content

    content = {**cast.pack.content, "appraisals": {**cast.pack.content["appraisals"], "year": TREE}}
    packs_act.publish(SYSTEM, from_content(content), NOW)
    office, units = cast.who("governance"), [cast.unit("party_qiaoyuan").pk]
    row = appraisal.open_round(office, cast.town.pk, "year", "党建考核", period.read("2026"), units, NOW)
    one, client = row.appraised.get(), at("governance")
    page, act = reverse("appraised", args=[row.pk, one.pk]), reverse("appraised-act", args=[row.pk, one.pk, "cite"])
    said = client.get(page).content.decode()
    assert 'name="document_day"' in said and "2026-01-01 至 2026-12-31" in said and 'name="outside"' not in said
    typed = {"path": "new", "evidence": "document", "document": "通报", "document_number": "西〔2027〕1号"}
    typed["document_day"] = "2027-01-15"
    refused = client.post(act, typed)
    said = refused.content.decode()
    assert refused.status_code == 422 and "不在考核期" in said and 'name="outside"' in said
    assert 'value="2027-01-15"' in said and "西〔2027〕1号" in said
    assert client.post(act, {**typed, "outside": "年后才通报上一年的"}).status_code == 302
    assert client.post(act, {**typed, "document_day": "", "document_number": "西〔2026〕2号"}).status_code == 302
    said = client.get(page).content.decode()
    assert "引用理由：年后才通报上一年的" in said and "西〔2026〕2号 （没有写日期）" in said


def test_a_cited_record_is_told_in_words_and_opens_for_who_may_read_it(cast):
    """Nobody knows a record by its internal number: it says what was done, and leads there or stays plain."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from tests.kernel.test_appraisal import TREE

    from lianxin.kernel.acts import filing
    from lianxin.kernel.acts import pack as packs_act
    from lianxin.kernel.acts.appraisal import Cited
    from lianxin.kernel.acts.filing import Telling
    from lianxin.kernel.models import Entry, Matter
    from lianxin.kernel.who import NOBODY, SYSTEM
    from lianxin.language.pack import from_content

    parts = TREE["parts"] | {"work": TREE["parts"]["work"] | {"evidence": ["matter", "entry"]}}
    content = {**cast.pack.content, "appraisals": {**cast.pack.content["appraisals"], "year": TREE | {"parts": parts}}}
    packs_act.publish(SYSTEM, from_content(content), NOW)
    office, units = cast.who("governance"), [cast.unit("party_qiaoyuan").pk]
    row = appraisal.open_round(office, cast.town.pk, "year", "党建考核", period.read("2026"), units, NOW)
    one, page = row.appraised.get(), reverse("appraised", args=[row.pk, row.appraised.get().pk])

    def cited(text):
        place = cast.unit("qiaoyuan").pk
        found = filing.file(NOBODY, Telling(text, cast.town.pk, place_id=place), NOW).matter
        Matter.objects.filter(pk=found.pk).update(owner=cast.unit("qiaoyuan"))
        entry = Entry.objects.get(matter=found, act="matter.file")
        appraisal.cite(office, one.pk, "work", Cited("entry", entry.pk), NOW)
        return found, entry

    (found, entry), client = cited("路灯不亮"), at("governance")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        said = client.get(page).content.decode()
    assert f'<a href="/matter/{found.pk}">{found.number} 登记：路灯不亮</a>' in said and f"记录 {entry.pk}" not in said
    plain = at("member").get(page).content.decode()
    assert f"JL-{entry.pk} 登记" in plain and "路灯不亮" not in plain and f"/matter/{found.pk}" not in plain
    cited("井盖松了，车一过就响")
    cited("垃圾没有人收，满出来了")
    with CaptureQueriesContext(connection) as many:
        assert "垃圾没有人收" in client.get(page).content.decode()
    assert len(many) == len(few)
