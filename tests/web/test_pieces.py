"""Pieces that write their HTML themselves: what is put in is escaped once, what is written around it never."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import timezone

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
def draw(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return lambda text, **given: engines.all()[0].from_string(text).render(given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ ui.button(x) }}", '<button class="button" type="submit">&lt;a&gt; &amp; &#34;b&#34;</button>'),
        ("{{ ui.button('好', href=x) }}", '<a class="button" href="&lt;a&gt; &amp; &#34;b&#34;">好</a>'),
        (
            "{{ ui.field('q', '找', value=x, hint=x) }}",
            'value="&lt;a&gt; &amp; &#34;b&#34;" aria-describedby="f-q-hint">',
        ),
        (
            "{{ ui.field('q', '找', type='textarea', error='请填', hint='两个字') }}",
            ' aria-invalid="true" aria-describedby="f-q-error f-q-hint">',
        ),
        ("{{ ui.masked(x) }}", '<span class="masked-value">&lt;a&gt; &amp; &#34;b&#34;</span>'),
        (
            "{% call ui.notice(kind='bad') %}{{ x }}{% endcall %}",
            '<div class="notice-body">&lt;a&gt; &amp; &#34;b&#34;</div>',
        ),
        ("{{ fill('没有找到“%(said)s”', said=x) }}", "没有找到“&lt;a&gt; &amp; &#34;b&#34;”"),
        ("{{ x }}{{ nothing }}{{ 3 }}{{ n }}", "&lt;a&gt; &amp; &#34;b&#34;34"),
    ],
)
def test_what_is_put_in_is_escaped_once(draw, text, expected):
    assert expected in draw(text, x='<a> & "b"', n=4)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (
            datetime(2026, 3, 11, 1, 5, tzinfo=UTC),
            '<time datetime="2026-03-11T09:05:00+08:00" title="2026-03-11 09:05">今天 09:05',
        ),
        (datetime(2026, 3, 9, 16, 0, tzinfo=UTC), ">昨天 00:00</time>"),
        (datetime(2026, 3, 12, 1, 0, tzinfo=UTC), ">明天 09:00</time>"),
        (datetime(2026, 3, 2, 1, 0, tzinfo=UTC), ">3月2日（周一） 09:00</time>"),
        (datetime(2025, 3, 2, 1, 0, tzinfo=UTC), ">2025年3月2日（周日） 09:00</time>"),
        (
            datetime(2026, 3, 2, tzinfo=UTC).date(),
            '<time datetime="2026-03-02" title="2026-03-02">3月2日（周一）</time>',
        ),
    ],
)
def test_a_moment_is_said_as_people_say_it(draw, at, expected):
    assert expected in draw("{{ ui.when(at, exact=true) }}", at=at)
