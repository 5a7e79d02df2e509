"""Words are found the newest first, whichever way the look-up goes: back from the newest, or by the index."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake import grams
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import search, wording
from tests.cast import NOW

SAID = ("菜市场门口的路灯坏了", "小学旁边的路灯不亮", "文化室对面井盖松动", "桥头垃圾两天没人清", "北门的路灯又坏了")


@pytest.fixture
def told(tell):
    return [tell(f"桥东社区{said}", channel="grid").matter.pk for said in SAID]


def found(cast, said):
    return [key.id for key in search.search(cast.who("clerk"), said, NOW).keys]


@pytest.mark.parametrize("sample", [1, 2, 1500])
def test_the_newest_come_first_whatever_the_sample(cast, told, monkeypatch, sample):
    monkeypatch.setattr(wording, "SAMPLE", sample)
    assert found(cast, "路灯") == [told[4], told[1], told[0]]
    assert found(cast, "井盖松动") == [told[2]]
    assert found(cast, "路灯 坏了") == [told[4], told[0]]
    assert found(cast, "没有人说过") == []


def test_pieces_alone_are_not_the_word(cast, told):
    """路灯不坏 holds 路灯 and 灯不, but nobody said 灯不坏: the text itself decides."""
    assert found(cast, "路灯不亮") == [told[1]]
    assert found(cast, "路灯不坏") == []


def test_signs_of_patterns_are_signs(cast, told):
    assert found(cast, "路灯%") == []
    assert found(cast, "路灯_亮") == []


def test_a_page_goes_on_where_the_last_one_ended(cast, told, monkeypatch):
    monkeypatch.setattr(search, "SIZE", 2)
    first = search.search(cast.who("clerk"), "路灯", NOW)
    assert [key.id for key in first.keys] == [told[4], told[1]]
    second = search.search(cast.who("clerk"), "路灯", NOW, first.after)
    assert [key.id for key in second.keys] == [told[0]] and not second.after


def test_a_changed_matter_has_another_version(cast, told):
    (before,) = search.search(cast.who("clerk"), "井盖", NOW).keys
    Matter.objects.filter(pk=before.id).update(reporters=2)
    (after,) = search.search(cast.who("clerk"), "井盖", NOW).keys
    assert after.id == before.id and after.version != before.version


def test_the_database_makes_the_pieces_that_a_query_asks_for(cast):
    with connection.cursor() as cursor:
        for said in (
            "桥东社区 路灯坏了！A12号 灯",
            "",
            "ＡＢ路 3栋",
            "楼 上，漏水abc漏水",
            "㐀㐁鿿",
            "路燈壞了，樓上漏水",
        ):
            cursor.execute("SELECT tsvector_to_array(lianxin_pieces(%s, %s, ''))", [said, "桥头旁"])
            assert set(cursor.fetchone()[0]) == set(grams.pieces(f"{said} 桥头旁"))


@pytest.mark.django_db
@given(
    st.lists(st.text(st.sampled_from("路灯坏楼燈壞鍾㐀鿿 ，!aZ9０①\n\\'{}\""), max_size=12), max_size=4).map(" ".join)
)
def test_of_any_text_the_pieces_are_the_same(said):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(lianxin_pieces(%s, '', '.1f'))", [said])
        assert set(cursor.fetchone()[0]) == {f"{piece}.1f" for piece in grams.pieces(said)}


@pytest.mark.parametrize("sample", [1, 1500])
def test_a_word_is_found_whichever_way_it_was_written(cast, tell, monkeypatch, sample):
    """Traditional or simplified, full width or half, capitals or small, in the text as in what is looked for."""
    monkeypatch.setattr(wording, "SAMPLE", sample)
    told = [
        tell(f"桥东社区{said}", channel="grid").matter.pk
        for said in ("路燈壞了三天", "路灯坏了两天", "ＡＢ座電梯困住了老人", "ab座电梯不动(北)", "路登在修", "路燈坏咗")
    ]
    for said in ("路灯坏", "路燈壞", "路燈坏", "路灯壞"):
        assert found(cast, said) == [told[5], told[1], told[0]]
    for said in ("ab座电梯", "AB座電梯", "ａｂ座电梯"):
        assert found(cast, said) == [told[3], told[2]]
    assert found(cast, "電梯不动(北)") == found(cast, "电梯不動（北）") == [told[3]]
    assert found(cast, "電梯.不动") == found(cast, "電梯^不动") == found(cast, "[電]梯") == []
    assert found(cast, "座電梯 困住") == [told[2]]


def test_every_way_a_sign_is_written_is_read_as_that_sign():
    for sign in "灯钟aZ9（]\\-^":
        ways = grams.ways(grams.folded(sign))
        assert ways[0] == grams.folded(sign) and {grams.folded(way) for way in ways} == {ways[0]}
    assert {"灯", "燈"} == set(grams.ways("灯")) and set("钟鐘鍾") <= set(grams.ways("钟"))


def test_the_index_knows_every_character_that_is_read_as_another(cast):
    """What the migration holds is what intake reads today."""
    signs = "".join(sorted({way for one in map(chr, range(0x3400, 0xA000)) for way in grams.ways(one)}))
    with connection.cursor() as cursor:
        for at in range(0, len(signs), 200):
            cursor.execute("SELECT tsvector_to_array(lianxin_pieces(%s, '', ''))", [signs[at : at + 200]])
            assert set(cursor.fetchone()[0]) == set(grams.pieces(signs[at : at + 200]))


def test_older_blocks_are_asked_until_the_page_is_full(cast, told, monkeypatch):
    """Numbers far apart lie in different blocks of the index."""
    last = Matter.objects.get(pk=told[4])
    old, last.pk = last.pk, last.pk + 5 * 2**wording.BLOCK
    last.save(force_insert=True)
    assert found(cast, "路灯") == [last.pk, old, told[1], told[0]]
    monkeypatch.setattr(search, "SIZE", 1)
    assert found(cast, "路灯") == [last.pk]
    assert [key.id for key in search.search(cast.who("clerk"), "路灯", NOW, str(last.pk)).keys] == [old]


def test_a_single_sign_beside_a_word_narrows_it(cast, told):
    assert found(cast, "路灯 又") == [told[4]]
