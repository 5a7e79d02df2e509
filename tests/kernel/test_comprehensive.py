"""Comprehensive appraisals: one a year of a unit by one superior, whatever they are called."""

import pytest

from lianxin.kernel.acts import appraisal
from lianxin.kernel.acts import pack as packs_act
from lianxin.kernel.models import Appraised
from lianxin.kernel.who import SYSTEM
from lianxin.language import period
from lianxin.language.pack import from_content
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.test_appraisal import TREE

pytestmark = pytest.mark.django_db


def test_a_unit_is_appraised_comprehensively_once_a_year_whatever_the_kind(cast):
    """domain §2.12: at most one comprehensive inspection a year by one superior; two half-years are two."""
    whole = {**TREE, "a_year": "$appraisal.comprehensive"}
    halves = {**whole, "period": "half"}
    content = {**cast.pack.content, "appraisals": {**cast.pack.content["appraisals"], "year": whole, "half": halves}}
    packs_act.publish(SYSTEM, from_content(content), NOW)
    who, one, other = cast.who("governance"), cast.unit("party_qiaoyuan").pk, cast.unit("party_qiaole").pk

    def opened(kind, title, span, *units):
        return appraisal.open_round(who, cast.town.pk, kind, title, period.read(span), units, NOW)

    opened("half", "上半年综合考核", "2026-H1", one)
    with pytest.raises(Refused) as refused:
        opened("year", "全年综合考核", "2026", other, one)
    assert refused.value.code == "year" and "上半年综合考核" in refused.value.say()
    assert not Appraised.objects.filter(unit_id=other).exists()  # nothing is half-opened
    opened("year", "全年综合考核", "2026", other)
    opened("year", "上一年综合考核", "2025", one)
    opened("report_duty", "述职评议", "2026", cast.unit("school").pk)  # not a comprehensive one
