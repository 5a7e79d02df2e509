"""The search page: a number, a phone's tail, a surname, or words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lianxin.kernel.reads.search import search
from lianxin.web.access import language, who
from lianxin.web.desk import drawn
from lianxin.web.guards import staff


@staff
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What was found within one's scope; a number that is one matter opens it at once."""
    asking, now, said = who(request), timezone.now(), request.GET.get("q", "").strip()[:100]
    if not said:
        return render(request, "desk/search.html", {"said": ""})
    found = search(asking, said, now, request.GET.get("after", ""))
    if found.how == "number" and len(found.keys) == 1:
        return redirect("matter", found.keys[0].id)
    how = {
        "number": gettext("按编号找"),
        "phone": gettext("按电话找"),
        "tail": gettext("按电话尾号和编号找"),
        "name": gettext("按反映人的姓找"),
        "words": gettext("按词找，新的在前"),
        "short": gettext("再写一个字：至少两个字，或者一个姓"),
    }
    context = {
        "said": said,
        "how": how[found.how],
        "rows": drawn.listed(asking, found.keys, now, language()),
        "following": "?" + urlencode({"q": said, "after": found.after}) if found.after else "",
        "here": request.get_full_path(),
        "nowhere": not found.keys and found.how != "short",
    }
    return render(request, "desk/search.html", context)
