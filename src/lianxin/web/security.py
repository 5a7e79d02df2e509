"""What every answer carries and every request must pass, whatever the page: headers, size, idle log-outs, and that a
form was sent from our own pages."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from lianxin.web import trouble
from lianxin.web.csrf import sent_from_here

Answer = Callable[[HttpRequest], HttpResponse]

# Everything from this site, nothing inline, nobody may frame us.
# Photos are shown before upload (blob:), QR codes come inline (data:).
POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
)
# The photo button needs the camera and "near me" the position, asked for by our own pages only.
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()"
_SEEN = "seen"
_REMEMBER_EVERY = 60  # seconds between two writes of the time last seen


class Headers:
    """Security headers on every answer, and no shared caching of what a logged-in person sees."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", "DENY")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class BodyLimit:
    """A request larger than anything we take is answered before it is read: a 413 page that says what would fit."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.BODY_LIMIT:
            return trouble.too_large(request)
        return self.get_response(request)


class IdleLogout:
    """Ends a log-in after `IDLE_SECONDS` without a page, so that a desk left alone does not stay open."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            # Every page looks at it often: without Django's wrapper, which costs each look.
            request.user = getattr(request.user, "_wrapped", request.user)
            now = int(time.time())
            seen = request.session.get(_SEEN, now)
            if now - seen > settings.IDLE_SECONDS:
                logout(request)
            elif now - seen >= _REMEMBER_EVERY or _SEEN not in request.session:
                request.session[_SEEN] = now
        return self.get_response(request)


def from_here(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For forms on pages that are the same for everybody, and so can hold no token: the browser's word that the form
    was sent from our own page stands for it. A browser that says nothing needs the token like everywhere else."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (view if sent_from_here(request) else protected)(request, *args, **kwargs)

    checked.from_here = True  # type: ignore[attr-defined]
    return checked
