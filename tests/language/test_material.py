"""Files a kind of activity asks for: needed where the flag of its day says so, else called to mind; by agenda item."""

from dataclasses import replace
from datetime import date

import pytest
from tests.cast import pack_of

from lianxin.language import material
from lianxin.language.reason import Refused

DAY = date(2026, 3, 3)


def flagged(pack, key, value):
    """The pack, were the flag that."""
    one = pack.said.values[key]
    dated = [rule.model_copy(update={"value": value}) for rule in one.dated]
    values = {**pack.said.values, key: one.model_copy(update={"dated": dated})}
    return replace(pack, said=pack.said.model_copy(update={"values": values}))


@pytest.mark.parametrize("needed", [True, False])
def test_a_flag_says_whether_it_is_refused_or_called_to_mind(needed):
    pack = flagged(pack_of("zhanqian"), "tour.report", needed)
    kind, items = pack.said.activities["tour"], ["look", "written_review"]
    assert material.asked(pack, kind, items, DAY) == {"report": needed}
    assert material.reminded(pack, kind, items, [], DAY) == ([] if needed else ["report"])
    assert [name for name, _ in material.lacking(pack, kind, items, [], DAY)] == (["report"] if needed else [])
    assert not list(material.lacking(pack, kind, items, ["report"], DAY))
    assert not material.reminded(pack, kind, items, ["report"], DAY)


def test_it_is_asked_for_only_with_its_item_and_the_refusal_cites_the_document():
    pack = pack_of("zhanqian")
    kind = pack.said.activities["tour"]
    assert material.asked(pack, kind, ["look"], DAY) == {}
    material.must_be_there(pack, kind, ["look"], [], DAY)
    with pytest.raises(Refused, match="还要附上“交付书面审议的报告”") as caught:
        material.must_be_there(pack, kind, ["written_review"], [], DAY)
    assert caught.value.reasons[0].source == "tour-2023" and caught.value.field == "report"
