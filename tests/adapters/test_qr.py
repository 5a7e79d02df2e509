import re
from xml.etree import ElementTree

import pytest
import segno

from lianxin.adapters import qr


def test_the_code_passes_a_strict_content_security_policy():
    drawn = qr.svg("https://example.org/f/abc?x=1&y=2", "办理进度的二维码 <1>")
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img" and root.get("class") == "qr"
    assert root.find("{http://www.w3.org/2000/svg}title").text == "办理进度的二维码 <1>"
    assert not re.search(r"style|script|\son\w+=|width=|height=|href", drawn)


def test_a_code_without_title_is_hidden_from_screen_readers():
    root = ElementTree.fromstring(qr.svg("x"))
    assert root.get("aria-hidden") == "true" and root.find("{http://www.w3.org/2000/svg}title") is None


def test_quiet_zone_level_and_modules_are_those_of_the_standard():
    code = segno.make_qr("https://example.org/", error="m")
    root = ElementTree.fromstring(qr.svg("https://example.org/"))
    side = code.symbol_size(border=4)[0]
    assert root.get("viewBox") == f"0 0 {side} {side}" and code.error in "MQH"
    dark = next(p for p in root if p.get("stroke") == "#000").get("d")
    drawn = sum(int(n) for n in re.findall(r"h(\d+)", dark))
    assert drawn == sum(sum(row) for row in code.matrix)


def test_empty_and_endless_texts_are_refused():
    with pytest.raises(ValueError):
        qr.svg("")
    with pytest.raises(qr.TooLong):
        qr.svg("长" * 2000)
