"""The photos of a matter, for those who may see the matter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lianxin.adapters import photos
from lianxin.kernel.acts.photo import show
from lianxin.kernel.models import Photo
from lianxin.web.access import who
from lianxin.web.desk.hats import matter_of
from lianxin.web.guards import staff


@staff
@require_safe
def picture(request: HttpRequest, matter_id: int, digest: str) -> HttpResponse:
    """A photo, or its thumbnail with ?small=1. Raises Http404 for what does not belong to this matter."""
    one = matter_of(who(request), matter_id)
    if not Photo.objects.filter(matter_id=one.pk, digest=digest).exists():
        raise Http404
    try:
        data, kind = photos.get(digest, thumb="small" in request.GET)
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": "private, max-age=86400"})


@staff
@require_POST
def published(request: HttpRequest, matter_id: int, digest: str) -> HttpResponse:
    """Let the public see a photo, or no longer (`shown` is 1 or 0)."""
    show(who(request), matter_id, digest, request.POST.get("shown") == "1", timezone.now())
    return redirect("matter", matter_id)
