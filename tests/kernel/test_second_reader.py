"""A second reader says what the first says, and a list does not depend on it."""

from itertools import count

import pytest

from lianxin.kernel.acts import taking_in
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import second
from lianxin.kernel.reads.second import SecondReader, ahead
from lianxin.kernel.reads.understanding import reader
from lianxin.language.listed import MATTERS
from tests.cast import xiqiao
from tests.kernel.rolls import come, put
from tests.taught import taught

SAID = [
    "江浦路路灯不亮，请来修",
    "我是黎小满，电话13800138021，楼道堆了纸箱没人清",
    "想问民乐怎么办证",
    "樵园社区3栋302楼上漏水",
]


@pytest.fixture
def several(monkeypatch):
    """A machine of two processors."""
    monkeypatch.setattr(second, "processors", lambda: 2)


def asked() -> list[dict[str, object]]:
    return [{"text": one} for one in SAID] + [{"text": SAID[0], "given_nature": "help"}]


@pytest.mark.django_db
def test_it_understands_as_this_process_does_with_words_and_with_a_model(cast, several):
    for models in (False, True):
        if models:
            with taught():
                compare(cast.town.pk)
        else:
            compare(cast.town.pk)


def compare(town_id: int) -> None:
    here = reader(town_id)
    with SecondReader(town_id) as other:
        other.begin(second.LONG)
        assert other.begun
        for _ in range(2):
            other.ask(asked())
            said = other.answer()
            assert said == [here.read(**one) for one in asked()]


@pytest.mark.django_db
def test_what_is_refused_is_left_to_whoever_asked(cast):
    assert reader(cast.town.pk).read_all([{"text": "…"}, {"text": "路" * 6_000}]) == [None, None]


@pytest.mark.django_db
def test_it_is_not_begun_for_few_texts_or_on_one_processor(cast, monkeypatch):
    for texts, processors in ((second.LONG - 1, 2), (second.LONG, 1)):
        monkeypatch.setattr(second, "processors", lambda processors=processors: processors)
        with SecondReader(cast.town.pk) as other:
            other.begin(texts)
            other.ask(asked())
            assert not other.begun and other.answer() == [None] * len(asked())


@pytest.mark.django_db
def test_one_that_dies_or_knows_yesterdays_words_is_not_believed(cast, several, monkeypatch):
    for ends in ("dies", "changes"):
        with SecondReader(cast.town.pk) as other:
            other.begin(second.LONG)
            other.ask(asked())
            if ends == "dies":
                other._aside.process.kill()
                other._aside.process.wait()
            else:
                monkeypatch.setattr(second, "recipe", lambda town_id: object())
            assert other.answer() == [None] * len(asked())
            other.ask(asked())
            assert other.answer() == [None] * len(asked()) and not other.begun


def test_the_next_is_made_while_one_is_used_and_all_come_in_order():
    assert list(ahead(iter(range(1, 20)))) == list(range(1, 20))
    made = ahead(count(1))
    assert [next(made), next(made)] == [1, 2]
    made.close()


def test_an_error_on_the_way_reaches_whoever_uses_them():
    def broken():
        yield 1
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        list(ahead(broken()))


@pytest.mark.django_db(transaction=True)
def test_a_long_list_comes_in_by_both_and_leaves_what_a_short_one_leaves(several, monkeypatch):
    cast = xiqiao()
    head = ["工单编号", "诉求内容", "事发地点", "来电人", "联系电话"]
    said = "我是黎小满，江浦路{n}号门口的井盖坏了，车子压过去很响，晚上睡不着"
    rows, more = (
        [[f"{key}-{n}", said.format(n=n + least), "江浦路", "李阿婆", f"1380013{n:04d}"] for n in range(11)]
        for key, least in (("S", 10), ("T", 50))
    )
    begun, real = [], SecondReader.begin
    monkeypatch.setattr(SecondReader, "begin", lambda self, texts: begun.append(real(self, texts) or self.begun))
    monkeypatch.setattr(taking_in, "REQUESTS", 4)
    monkeypatch.setattr(second, "LONG", 5)
    done = put(cast, come(cast, MATTERS, head, rows, "clerk"), "clerk")
    monkeypatch.setattr(second, "LONG", 500)
    short = put(cast, come(cast, MATTERS, head, more, "clerk"), "clerk")
    assert begun == [True, False] and (done.done, len(done.made), len(short.made)) == (11, 11, 11)
    assert left(done) == left(short)
    assert Entry.objects.filter(act="matter.file").count() == 22


def left(roll):
    """What was understood and decided of each, in order."""
    kept = "nature", "topic", "place_id", "owner_id", "held", "unsure", "clocks", "marks", "reading"
    rows = list(Matter.objects.filter(pk__in=roll.made).order_by("pk").values(*kept))
    for row in rows:
        row["reading"].pop("sample", None)  # drawn by the number of the row
    return rows
