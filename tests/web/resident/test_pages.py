"""Every resident page opens, empty and full, and its queries do not grow with what it shows."""

from __future__ import annotations

import re

from django.urls import reverse

PAGES = ("town", "say", "make-wish", "tree", "progress")


def test_the_only_town_opens_at_once_and_several_are_a_choice(cast, client):
    assert client.get("/").headers["Location"] == "/t/xiqiao/"


def test_pages_open_in_an_empty_town(cast, client):
    for name in PAGES:
        answer = client.get(reverse(name, args=["xiqiao"]))
        assert answer.status_code == 200, name
        assert "西樵" in answer.content.decode()
    for name in ("find", "privacy", "styleguide"):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get("/t/nowhere/").status_code == 404
    assert client.get("/mine").status_code == 302


def test_what_is_asked_and_why_is_told_in_english_too(cast, client):
    said = client.get(reverse("privacy"), headers={"Accept-Language": "en"}).content.decode()
    told = said[said.index("<main") : said.index("</main>")]
    assert "Answering the reporter" in told
    left = set(re.findall(r"[\u4e00-\u9fff]+", re.sub(r"<[^>]+>", " ", told)))
    assert not left
