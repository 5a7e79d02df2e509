"""What a version learned from is known again, and cannot be read from what is kept. All texts invented."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake import heard
from lianxin.intake.training import views_of
from tests.intake.test_learned import examples, taught, taught_folder

KEY = "ab" * 32
OTHER = "cd" * 32
TITLE, BODY = "北门路灯坏了", "晚上八点以后整条巷子看不见路，请尽快来修一下。"


def known(told, kept, key=KEY):
    return heard.heard([views_of(told)], key, kept) == [True]


def test_a_text_is_known_whole_by_its_title_and_by_its_body():
    kept = heard.signs([views_of((TITLE, BODY))], KEY)
    assert known((TITLE, BODY), kept)
    assert known((TITLE,), kept) and known((BODY,), kept)
    assert known(("又一个题目", BODY), kept)
    assert known(("北门路燈壞了！",), kept)
    assert not known(("南门路灯坏了",), kept) and not known((TITLE, "别的说法，别的事情，说得够长了。"), kept)
    assert not known(("……",), heard.signs([views_of(("！！",))], KEY))


def test_a_sentence_of_a_text_has_no_sign_of_its_own():
    """Who lives where could be guessed sentence by sentence."""
    kept = heard.signs([views_of((f"{TITLE}。{BODY}",))], KEY)
    assert len(kept) == 1
    assert not known((TITLE,), kept) and not known((BODY,), kept) and not known(("又一句。" + BODY,), kept)
    assert known((TITLE, BODY), kept), "the same under two columns"
    assert len(heard.signs([views_of((f"{TITLE}\n{BODY}",))], KEY)) == 3


def test_what_is_kept_differs_by_training_and_holds_no_text():
    one, other = (heard.signs([views_of((TITLE, BODY))], key) for key in (KEY, OTHER))
    assert one.dtype == np.uint64 and int(one.max()) < 2**heard.BITS
    assert not set(one.tolist()) & set(other.tolist())
    assert not known((TITLE, BODY), one, OTHER)


@given(st.lists(st.text(min_size=1), max_size=5), st.text())
def test_every_text_that_taught_is_known(told, more):
    kept = heard.signs([views_of((one,)) for one in told], KEY)
    asked = [views_of((one,)) for one in told]
    assert heard.heard(asked, KEY, kept) == [bool(heard.normalise(one)) for one in told]
    assert heard.signs(asked[::-1], KEY).tolist() == kept.tolist()


def test_it_is_put_down_with_the_version_and_may_be_missing(tmp_path):
    folder = taught_folder(tmp_path)
    kept = heard.load(folder)
    key = taught().manifest.trained_on["data_sha256"]
    assert all(heard.heard([one.views for one in examples()], key, kept))
    (folder / heard.FILE).write_bytes(b"broken")
    assert heard.load(folder) is None
    (folder / heard.FILE).unlink()
    assert heard.load(folder) is None
