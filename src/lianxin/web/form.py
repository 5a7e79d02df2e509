"""Reading a form. The standard library takes each of the three bytes of a Chinese character apart by itself; here a run
of them is read at once, and everything else is as in Django (tests/web/test_form.py compares the two)."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

_RUN = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")


def read(body: bytes) -> QueryDict:
    """The fields of an urlencoded form, in UTF-8. Errors: TooManyFieldsSent."""
    found = QueryDict(mutable=True)
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if most is not None and body.count(b"&") >= most:
        raise TooManyFieldsSent("The number of GET/POST parameters exceeded settings.DATA_UPLOAD_MAX_NUMBER_FIELDS.")
    lists: dict[str, list[str]] = {}
    for pair in body.split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            lists.setdefault(_plain(name), []).append(_plain(value))
    for key, values in lists.items():
        MultiValueDict.setlist(found, key, values)  # they are text already; QueryDict would look at each again
    found._mutable = False
    return found


def _plain(said: bytes) -> str:
    if b"+" in said:
        said = said.replace(b"+", b" ")
    if b"%" in said:
        said = _RUN.sub(_bytes, said)
    return said.decode("utf-8", "replace")


def _bytes(run: re.Match[bytes]) -> bytes:
    return bytes.fromhex(run[0].replace(b"%", b"").decode())
