"""Who acts on a lead sees for whom he answers; a member's page names its lead; neither is offered the other."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW

from lianxin.kernel.acts import issue, leading, likeness
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Issue, Matter, Sketch
from lianxin.kernel.reads import related


@pytest.fixture
def group(cast, tell):
    """Three neighbours tell of one street's lamps; the first leads."""
    told = ("江浦路整条街的路灯都不亮，晚上看不清", "江浦路路灯好几盏都坏了，一片黑", "江浦路的路灯坏了，孩子放学怕黑")
    matters = [tell(text, topic="light").matter for text in told]
    leading.lead(cast.who("clerk"), matters[0].pk, [one.pk for one in matters[1:]], NOW)
    return matters


def page(client, one):
    return client.get(f"/matter/{one.pk}").content.decode()


def test_the_lead_says_how_many_wait_and_lists_them(group, at_desk):
    shown = page(at_desk("clerk"), group[0])
    assert "这一件是牵头的：另有 2 件、2 人次等着它的答复" in shown and "挂在这一件上的" in shown
    section = shown.split('id="hung"')[1].split("</section>")[0]
    assert all(f'href="/matter/{one.pk}"' in section for one in group[1:])


def test_a_member_names_its_lead_until_that_is_closed(cast, group, at_desk):
    first, member = group[0], group[1]
    shown = page(at_desk("clerk"), member)
    assert f"这一件由牵头的 {first.number} 一起答复" in shown and "由这一件牵头答复" in shown
    acts.take(cast.who("clerk"), first.pk, "refer", {"reason": "归供电公司"}, NOW)
    shown = page(at_desk("clerk"), group[2])
    assert "一起答复" not in shown and "牵头的一件，已办结" in shown


def test_the_group_is_not_offered_as_perhaps_the_same(cast, group, tell):
    other = tell("江浦路尽头的路灯坏了，晚上看不清", topic="light").matter
    likeness.keep(list(Matter.objects.values_list("pk", flat=True)), NOW)
    for one in group:
        one.refresh_from_db()
        clear, faint = related.similar(cast.who("clerk"), one, NOW)
        offered = {line.matter.pk for line in [*clear, *faint]}
        assert offered == {other.pk}


def test_what_stayed_open_under_a_closed_lead_is_offered_again_and_can_hang_together(cast, group, at_desk):
    likeness.keep(list(Matter.objects.values_list("pk", flat=True)), NOW)
    first, *left = group
    # The lead's reporter speaks for himself: what was answered to the others waits for theirs.
    acts.take(cast.who("worker"), first.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), first.pk, "finish", {"result": "换了灯头"}, NOW)
    acts.take(cast.who("visitor"), first.pk, "confirm", {}, NOW)
    for one, other in (left, left[::-1]):
        one.refresh_from_db()
        assert one.is_open
        clear, faint = related.similar(cast.who("clerk"), one, NOW)
        assert {line.matter.pk for line in [*clear, *faint]} == {other.pk}, "its mate, and not the lead above it"
    ended = Matter.objects.get(pk=first.pk)
    assert related.similar(cast.who("clerk"), ended, NOW) == ([], []), "what hangs on it stands on its page"
    leading.lead(cast.who("clerk"), left[0].pk, [left[1].pk], NOW)
    for one in left:
        one.refresh_from_db()
        clear, faint = related.similar(cast.who("clerk"), one, NOW)
        assert {line.matter.pk for line in [*clear, *faint]} == {first.pk}, "one lead answers them; the old is history"


def test_as_many_questions_for_many_as_for_few(cast, group, tell, at_desk):
    client = at_desk("clerk")

    def asked():
        page(client, group[0])
        with CaptureQueriesContext(connection) as seen:
            page(client, group[0])
        return len(seen)

    few = asked()
    more = [tell(f"江浦路{n}号门口的路灯不亮", topic="light").matter.pk for n in range(12)]
    leading.lead(cast.who("clerk"), group[0].pk, more, NOW)
    assert asked() == few and "还有 4 件没有列出" in page(client, group[0])


def test_the_list_leads_to_the_issue_where_the_reader_may_open_it(cast, group, at_desk):
    likeness.keep([one.pk for one in group], NOW)
    issue.group(NOW)
    address = f"/board/issue/{Issue.objects.get().pk}"
    clerk = at_desk("clerk")
    section = page(clerk, group[0]).split('id="hung"')[1].split("</section>")[0]
    assert f'href="{address}"' in section and "挂上别的或解开" in section and clerk.get(address).status_code == 200
    Sketch.objects.filter(pk=group[0].pk).update(issue=None)
    assert address in page(clerk, group[0]), "what hangs on it is in the issue still"
    for name in ("leader", "worker", "community", "member"):
        reader = at_desk(name)
        shown = reader.get(f"/matter/{group[0].pk}").content.decode()
        assert (f'href="{address}"' not in shown) or reader.get(address).status_code == 200, name
