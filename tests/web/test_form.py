"""A form is read as Django reads it, faster."""

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.test import override_settings
from hypothesis import example, given
from hypothesis import strategies as st

from lianxin.web import form

PIECES = ["%E8%B7%AF", "%e7%81%af", "%", "%4", "%zz", "%FF", "+", "=", "&", ";", "a", "%26", "%3D", "路", "%00"]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@example(["text=%E8%B7%AF%E7%81%AF+%E5%9D%8F%E4%BA%86&photo=&photo=2&empty&=x&&a=b=c"])
def test_it_reads_what_django_reads(said):
    body = "".join(said).encode()
    ours, theirs = form.read(body), QueryDict(body, encoding="utf-8")
    assert list(ours.lists()) == list(theirs.lists())
    assert (ours.encoding, ours._mutable) == (theirs.encoding, theirs._mutable)


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=3)
def test_too_many_fields_are_refused():
    assert len(form.read(b"a=1&b=2&c=3")) == 3
    with pytest.raises(TooManyFieldsSent):
        form.read(b"a=1&b=2&c=3&d=4")
