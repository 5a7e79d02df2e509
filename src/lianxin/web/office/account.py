"""One's own account: posts, password, second factor, language."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianxin.kernel.reads import people
from lianxin.web import guards
from lianxin.web.access import home_of, language, who


@guards.account
def account(request: HttpRequest) -> HttpResponse:
    """What this account may do, and how it is kept safe. Two queries beside the posts."""
    asking = who(request)
    types = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    shown = {
        "asking": asking,
        "posts": [(people.called(held, language()), held.unit_name) for held in asking.posts],
        "home": home_of(asking),
        "second_factor": Authenticator.Type.TOTP in types,
        "codes": Authenticator.Type.RECOVERY_CODES in types,
        "reveals": "reveal" in asking.may or "manage_people" in asking.may,
    }
    return render(request, "office/account.html", shown)
