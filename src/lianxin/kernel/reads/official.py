"""Numbers of the town itself, its hotline and its units' landlines: nobody's contact data, so no entry hides them."""

from __future__ import annotations

from lianxin.intake import privacy
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.versions import remembered, version
from lianxin.language.codes import is_mobile

AREA = (3, 4)
"""Digits of an area code, the zero included: 020, 0757."""
LOCAL = 7
"""Digits that a number has at least without it."""


def redacted(text: str, town_id: int) -> str:
    """A text without anybody's contact data, names and doors, in which the town's own numbers stand."""
    return privacy.redact(text, lambda: numbers(town_id))[0]


def numbers(town_id: int) -> frozenset[str]:
    """The digits of each, with and without the area code. A mobile is somebody's, whoever's unit it stands at."""
    return _numbers(town_id, version("units"), version("packs"))


@remembered(256)
def _numbers(town_id: int, _units: int, _packs: int) -> frozenset[str]:
    written = Unit.objects.filter(town_id=town_id).exclude(phone="").values_list("phone", flat=True)
    told = {
        "".join(filter(str.isdecimal, one))
        for one in (*written, packs.of_town(town_id).said.hotline)
        if not is_mobile(one)
    }
    local = {one[cut:] for one in told if one.startswith("0") for cut in AREA if len(one) - cut >= LOCAL}
    return frozenset(told | local)
