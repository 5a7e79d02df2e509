"""A paper prints the same from a town's rows as from a case that tells the same story."""

from datetime import timedelta

import pytest

from lianxin.cases import cited
from lianxin.cases.play import play, staged_at
from lianxin.cases.words import CaseDecl, Given
from lianxin.kernel.acts import activity, holding
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Paper
from lianxin.kernel.reads import cited as door
from lianxin.kernel.reads import packs
from lianxin.kernel.reads import paper as reads
from lianxin.language import paper
from tests.cast import NOW
from tests.kernel.papers import deeds, founded_with_people

START = NOW - timedelta(days=40)
PEOPLE = {
    "writer": [{"role": "governance", "at": "office_party"}],
    "worker": [{"role": "worker", "at": "office_community"}],
    "community": [{"role": "community", "at": "shangcheng_c"}],
    "visitor": [{"role": "visitor", "at": "service_centre"}],
}


def step(days, **said):
    return {"at": START + timedelta(days=days), **said}


def by(name):
    return {"as": name}


DEED = {"kind": "deed", "place": "shangcheng_c", "channel": "desk"}
LISTED = {"public_text": "为民实事"}
STORY = {
    "case": "四件办完一件，一件到期",
    "steps": [
        *(step(0, name=f"第{n}项", file=DEED, **by("writer")) for n in range(4)),
        *(step(0, on=f"第{n}项", do="list", **by("writer"), **{"with": LISTED}) for n in range(4)),
        step(21, **by("community"), do="take_up", on="第0项", **{"with": {"unit": "office_community"}}),
        step(22, **by("worker"), do="finish", on="第0项", **{"with": {"result": "已办好"}}),
        step(23, **by("visitor"), do="confirm", on="第0项", **{"with": {"satisfaction": "yes"}}),
        step(
            30, **by("writer"), name="报数",
            plan={"kind": "care_report", "hosts": ["veterans"], "starts": START + timedelta(days=30)},
        ),
        step(31, **by("writer"), on="报数", hold={"figures": {"persons": "70"}}),
        step(40, note="核数"),
    ],
}  # fmt: skip


@pytest.fixture
def town(db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cast = founded_with_people()
    deeds(cast, 4, 1)
    at = START + timedelta(days=30)
    plan = Plan("care_report", "优抚对象报数", at, (cast.unit("veterans").pk,))
    made = activity.plan(cast.who("writer"), cast.town.pk, plan, at)
    holding.hold(cast.who("writer"), made.pk, Record(figures={"persons": "70"}), at + timedelta(days=1))
    return cast


def test_rows_and_a_case_print_the_same(town):
    pack = packs.of_town(town.town.pk)
    case, shared = CaseDecl.model_validate(STORY), Given.model_validate({"people": PEOPLE})
    assert not play(pack, case, shared)
    on = cited.About(staged_at(pack, case, shared, NOW), NOW)
    template = pack.said.papers["half_year"]
    asked = [one for one in paper.cites(paper.read(template.text)) if one.source in cited.SOURCES]
    asked += [paper.cite(f"set:{name} kinds=deed") for name in cited.SETS]
    asked += [paper.cite(text) for text in ("ledger:deeds state=open", "ledger:deeds", "value:deed.notice")]
    about = door.About(town.town, on.as_of, pack, NOW)
    from_rows = {cite: one.text for cite, one in door.answers(about, asked).items()}
    assert from_rows == {cite: cited.answer(on, cite).text for cite in asked}
    assert from_rows[paper.cite("rate:deeds show=rate")] == "25.0%"
    listed = paper.cite("rows:open kinds=deed")
    assert len(reads.table_of(about, listed)) - 1 == len(cited.rows(on, listed)) == 3


def test_a_paper_is_begun_on_the_words_that_a_case_reads(town):
    assert not Paper.objects.exists()
    template = packs.of_town(town.town.pk).said.papers["half_year"]
    assert {one.source for one in paper.cites(paper.read(template.text))} - set(cited.SOURCES) == {"survey", "rows"}
