"""A photo is seen by the public only after a person looked at it, and only by who may decide that."""

import pytest

from lianxin.kernel.acts.filing import Picture
from lianxin.kernel.acts.photo import show
from lianxin.kernel.models import Entry, Photo
from lianxin.kernel.reads.public import photos_shown
from lianxin.language.reason import Refused
from tests.cast import NOW

DIGEST = "ab" * 32


def test_a_person_looks_before_the_public_does(cast, tell):
    matter = tell("路灯不亮", photos=(Picture(DIGEST, 640, 480),)).matter
    assert photos_shown(matter.pk) == []
    show(cast.who("clerk"), matter.pk, DIGEST, True, NOW)
    show(cast.who("clerk"), matter.pk, DIGEST, True, NOW)
    assert photos_shown(matter.pk) == [DIGEST]
    assert Entry.objects.filter(act="matter.show_photo", matter=matter).count() == 1
    show(cast.who("clerk"), matter.pk, DIGEST, False, NOW)
    assert photos_shown(matter.pk) == []


def test_others_may_not_decide_and_nothing_else_is_touched(cast, tell):
    matter = tell("路灯不亮", photos=(Picture(DIGEST, 640, 480),)).matter
    for name, digest in (("visitor", DIGEST), ("stranger", DIGEST), ("clerk", "cd" * 32)):
        with pytest.raises(Refused):
            show(cast.who(name), matter.pk, digest, True, NOW)
    assert not Photo.objects.filter(shown=True).exists()
