"""Error pages: what happened, what was kept, what to do. They need no database, so that they work without one."""

import functools
import sys
from http import HTTPStatus
from pathlib import Path

import jinja2
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from lianxin.web import csrf

RETRY_AFTER = "10"  # seconds a client should wait while the database is away
AGAIN = (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
"""Where opening the same address again can help."""


@functools.cache
def _engine() -> jinja2.Environment:
    """An engine of its own: a mistake in the pages' engine or components must not take the error pages along."""
    engine = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
    engine.globals["_"] = _
    return engine


def page(
    request: HttpRequest, status: int, title: str, text: str, again: list[tuple[str, str]] | None = None
) -> HttpResponse:
    """The page for `status`; the same as JSON for those who ask for JSON. `again`: a form to send once more, as it
    stands."""
    if "application/json" in request.headers.get("accept", "") and "text/html" not in request.headers.get("accept", ""):
        return JsonResponse({"code": status, "title": title, "description": text}, status=status)
    language = "en" if (get_language() or "zh").startswith("en") else "zh-hans"
    words = {
        "status": int(status),
        "title": title,
        "text": text,
        "ways": _ways(request, status),
        "LANGUAGE_CODE": language,
        "again": again,
        "csrf_input": Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(csrf.token(request))
        if again
        else "",
        "path": request.get_full_path(),
    }
    html = _engine().get_template("trouble.html").render(words)
    return HttpResponse(html, status=status)


def _ways(request: HttpRequest, status: int) -> list[tuple[str, str]]:
    """Where to go from here, the likeliest first."""
    ways = [("/", _("回首页"))]
    if status in AGAIN:
        ways.insert(0, (request.path, _("再试一次")))
    if status == HTTPStatus.NOT_FOUND:
        ways.append(("/find", _("用编号查进度")))
    return ways


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when the form was larger than we take."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return page(
        request,
        HTTPStatus.BAD_REQUEST,
        _("这个请求我们看不懂"),
        _("请返回上一页重新打开。如果是扫码进来的，请再扫一次。"),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: what was sent is larger than we take."""
    text = _("文字请控制在一万字以内，照片每张不超过 10 MB、一次不超过 9 张。请返回上一页，您写的内容还在那里。")
    return page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("内容太大，没有收下"), text)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: who asks may not see this; the reason is shown when the guard gave one."""
    reason = str(exception or "") or _("您的岗位看不到这一页。需要的话，请联系本街道的管理员。")
    return page(request, HTTPStatus.FORBIDDEN, _("这一页不对您开放"), reason)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long or came from elsewhere. One of our own pages gets back what was typed, to
    be sent again by a press; another site's page must not get that press."""
    again = _typed(request) if csrf.sent_from_here(request) else []
    if again:
        text = _("页面打开得太久了，没有提交成功。您写的都还在，请点下面的按钮再提交一次；照片要重新选。")
        if not request.FILES:
            text = _("页面打开得太久了，没有提交成功。您写的都还在，请点下面的按钮再提交一次。")
    else:
        text = _(
            "页面打开得太久了，没有提交成功。请返回上一页，先把写好的内容复制下来，刷新后再提交一次；"
            "如果浏览器禁用了 Cookie，请先打开。"
        )
    response = page(request, HTTPStatus.FORBIDDEN, _("请再提交一次"), text, again)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form held; nothing of one that asks who somebody is: no password is written into a page."""
    if request.path.startswith("/accounts/") or any("password" in name for name in request.POST):
        return []
    held = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in held if name != "csrfmiddlewaretoken"]


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    text = _("链接可能不完整，或者这件事已经不再公开。可以在首页用编号查进度。")
    return page(request, HTTPStatus.NOT_FOUND, _("没有找到这一页"), text)


def only_sent(request: HttpRequest) -> HttpResponse:
    """405: an address that a button sends something to was opened by itself, as by reloading it from the bar."""
    text = _("这一步要在页面上按按钮才会做，直接打开地址什么也没有发生。请返回上一页再按一次。")
    return page(request, HTTPStatus.METHOD_NOT_ALLOWED, _("这一页要从按钮打开"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; and 503 when the reason is that the database is away, so that visitors and proxies know to come back."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    text = _("这是我们的错，已经记下来了。请过一会儿再试；着急的事请直接打电话给社区。")
    return page(request, HTTPStatus.INTERNAL_SERVER_ERROR, _("出了点问题"), text)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database is restarting; nothing was changed."""
    text = _(
        "数据库正在重新启动，通常一分钟内恢复。刚才的操作没有保存，请稍后返回上一页再提交一次，您写的内容还在那里。"
    )
    response = page(request, HTTPStatus.SERVICE_UNAVAILABLE, _("系统暂时停一下"), text)
    response.headers["Retry-After"] = RETRY_AFTER
    return response
