"""`lianxin demo …`: a stream of appeals goes through the real intake; only a demo can be cleared."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from lianxin import demo
from lianxin.adapters import configuration
from lianxin.cli import prepare
from lianxin.cli.root import app
from lianxin.demo import stream
from lianxin.demo import town as living
from lianxin.kernel.acts import pack, person, unit
from lianxin.kernel.models import Account, Entry, Matter, Person, Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.who import SYSTEM
from tests import kept
from tests.cast import pack_of

ROWS = [
    ("1", "A01", "2019/2/28 11:25:05", "路灯不亮", "桥东社区五眼桥路口的路灯三天不亮了，晚上看不见路，请派人来修"),
    ("2", "A02", "2018-10-14 20:00", "路灯", "桥东社区五眼桥路口的路灯三天不亮了，晚上看不见路，请派人来修！"),
    ("3", "A03", "说不清", "咨询", "请问在山村社区怎么办理老年人优待证，需要带什么材料"),
    ("4", "A04", "2020/01/05", "电话", "楼上漏水一直没人管，请联系13800138000，桥东社区这边很急"),
    ("5", "A05", "2019-06-01", "太长", "灯" * 5200),
    ("6", "A06", "2019-06-02", "", "。。。"),
]


@pytest.fixture
def town(db):
    now = timezone.now()
    pack.publish(SYSTEM, pack_of("shiweitang"), now)
    return unit.found_town(SYSTEM, packs.current("shiweitang"), now)


@pytest.fixture
def appeals(tmp_path):
    def write(rows=ROWS, head="id,reporter,time,title,body", encoding="utf-8"):
        file = tmp_path / "appeals.csv"
        file.write_bytes("\n".join([head, *(",".join(f'"{cell}"' for cell in row) for row in rows)]).encode(encoding))
        return str(file)

    return write


@pytest.fixture(autouse=True)
def early_in_the_year(monkeypatch):
    """A deadline needs a calendar: the stream ends on a day whose months ahead are known."""
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat("2026-03-11T10:00:00+08:00"))


def run(*arguments):
    return CliRunner().invoke(app, ["demo", *arguments], env={"COLUMNS": "140"})


def count(output, label):
    line = next(line for line in output.splitlines() if label in line)
    return int(line.split()[-1].replace(",", ""))


def test_a_stream_is_filed_and_told(town, appeals):
    result = run("stream", appeals(), "--town", "shiweitang")
    assert result.exit_code == 0, result.output
    assert (count(result.output, "read"), count(result.output, " filed"), count(result.output, "merged")) == (6, 3, 1)
    assert count(result.output, "de-identification") == 1 and count(result.output, "refused ") == 2
    assert Matter.objects.count() == 3 and Tie.objects.filter(kind="reporter").count() == 4
    for said in ("太长", "没有文字", "事由", "性质", "分到哪里", "per second"):
        assert said in result.output
    assert "13800138000" not in "".join(Matter.objects.values_list("text", flat=True))


def test_nobody_is_taken_over_from_the_file(town, appeals):
    people = Person.objects.count()
    run("stream", appeals(), "--town", "shiweitang")
    assert Person.objects.count() == people
    assert not [entry for entry in Entry.objects.values_list("data", flat=True) if "A01" in str(entry)]


def test_running_it_again_files_nothing_twice(town, appeals):
    run("stream", appeals(), "--town", "shiweitang", "--limit", "1")
    assert Matter.objects.count() == 1
    result = run("stream", appeals(), "--town", "shiweitang")
    assert count(result.output, "known before") == 1
    matters = Matter.objects.count()
    again = run("stream", appeals(), "--town", "shiweitang")
    assert count(again.output, " filed") == 0 and Matter.objects.count() == matters


def test_order_stays_and_times_end_now(town, appeals):
    said = stream.read(Path(appeals()), {})
    assert [one.ref for one in said] == ["2", "3", "1", "5", "6", "4"]  # 3 says no time and stays behind 2
    now = timezone.now()
    moments = stream.spread(5, now, 28)
    assert moments == sorted(moments) and moments[-1] == now and now - moments[0] == timedelta(days=28)
    assert stream.spread(1, now, 28) == [now] and stream.spread(0, now, 28) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_headings_of_other_systems_are_found_or_named(town, appeals, encoding):
    chinese = appeals(ROWS[:1], "留言编号,留言用户,留言时间,留言主题,留言详情", encoding)
    assert run("stream", chinese, "--town", "440103017").exit_code == 0
    odd = appeals(ROWS[2:3], "n,who,when,head,words")
    assert "headings" in run("stream", odd, "--town", "shiweitang").output
    named = run("stream", odd, "--town", "shiweitang", "--text", "words", "--time", "when", "--id", "n")
    assert named.exit_code == 0 and Matter.objects.count() == 2
    assert run("stream", odd, "--town", "shiweitang", "--text", "nothing").exit_code == 1


@pytest.mark.parametrize("rows", [[], ROWS[5:]])
def test_a_stream_with_nothing_to_file(town, appeals, rows):
    result = run("stream", appeals(rows), "--town", "shiweitang")
    assert result.exit_code in (0, 1) and not Matter.objects.exists()


def test_an_unknown_town_is_told(town, appeals):
    result = run("stream", appeals(), "--town", "atlantis")
    assert result.exit_code == 1 and "shiweitang" in result.output


def test_only_the_demo_can_be_cleared(town, appeals):
    run("stream", appeals(), "--town", "shiweitang", "--limit", "1")
    result = run("clear", "--yes")
    assert result.exit_code == 1 and "演示" in result.output and Matter.objects.exists()


class CutOff(Exception):
    pass


@pytest.fixture
def half_a_demo(transactional_db, monkeypatch):
    """The towns and their people stand, and what they did was being made."""

    def cut_off(*_):
        raise CutOff

    pack.load_all(configuration.packs_folder(), timezone.now())
    with monkeypatch.context() as once, pytest.raises(CutOff):
        once.setattr(living, "live", cut_off)
        demo.build(timezone.now(), lambda _: None)
    yield
    kept.forget()


def test_a_demo_that_was_cut_off_is_begun_anew(half_a_demo):
    assert Unit.objects.exists() and Account.objects.exists()
    prepare.clear_half_a_demo()
    assert not Unit.objects.exists() and not Account.objects.exists()
    assert not demo.cut_off()


def test_a_demo_where_somebody_real_has_a_log_in_is_kept(half_a_demo):
    real = person.register("某人", timezone.now())
    person.open_account("real", "a password of some length", real, timezone.now(), checked=False)
    prepare.clear_half_a_demo()
    assert Account.objects.filter(username="real").exists() and Unit.objects.exists()
