"""Showing single sheets: as a page that prints at its true size, or (?as=pdf) as PDF, from the same values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lianxin.adapters import gongwen, qr
from lianxin.adapters import leaf as files
from lianxin.adapters.leaf import Leaf, Size
from lianxin.adapters.leaf.leaf import ON_A_SHEET
from lianxin.kernel.models import Unit
from lianxin.language.codes import is_mobile
from lianxin.language.reason import Refused, because
from lianxin.web.bough import bough
from lianxin.web.tree.shape import Species

SIZES: dict[str, tuple[Size, ...]] = {"certificate": ("a4",), "card": ("a6", "small"), "poster": ("a4", "a3", "a5")}
"""The sizes of each layout; the first where none is asked for."""


def shown(
    request: HttpRequest, leaves: Sequence[Leaf], name: str, back: tuple[str, str], remark: str = "", press: str = ""
) -> HttpResponse:
    """The sheets. `name` is what the page and the file are called, `back` address and label of where one came from,
    `remark` a word about them that is not printed, `press` a button that asks for them anew by POST.

    Errors: Refused (a PDF where no font is Chinese)."""
    sizes = SIZES[leaves[0].layout]
    asked = request.GET.get("size", "")
    size = next((one for one in sizes if one == asked), sizes[0])
    if request.GET.get("as") == "pdf":
        return _file(leaves, size)
    given = request.GET.copy()
    given.pop("size", None)
    rest = given.urlencode()
    context = {
        "leaves": leaves,
        "layout": leaves[0].layout,
        "size": size,
        "copies": range(ON_A_SHEET.get(size, 1)),
        "sizes": [(one, words()[one], f"?size={one}&{rest}".rstrip("&")) for one in sizes] if len(sizes) > 1 else [],
        "pdf": f"?size={size}&as=pdf&{rest}".rstrip("&"),
        "name": name,
        "back": back,
        "remark": remark,
        "press": press,
    }
    return render(request, "layouts/leaf.html", context)


def words() -> dict[str, str]:
    """The sizes in words."""
    return {
        "a3": "A3", "a4": "A4", "a5": gettext("A5 台卡"),
        "a6": gettext("大字（A6，一张 4 份）"), "small": gettext("名片大小（一张 10 份）"),
    }  # fmt: skip


def _file(leaves: Sequence[Leaf], size: Size) -> HttpResponse:
    if not gongwen.written_here():
        raise NO_FONT
    response = HttpResponse(files.pdf(leaves, size), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{leaves[0].layout}-{size}.pdf"'
    return response


NO_FONT = Refused(
    because(
        "font",
        "服务器上没有中文字体，生成不了 PDF。请管理员安装 fonts-noto-cjk，或在这一页直接打印",
        "the server has no Chinese font; install fonts-noto-cjk, or print from the page",
    )
)


def picture(code: str, title: str) -> str:
    """The code of an address; `title` is what a screen reader says."""
    return qr.svg(code, title=title)


def at(path: str) -> str:
    """The whole address of a path, as a code says it."""
    return f"{settings.PUBLIC_URL}{path}"


def of_town(motif: str) -> str:
    """The bough of a town's tree."""
    return bough(cast(Species, motif))


def number_of(unit: Unit, hotline: str) -> str:
    """The number of a post: the unit's own unless it is somebody's mobile, else the town's hotline."""
    return unit.phone if unit.phone and not is_mobile(unit.phone) else hotline
