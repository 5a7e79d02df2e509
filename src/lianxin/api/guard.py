"""Who may call: anybody reads what is public, filing needs a key. Every view carries its guard's name, and every
refusal is told in the format that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from lianxin.api import limit
from lianxin.api.answer import Fault, refusal
from lianxin.kernel.reads import keys
from lianxin.kernel.reads.keys import Key
from lianxin.kernel.reads.packs import NoPack
from lianxin.language.calendar import CalendarEnds
from lianxin.language.reason import Refused, Text

View = Callable[..., HttpResponse]


def language() -> str:
    """The language of this call (Accept-Language): 'zh' or 'en'."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def say(zh: str, en: str) -> str:
    """A sentence in the language of this call."""
    return Text(zh, en).say(language())


def guarded(name: str, *methods: str) -> Callable[[View], View]:
    """A view under a guard, for some methods; what it refuses becomes an answer of the specification's shape. No
    cookie is read or set, so a forged form of another site has nothing to abuse: no CSRF token is asked for."""

    def wrap(view: View) -> View:
        @wraps(view)
        def call(request: HttpRequest, *args: Any, fmt: str, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    allowed = ", ".join(methods)
                    said = say(f"这个地址只接受 {allowed}。", f"This address takes {allowed} only.")
                    raise Fault(405, said, Allow=allowed)
                return view(request, *args, fmt=fmt, **kwargs)
            except Fault as fault:
                return refusal(fmt, fault)
            except Refused as refused:
                return refusal(fmt, Fault(400, refused.say(language())))
            except CalendarEnds as ends:
                return refusal(fmt, Fault(503, ends.en if language() == "en" else ends.zh))
            except NoPack:
                return refusal(fmt, Fault(404, say("这个街镇还没有启用连心。", "This town does not use Lianxin yet.")))

        exempt = csrf_exempt(call)
        exempt.guard = name  # type: ignore[attr-defined]
        return exempt

    return wrap


def key_of(secret: str) -> Key | None:
    """The key that came with a call, counted against its limit; None when none came. Errors: Fault 403, 429."""
    if not secret:
        return None
    found = keys.key_of(secret)
    if found is None:
        raise Fault(403, say("api_key 不对，或者已经停用。", "The api_key is wrong or has ended."))
    wait = limit.take(found.id, found.per_minute)
    if wait:
        said = say(
            f"这个密钥每分钟 {found.per_minute} 次，请 {wait} 秒后再试。",
            f"This key has {found.per_minute} calls a minute: try again in {wait} seconds.",
        )
        raise Fault(429, said, Retry_After=str(wait))
    return found
