"""No page leads its reader to a page that is not his to open."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from tests.cast import NOW, PEOPLE, xiqiao
from tests.kernel.organisation import organisation

from lianxin.kernel.acts import filing
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Activity
from lianxin.kernel.who import NOBODY

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')
FILES = re.compile(r"\.(?:xlsx|csv|ics|docx|pdf|png|svg|webp|zip)\b|^/(?:static|handbook|photo|accounts/logout)")
MOST = 90
"""Pages of each reader: two of every kind, one step from the menu and one from there."""


@pytest.fixture
def town(monkeypatch):
    """A town in which something of most kinds is going on."""
    cast = xiqiao()
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now)
    monkeypatch.setattr("lianxin.kernel.reads.versions.FRESH", 1e9)
    org = organisation(cast, 3)
    for kind in ("assembly", "training", "concert"):
        org.plan(kind, NOW + timedelta(days=3), who=cast.who("governance"))
    Activity.objects.filter(kind="concert").update(shown=True)
    for text, kind in (("江浦路路灯不亮，晚上看不清路", "request"), ("想要一盏小夜灯", "wish")):
        filing.file(NOBODY, Telling(text, cast.town.pk, place_id=cast.unit("qiaoyuan").pk, kind=kind), NOW)
    return cast


@pytest.mark.parametrize("name", PEOPLE)
def test_every_link_opens(town, client, name):
    client.force_login(town.account(name))
    todo, known, kinds, dead = [("/", "")], set(), {}, []
    while todo and len(known) < MOST:
        address, seen_on = todo.pop(0)
        kind = re.sub(r"\d+", "N", address.split("?")[0])
        if address in known or kinds.get(kind, 0) > 1:
            continue
        known.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(address.replace("&amp;", "&"))
        if answer.status_code >= 400:
            dead.append((address, answer.status_code, seen_on))
        elif answer.status_code in (301, 302):
            todo.insert(0, (urljoin(address, answer.url), seen_on))
        elif not answer.streaming and answer.headers["Content-Type"].startswith("text/html"):
            found = (link for link in LINK.findall(answer.content.decode()) if not FILES.search(link))
            todo += [(link, address) for link in found]
    assert not dead
