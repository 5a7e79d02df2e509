"""Cantonese, as people of Guangdong write it: words laid over the common ones. All sentences invented."""

from datetime import date
from functools import cache

import pytest

from lianxin.intake.words import Understander
from lianxin.kernel.reads.understanding import vocabularies
from lianxin.language.load import load
from tests.cast import PACKS


@cache
def reader(pack):
    return Understander(vocabularies(load(PACKS / pack, date(2026, 3, 11))))


@pytest.mark.parametrize(
    ("text", "nature", "topic"),
    [
        ("条坑渠塞咗成个星期都冇人理", "complaint", "drain"),
        ("隔篱成日打麻将好嘈，夜晚瞓唔到", "complaint", "noise"),
        ("楼下啲人乱泊车，出入唔到", "complaint", "parking"),
        ("楼梯口好多曱甴，污糟到死，冇人清", "complaint", "rubbish"),
        ("街灯坏咗，成条巷黑麻麻", "complaint", "light"),
        ("想问下老年卡喺边度办", "consult", "elder"),
        ("隔篱间屋条狗成晚狗吠，冇得瞓", "complaint", "pets"),
    ],
)
def test_a_resident_who_writes_cantonese_is_understood(text, nature, topic):
    said, before = reader("guangdong").read(text), reader("base").read(text)
    assert said["nature"].best == nature and topic in (said["topic"].best, said["topic"].second)
    assert (said["nature"].score, said["topic"].score) > (before["nature"].score, before["topic"].score)


def test_somebody_who_fell_is_no_complaint_in_cantonese_either():
    assert reader("guangdong").read("楼下阿婆晕低咗冇人理")["nature"].best == "help"
    assert reader("guangdong").read("楼梯太滑，我成日怕跌亲，冇人搞")["nature"].best == "complaint"


@pytest.mark.parametrize("text", ["请问老年卡在哪里办", "路灯坏了三天没人管", "隔离墙倒了", "楼上漏水"])
def test_mandarin_reads_as_it_did(text):
    said, before = reader("guangdong").read(text), reader("base").read(text)
    assert {kind: (one.best, one.sure) for kind, one in said.items()} == {
        kind: (one.best, one.sure) for kind, one in before.items()
    }


def test_a_town_of_guangdong_has_both():
    said = load(PACKS / "shiweitang", date(2026, 3, 11)).said.understanding["topic"]
    assert said.words["drain"]["坑渠"] == said.words["drain"]["下水道"] == 2.2
    assert "坑渠" not in load(PACKS / "base", date(2026, 3, 11)).said.understanding["topic"].words["drain"]
