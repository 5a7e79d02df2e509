"""The token of a form, and whether one came from our own page. Django draws and adds the token character by character,
which costs as much as the rest of a small page; here the same is done on bytes at once."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token

_CHARS = CSRF_ALLOWED_CHARS.encode()
_MANY = len(_CHARS)
_EVEN = 256 - 256 % _MANY
"""Random bytes from here on are thrown away, so that every character is as likely."""
_DROPPED = bytes(range(_EVEN, 256))
_DRAWN = bytes(_CHARS[byte % _MANY] for byte in range(256))
_AT = bytes(max(_CHARS.find(bytes([byte])), 0) for byte in range(256))


def token(request: HttpRequest) -> str:
    """The token for a form on this page, as `django.middleware.csrf.get_token` makes it."""
    secret = request.META.get("CSRF_COOKIE")
    if not isinstance(secret, str) or len(secret) != CSRF_SECRET_LENGTH:
        return get_token(request)
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    return masked(secret)


def masked(secret: str) -> str:
    """The secret under a mask drawn anew, the mask first: no two pages hold the same."""
    mask = b""
    while len(mask) < CSRF_SECRET_LENGTH:
        mask += os.urandom(CSRF_SECRET_LENGTH + 16).translate(_DRAWN, _DROPPED)
    mask = mask[:CSRF_SECRET_LENGTH]
    added = map(int.__add__, secret.encode().translate(_AT), mask.translate(_AT))
    return (mask + bytes(added).translate(_DRAWN)).decode()


def sent_from_here(request: HttpRequest) -> bool:
    """What a page of another site cannot make a browser say; the newest and surest word counts alone."""
    said = request.META.get("HTTP_SEC_FETCH_SITE")
    if said is not None:
        return said == "same-origin"
    ours = f"{request.scheme}://{request.get_host()}"
    origin = request.META.get("HTTP_ORIGIN")
    if origin is not None:
        return origin == ours or origin in settings.CSRF_TRUSTED_ORIGINS
    parts = urlsplit(request.META.get("HTTP_REFERER", ""))
    return f"{parts.scheme}://{parts.netloc}" == ours
