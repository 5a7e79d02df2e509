"""Looking at a contact: only with a reason, only who may, never the anonymous, always written down."""

import pytest

from lianxin.kernel.acts.reveal import reveal
from lianxin.kernel.models import Entry, Person
from lianxin.kernel.reads import search, timeline
from lianxin.language.reason import Refused
from tests.cast import NOW

TEXT = "江浦路路灯不亮,我的电话13800138015"


@pytest.fixture
def filed(tell):
    return tell(TEXT, phone="13800138015", name="黎婆婆")


def test_a_look_with_a_reason_opens_and_is_written_down(cast, filed):
    opened = reveal(cast.who("clerk"), filed.matter.pk, filed.tie.pk, "约时间上门", NOW)
    assert opened == {"name": "黎婆婆", "phone": "13800138015"}
    entry = Entry.objects.get(act="matter.reveal")
    assert entry.data["reason"] == "约时间上门" and entry.person_id == cast.people["clerk"].pk
    assert "13800138015" not in str(entry.data)
    assert [look.act for look in timeline.story(filed.matter).looks] == ["matter.reveal"]


def test_the_words_as_told(cast, filed):
    assert reveal(cast.who("clerk"), filed.matter.pk, None, "核对原话", NOW) == {"told": TEXT}


@pytest.mark.parametrize("reason", ["", " ", "看"])
def test_no_reason_no_look(cast, filed, reason):
    with pytest.raises(Refused) as refused:
        reveal(cast.who("clerk"), filed.matter.pk, filed.tie.pk, reason, NOW)
    assert refused.value.field == "reason" and not Entry.objects.filter(act="matter.reveal").exists()


@pytest.mark.parametrize("name", ["leader", "station", "member", "administrator", "stranger", "auditor"])
def test_who_may_not(cast, filed, name):
    with pytest.raises(Refused):
        reveal(cast.who(name), filed.matter.pk, filed.tie.pk, "想看看", NOW)


def test_nobody_looks_at_who_wants_to_stay_unknown(cast, tell):
    filed = tell("楼下商铺半夜卸货", phone="13800138016", name="龙先生", anonymous=True)
    for name in ("clerk", "governance", "visitor"):
        with pytest.raises(Refused):
            reveal(cast.who(name), filed.matter.pk, filed.tie.pk, "想联系", NOW)
    assert not search.search(cast.who("clerk"), "8016", NOW).keys
    assert not search.search(cast.who("clerk"), "13800138016", NOW).keys


def test_what_was_erased_stays_erased(cast, filed):
    Person.objects.filter(pk=filed.tie.person_id).update(erased_at=NOW, phone_sealed=None, name_sealed=None)
    with pytest.raises(Refused):
        reveal(cast.who("clerk"), filed.matter.pk, filed.tie.pk, "回访", NOW)


def test_another_matters_tie_is_not_opened(cast, tell, filed):
    other = tell("井盖松动,快来看看", phone="13800138017")
    with pytest.raises(Refused):
        reveal(cast.who("clerk"), filed.matter.pk, other.tie.pk, "回访", NOW)


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("8015", "tail"),
        ("138 0013 8015", "phone"),
        ("+86 138-0013-8015", "phone"),
        ("黎", "name"),
        ("路灯不亮", "words"),
    ],
)
def test_search_finds_it(cast, filed, said, how):
    found = search.search(cast.who("clerk"), said, NOW)
    assert found.how == how and [key.id for key in found.keys] == [filed.matter.pk]


@pytest.mark.parametrize("said", ["", "x", "!!", "' | :*", "灯路", "😀😀", "\x00"])
def test_search_takes_anything(cast, filed, said):
    assert not search.search(cast.who("clerk"), said, NOW).keys
