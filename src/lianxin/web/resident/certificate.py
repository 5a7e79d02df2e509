"""Verifying a certificate: whoever holds the paper scans its code. The name is shown as a mask."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianxin.kernel.reads import volunteers
from lianxin.web import guards
from lianxin.web.resident.page import private


@guards.public
@require_safe
def certificate(request: HttpRequest, key: str) -> HttpResponse:
    """What the certificate says, and whether it still holds. 404 for an address that verifies nothing."""
    found = volunteers.certificate(key)
    if found is None:
        raise Http404
    return private(render(request, "resident/certificate.html", {"said": volunteers.verified(found)}))
