"""Near-identical texts share a candidate key and are called the same; others are not."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from lianxin.intake.fingerprint import Fingerprint, cosine, fingerprint, normalise, profile, same, shingles, similarity

HAN = st.text(
    alphabet="路灯坏了井盖松动小区门口垃圾没人清理晚上噪音太大影响休息请尽快处理希望社区关心老人",
    min_size=1,
    max_size=120,
)
LAMP = "桥东社区党群服务驿站门口的路灯坏了三天,晚上老人出门看不清路,希望尽快派人来修"


def test_greetings_signs_and_widths_do_not_count():
    assert normalise("尊敬的领导,您好!路灯坏了３天😀,谢谢!") == "路灯坏了3天"
    assert normalise("您好") == "您好"  # nothing but politeness is still a text
    assert normalise(" \n!!,。") == ""
    assert fingerprint("领导您好:路灯坏了三天了,谢谢") == fingerprint("路灯坏了三天了!!!")


def test_shingles_of_short_texts():
    assert shingles("路灯坏了") == ["路灯坏", "灯坏了"]
    assert shingles("路灯") == ["路灯"] and shingles("") == []


def test_the_same_complaint_sent_again_with_small_changes_is_one():
    again = "您好！桥东社区党群服务驿站门口的路灯坏了三天，晚上老人出门都看不清路，希望尽快派人来修。谢谢！"
    assert same(LAMP, again) and similarity(LAMP, again) >= 0.9
    assert set(fingerprint(LAMP).bands) & set(fingerprint(again).bands)


def test_another_complaint_in_the_same_manner_is_not():
    assert not same(LAMP, "桥东社区党群服务驿站门口的井盖松了,老人出门容易绊倒,希望尽快派人来修")
    assert not same(LAMP, "楼下烧烤店每晚营业到凌晨,油烟和噪音很大")


def test_two_rooms_are_two_problems():
    text = "你好,我家住{},卫生间天花板一直漏水,楼上邻居不肯配合,请社区帮忙调解"
    assert not same(text.format("5栋302室"), text.format("5栋402室"))
    assert same(text.format("5栋302室"), text.format("5栋302室") + "!")
    assert not same(text.format("[门牌]"), text.format("[门牌]"))  # masked: nobody can tell any more


def test_very_short_texts_must_be_equal():
    assert same("路灯坏了!", "路灯坏了")
    assert not same("路灯坏了", "路灯亮了")
    assert not same("", "") and not same("!!", "??")


def test_bands_say_which_band_they_are_and_fit_an_integer_column():
    for text in ("", "路", LAMP):
        bands = fingerprint(text).bands
        assert [key >> 29 for key in bands] == [0, 1, 2, 3]
        assert all(0 <= key < 2**31 for key in bands)


def test_the_fingerprint_is_the_same_on_every_machine():
    # Stored in the database: a change of this value is a migration.
    assert fingerprint("路灯坏了") == Fingerprint(7861226801673836928, (412459444, 829550341, 1595535137, 1733178709))


def _slow_simhash(grams: list[str]) -> int:
    from hashlib import blake2b

    hashes = [int.from_bytes(blake2b(gram.encode(), digest_size=8).digest(), "little") for gram in grams]
    return sum(1 << bit for bit in range(64) if sum(value >> bit & 1 for value in hashes) > len(grams) // 2)


@given(HAN)
def test_simhash_is_the_plain_definition(text):
    assert fingerprint(text).simhash == _slow_simhash(shingles(normalise(text)))


@given(HAN, HAN)
def test_similarity_is_symmetric_and_bounded(one, other):
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert same(one, other) == same(other, one)


@given(HAN)
def test_a_text_is_itself(text):
    assume(normalise(text))
    assert same(text, text) and cosine(profile(text), profile(text)) >= 0.999


@given(st.text(max_size=60))
def test_anything_has_a_fingerprint(text):
    assert 0 <= fingerprint(text).simhash < 2**64
