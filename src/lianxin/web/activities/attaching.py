"""Files of an activity on its page: put there, read within its scope, taken away."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianxin.adapters import documents, photos
from lianxin.adapters.documents import Document
from lianxin.adapters.photos import PhotoRefused
from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import attachment as acts
from lianxin.kernel.acts.attachment import File
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import activity as activities
from lianxin.kernel.reads import attachments as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.attachments import Files
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because
from lianxin.web.access import language, who
from lianxin.web.desk.tie_new import number
from lianxin.web.guards import holder

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx"


def laid(asking: Who, found: Activity, recording: bool, lang: str) -> dict[str, Any]:
    """What the page shows of files: none to whoever sees the activity only because it is public."""
    if not abilities.may_read(asking, found):
        return {"filed": Files(), "materials": [], "may_attach": False, "reads_files": False}
    pack = packs.pinned(found.pack_id)
    kind, files = pack.said.activities[found.kind], reads.of_activity(found)
    asked = reads.asked(pack, found)
    lines = [
        (f"line.{n}", gettext("议程 %(n)d：%(text)s") % {"n": n + 1, "text": said[:30]})
        for n, line in enumerate(found.agenda)
        if (said := line.get("text") or pack.said.agenda[line["kind"]].label.say(lang))
    ]
    materials = [(f"field.{name}", kind.fields[name].label.say(lang)) for name in reads.offered(kind)]
    return {
        "filed": files,
        "materials": [
            {
                "label": kind.fields[name].label.say(lang),
                "needed": asked.get(name, False),
                "asked": name in asked,
                "files": files.materials.get(name, []),
            }
            for name in reads.offered(kind)
        ],
        "may_attach": recording,
        "reads_files": True,
        "file_for": [("", gettext("整场活动")), *materials, *lines],
        "accepted": ACCEPTED,
    }


@holder
@never_cache
@require_POST
def attach(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One or several files put to an activity. What is wrong with one is said beside the form; the others are kept."""
    from lianxin.web.activities.one import shown  # noqa: PLC0415 - the page shows the form

    whole = activities.one(who(request), activity_id)
    if whole is None or not abilities.organises(who(request), whole.activity):
        raise Http404
    sent, kept, wrong = request.FILES.getlist("file"), 0, []
    if not sent:
        wrong.append(gettext("请先选文件"))
    for one in sent:
        name = PurePosixPath((one.name or "").replace("\\", "/")).stem[:80]
        try:
            acts.put(who(request), activity_id, _kept(request, one.read(), name), timezone.now())
            kept += 1
        except PhotoRefused as refused:
            wrong.append(name + gettext("：") + (refused.en if language() == "en" else refused.zh))
        except Refused as refused:
            wrong.append(name + gettext("：") + refused.say(language()))
    if kept:
        messages.success(request, gettext("加了 %(n)d 份附件") % {"n": kept})
    if wrong:
        return shown(request, activity_id, {"to": request.POST.get("to", "")}, {"file": " ".join(wrong)})
    return redirect("activity", activity_id)


def _kept(request: HttpRequest, data: bytes, name: str) -> File:
    """The file in the store, and what it belongs to. Errors: PhotoRefused, Refused."""
    group, _, key = request.POST.get("to", "").partition(".")
    line = number(key) if group == "line" else None
    if group == "line" and line is None:
        raise Refused(because("line", "没有这项议程", "there is no such agenda line"), field="to")
    title = request.POST.get("title", "").strip() or name or gettext("附件")
    found = documents.keep(data)
    field = key if group == "field" else ""
    if isinstance(found, Document):
        return File(found.kind, found.hash, len(found.data), title, line, field)
    return File("photo", found.hash, len(found.full), title, line, field)


@holder
@require_POST
def detach(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take a file away."""
    try:
        acts.remove(who(request), activity_id, number(request.POST.get("file", "")) or 0, timezone.now())
        messages.success(request, gettext("附件去掉了"))
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect("activity", activity_id)


@holder
@require_safe
def file(request: HttpRequest, activity_id: int, attachment_id: int) -> HttpResponse:
    """A file, for whoever may read the files of its activity. `?thumb` gives the small picture of a photo."""
    found = reads.one(activity_id, attachment_id)
    if found is None or not abilities.may_read(who(request), found.activity):
        raise Http404
    try:
        if found.kind == "photo":
            data, content = photos.get(found.digest, thumb="thumb" in request.GET)
        else:
            data, content = documents.get(found.digest, found.kind), documents.KINDS[found.kind]
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(data, content_type=content)
    if found.kind != "photo":
        name = quote(f"{found.title}.{found.kind}")
        response["Content-Disposition"] = f"attachment; filename=\"file.{found.kind}\"; filename*=UTF-8''{name}"
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
