"""`lianxin indicator` says where a number comes from, `lianxin measures` whether it is still that of its records."""

import random

import pytest
from django.db.models import F
from typer.testing import CliRunner

from lianxin.cli.root import app
from lianxin.kernel.acts import measures
from lianxin.kernel.models import Matter, Measure, Recount
from tests.cast import xiqiao
from tests.kernel.test_numbers import count, deed

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture
def town():
    cast, dice = xiqiao(), random.Random(2)
    Matter.objects.bulk_create([deed(cast, dice, n < 25) for n in range(74)])
    count(cast.town.pk)
    return cast.town


def test_a_number_is_explained_down_to_its_records(town):
    listed = run("indicator", "list", "--unit", town.name)
    assert listed.exit_code == 0 and "deeds_done\t" in listed.stdout
    said = run("indicator", "explain", "deeds_done", "--unit", town.pk, "--period", "2026", "--rows", 100)
    assert said.exit_code == 0, said.output
    assert "33.8 %" in said.stdout and "above 25" in said.stdout and "below 74" in said.stdout
    above, _, below = said.stdout.partition("分母 below:")
    assert above.partition("分子 above:")[2].count("XQ-2026-") == 25
    assert below.partition("不计入 excluded:")[0].count("XQ-2026-") == 74
    assert "33.8 %" in run("indicator", "explain", "deeds_done", "--unit", town.pk, "--period", "2026", "--en").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("deeds_done", "--unit", "没有这个地方"), "matches 0 units"),
        (("no_such", "--unit", "西樵镇"), "no such indicator"),
        (("deeds_done", "--unit", "西樵镇", "--period", "2026-13"), "2026-Q1"),
    ],
)
def test_what_is_asked_wrongly_is_told(town, arguments, says):
    said = run("indicator", "explain", *arguments)
    assert said.exit_code == 1
    assert says in said.stderr


def test_a_count_that_left_its_records_is_named_and_mended(town):
    assert run("measures", "verify").exit_code == 0
    spoilt = Measure.objects.filter(mark="deeds_done.above").first()
    Measure.objects.filter(unit=spoilt.unit, mark=spoilt.mark, month=spoilt.month).update(least=F("least") + 1)
    said = run("measures", "verify")
    assert said.exit_code == 1 and "deeds_done.above" in said.stderr and "lianxin measures rebuild" in said.stderr
    assert run("measures", "rebuild").exit_code == 0
    assert run("measures", "verify").exit_code == 0


def test_a_rebuild_that_was_stopped_goes_on_where_it_was(town):
    from tests.cast import NOW

    measures.recount(town.pk, NOW)
    assert measures.walk(NOW, 10) == 10
    at = Recount.objects.get(pk=town.pk)
    assert (at.done, at.ended_at) == (10, None)
    assert run("measures", "rebuild", "--resume").exit_code == 0
    ended = Recount.objects.get(pk=town.pk)
    assert ended.began_at == at.began_at and ended.ended_at is not None and ended.done >= 74
    assert run("measures", "verify").exit_code == 0
