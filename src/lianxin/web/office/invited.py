"""The page behind an invitation's link: the invited person sets a log-in name and a password. The link works once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lianxin.kernel.acts import person as acts
from lianxin.kernel.reads import staff
from lianxin.language.reason import Refused
from lianxin.web.access import language
from lianxin.web.guards import public


@sensitive_post_parameters("password", "again")
@never_cache
@public
def invited(request: HttpRequest, key: str) -> HttpResponse:
    """The form while the link works; the same sentence for a used, late or wrong one (410)."""
    now = timezone.now()
    found = staff.invitation(key, now)
    if found is None:
        return render(request, "office/invited_over.html", status=410)
    known = getattr(found.person, "account", None)
    given = known.username if known else request.POST.get("username", "").strip()
    faults: dict[str, str] = {}
    if request.method == "POST":
        password = request.POST.get("password", "")
        if password != request.POST.get("again", ""):
            faults["again"] = gettext("两次写的密码不一样")
        else:
            try:
                made = acts.accept_invitation(key, given, password, now)
            except Refused as refused:
                faults[refused.field or "password"] = refused.sentence(language())
            else:
                messages.success(request, gettext("设好了。请用登录名“%(name)s”登录。") % {"name": made.username})
                return redirect("account_login")
    shown = {"person": found.person, "known": known, "given": given, "faults": faults}
    return render(request, "office/invited.html", shown, status=422 if faults else 200)
