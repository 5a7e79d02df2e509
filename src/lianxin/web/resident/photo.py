"""A photo, for whoever may see a matter it belongs to: all, when a person let the public see it; else staff in whose
scope the matter lies, and the holder of the matter's private link."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from lianxin.adapters import photos
from lianxin.kernel import abilities
from lianxin.kernel.models import Photo
from lianxin.kernel.reads import follow, public
from lianxin.kernel.who import Who
from lianxin.web import guards
from lianxin.web.access import language, who


@guards.public
def photo(request: HttpRequest, digest: str, thumb: str = "") -> HttpResponse:
    """The JPEG, or with /thumb the small WebP. `?r=<key>` is the private link of the page that shows it."""
    found = public.photos(digest)
    open_to_all = any(_is_public(one) for one in found)
    if not open_to_all and not any(_may_see(request, one) for one in found):
        raise Http404
    try:
        data, kind = photos.get(digest, thumb=bool(thumb))
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(data, content_type=kind)
    # The address is the content's own hash, so it never changes; what is not public is kept by this browser only.
    response["Cache-Control"] = f"{'public' if open_to_all else 'private'}, max-age=86400, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


def _is_public(one: Photo) -> bool:
    return one.shown and one.matter.shown and not one.matter.secret


def _may_see(request: HttpRequest, one: Photo) -> bool:
    asking: Who | None = who(request)
    if asking and asking.posts and abilities.may_see(asking, one.matter):
        return True
    key = request.GET.get("r", "")
    asking = follow.holder(key, language()) if key else None
    return asking is not None and asking.matter_id == one.matter_id
