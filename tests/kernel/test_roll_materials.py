"""A list cannot bring in the record of what is recorded only with a file; its plan it can."""

from dataclasses import replace

import pytest

from lianxin.kernel.models import Activity
from lianxin.kernel.reads import packs
from lianxin.language.activities import Material
from lianxin.language.listed import ACTIVITIES
from lianxin.language.word import FieldDecl
from tests.kernel import rolls
from tests.kernel.rolls import put

HEAD = ["活动名称", "类别", "活动时间", "主办单位", "是否已开展"]


@pytest.fixture
def asked(cast, monkeypatch):
    """Visits of 西樵 need a file, were the flag so."""
    pack = packs.of_town(cast.town.pk)
    visit = pack.said.activities["visit"]
    sheet = FieldDecl.model_validate(
        {"label": {"zh": "走访台账", "en": "Sheet"}, "type": "document", "purpose": "归档"}
    )
    wanted = {"sheet": Material(needed="$review.reports", source="activity-local")}
    changed = visit.model_copy(update={"fields": {**visit.fields, "sheet": sheet}, "materials": wanted})
    said = pack.said.model_copy(update={"activities": {**pack.said.activities, "visit": changed}})
    told = replace(pack, said=said)
    monkeypatch.setattr(packs, "of_town", lambda town_id: told)
    return cast


def test_a_held_one_is_refused_at_its_cell_and_a_planned_one_comes_in(asked):
    held = rolls.come(
        asked, ACTIVITIES, HEAD, [["春节走访慰问", "走访慰问", "2026-02-10", "樵园社区", "是"]], "governance"
    )
    assert held.wrong == 1 and "还要附上“走访台账”" in str(held.problems) and "这里可以导入计划" in str(held.problems)
    row = ["五一走访慰问", "走访慰问", "2026-04-30", "樵园社区", "计划"]
    made = put(asked, rolls.come(asked, ACTIVITIES, HEAD, [row], "governance")).made
    assert Activity.objects.get(pk__in=made).state == "planned"
