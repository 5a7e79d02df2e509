"""Who may open which address. Every view carries a guard; a test walks all routes and fails on one without.

A guarded view also says whether it reads or writes: a GET runs under a cursor that refuses anything but reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.reads import people
from lianxin.kernel.reads import staff as posts
from lianxin.web.access import language, who

View = Callable[..., HttpResponseBase]
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "ALTER", "CREATE", "DROP")


class WroteWhileReading(Exception):
    """A page that only reads tried to write."""


@contextmanager
def reading() -> Iterator[None]:
    """Within it the database connection refuses to write: opening a page never changes a town's books."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if str(sql).lstrip().upper().startswith(WRITES):
            raise WroteWhileReading(str(sql)[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def _guarded(view: View, name: str, check: Callable[[HttpRequest], HttpResponseBase | None]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stopped = check(request)
        if stopped is not None:
            return stopped
        if request.method in ("GET", "HEAD"):
            with reading():
                response = view(request, *args, **kwargs)
                render = getattr(response, "render", None)
                return render() if callable(render) else response
        return view(request, *args, **kwargs)

    guarded.guard = name  # type: ignore[attr-defined]
    return guarded


def why(request: HttpRequest, power: str) -> str:
    """Which post would open the page, and whom to ask for it."""
    towns, english = who(request).towns, language() == "en"
    if not towns:
        return gettext("您现在没有岗位。请联系给您账号的人，由他给您任职。")
    pause = ", " if english else "、"
    labels, managers = posts.needed(towns[0], power, timezone.now(), language())
    said = [gettext("这一页要有其中一个岗位才能打开：%(posts)s。") % {"posts": pause.join(labels)}] if labels else []
    own = pause.join(people.called(held, language()) for held in who(request).posts)
    said.append(gettext("您的岗位是：%(own)s。") % {"own": own})
    if managers:
        said.append(gettext("需要的话，请找管理岗位的人：%(names)s。") % {"names": pause.join(managers)})
    return (" " if english else "").join(said)


def public(view: View) -> View:
    """Anybody may open it, without log-in. What it shows is public or opened by a secret in the address."""
    return _guarded(view, "public", lambda request: None)


def _login(request: HttpRequest) -> HttpResponseBase | None:
    return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())


def account(view: View) -> View:
    """Anybody who is logged in, also when every post has ended: one's own account."""
    return _guarded(view, "account", _login)


def holder(view: View) -> View:
    """Anybody who is logged in and holds a post, be it a member's."""

    def check(request: HttpRequest) -> HttpResponseBase | None:
        stopped = _login(request)
        if stopped is None and not who(request).posts:
            raise PermissionDenied(why(request, ""))
        return stopped

    return _guarded(view, "holder", check)


def staff(view: View) -> View:
    """Those who work here: a post that is more than a member's, partner's or judge's."""

    def check(request: HttpRequest) -> HttpResponseBase | None:
        stopped = _login(request)
        if stopped is None and not who(request).roles() - {"member", "partner", "judge"}:
            raise PermissionDenied(why(request, ""))
        return stopped

    return _guarded(view, "staff", check)


def may(power: str, *others: str) -> Callable[[View], View]:
    """Those whose post gives a power of the pack (file, reveal, board, merge, manage_people …), or one of some."""
    powers = {power, *others}

    def check(request: HttpRequest) -> HttpResponseBase | None:
        stopped = _login(request)
        if stopped is None and not powers & who(request).may:
            raise PermissionDenied(why(request, power))
        return stopped

    return lambda view: _guarded(view, f"may:{power}", check)
