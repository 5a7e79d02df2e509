"""Answers of the Open311 interface in its two formats. One value, written as JSON or as XML, says the same in both."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree  # only written here, never read

from django.http import HttpResponse

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
ITEMS = {"services": "service", "service_requests": "request", "attributes": "attribute", "values": "value"}
ITEMS |= {"errors": "error", "endpoints": "endpoint", "formats": "format", "jurisdictions": "jurisdiction"}
"""The name of one element of a list in XML, as GeoReport v2 gives it."""
# XML 1.0 has no way to write these, escaped or not.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Fault(Exception):
    """A request that cannot be answered: `code` is the HTTP status, `said` what to do about it."""

    def __init__(self, code: int, said: str, **headers: str) -> None:
        self.code, self.said, self.headers = code, said, headers
        super().__init__(said)


def answer(fmt: str, root: str, value: Any, status: int = 200) -> HttpResponse:
    """`value` (a list or mapping of plain values) under the XML root `root`, or as JSON without it."""
    if fmt == "json":
        body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    else:
        element = ElementTree.Element(root)
        _fill(element, value)
        body = b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(element, encoding="utf-8")
    return HttpResponse(body, content_type=TYPES[fmt], status=status, headers={"Cache-Control": "no-store"})


def refusal(fmt: str, fault: Fault) -> HttpResponse:
    """A fault in the shape of the specification."""
    response = answer(fmt, "errors", [{"code": fault.code, "description": fault.said}], fault.code)
    for name, value in fault.headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def _fill(element: ElementTree.Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _fill(ElementTree.SubElement(element, name), inner)
    elif isinstance(value, list):
        for inner in value:
            _fill(ElementTree.SubElement(element, ITEMS[element.tag]), inner)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _UNWRITABLE.sub("", str(value))
