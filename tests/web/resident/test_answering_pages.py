"""Several told of one matter: each page asks its own reporter, and says of the others how many, never who."""

from __future__ import annotations

import pytest
from tests.cast import NOW

from lianxin.kernel.acts import clocks
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import solved

LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快来修"


@pytest.fixture
def asked(tell, done):
    filed = [tell(LAMP, phone=phone) for phone in ("13800138012", "13800138077", "13800138033")]
    done(Matter.objects.get(pk=filed[0].matter.pk))
    return filed


def page(client, filed):
    return client.get(f"/r/{filed.key}").content.decode()


def test_each_is_asked_and_reads_how_many_others_answered(client, asked):
    assert "反映这件事的有 3 位，还没有人回答。" in page(client, asked[0])
    said = client.post(f"/r/{asked[0].key}", {"action": "confirm", "satisfaction": "yes"}, follow=True)
    shown = said.content.decode()
    assert "谢谢您告诉我们" in shown and "您说已解决" in shown and "1 位说已解决，2 位还没回答" in shown
    assert 'value="confirm"' not in shown and 'value="dispute"' in shown
    other = page(client, asked[1])
    assert 'value="confirm"' in other and "1 位说已解决，2 位还没回答" in other and "关大叔" not in other


def test_one_tap_counts_for_him_who_tapped_and_pressed_again_says_so(client, asked):
    for _ in range(2):
        client.post(f"/r/{asked[0].key}/yes")
    assert Matter.objects.get(pk=asked[0].matter.pk).is_open
    for filed in asked[1:]:
        client.post(f"/r/{filed.key}/yes")
    assert Matter.objects.get(pk=asked[0].matter.pk).ending == "solved"
    assert "反映的 3 位都说已解决" in page(client, asked[0])


def test_who_was_silent_reads_on_what_it_was_closed_and_may_have_it_opened_again(client, asked):
    client.post(f"/r/{asked[0].key}/yes")
    end = solved.window(Matter.objects.get(pk=asked[0].matter.pk)).due
    clocks.ring(end)
    shown = page(client, asked[1])
    assert "1 位说已解决，2 位没有在期限内回答" in shown and "您已确认" not in shown and "重新打开" in shown


def test_one_alone_reads_nothing_of_others(client, tell, done):
    filed = tell(LAMP, phone="13800138012")
    done(Matter.objects.get(pk=filed.matter.pk))
    assert "反映这件事的有" not in page(client, filed)
    client.post(f"/r/{filed.key}/yes")
    assert Matter.objects.get(pk=filed.matter.pk).closed_at == NOW
