"""Numbers given at the same moment, over connections of their own: no two papers of a town share one."""

from functools import partial

import pytest

from lianxin.kernel.acts import issuing
from lianxin.kernel.models import Entry, Paper
from lianxin.language.reason import Refused
from tests.cast import NOW, founded, join
from tests.concurrency.threads import at_once
from tests.kernel.test_paper_number import signed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    cast = founded("shangcheng")
    for name, shown, role, key in (
        ("writer", "区景行", "governance", "office_party"), ("first", "何晓岚", "clerk", "town"),
        ("second", "罗志远", "lead", "office_economy"), ("third", "黎国梁", "secretary", "party_shangcheng"),
        ("leader", "邓崇文", "leader", "town"),
    ):  # fmt: skip
        join(cast, name, shown, role, cast.unit(key))
    return cast


def given(cast, paper, number):
    return partial(issuing.give_number, cast.who("writer"), paper.pk, number, NOW)


def test_one_number_goes_to_one_paper(town):
    papers = [signed(town) for _ in range(5)]
    results = at_once([given(town, paper, "上街〔2026〕7号") for paper in papers])
    assert sum(isinstance(one, Paper) for one in results) == 1
    assert {one.code for one in results if not isinstance(one, Paper)} == {"number"}
    assert all(isinstance(one, Paper | Refused) for one in results)
    kept = [paper.head.get("number") for paper in Paper.objects.all()]
    assert kept.count("上街〔2026〕7号") == 1 == Entry.objects.filter(act="paper.number").count()


def test_one_paper_gets_one_number(town):
    paper = signed(town)
    results = at_once([given(town, paper, f"上街〔2026〕{n}号") for n in range(1, 6)])
    assert sum(isinstance(one, Paper) for one in results) == 1
    assert {one.code for one in results if isinstance(one, Refused)} == {"numbered"}
    paper.refresh_from_db()
    assert Entry.objects.get(act="paper.number").data["number"] == paper.head["number"]
