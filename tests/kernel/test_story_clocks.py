"""The story of a matter with several terms: each reminder names the term it speaks of."""

from datetime import timedelta

from lianxin.kernel.acts.clocks import ring
from lianxin.kernel.reads import timeline


def test_each_reminder_names_its_term(cast, tell):
    told = tell("樵园广场的路灯不亮").matter
    for hours in range(6, 24 * 40, 6):
        ring(cast.now + timedelta(hours=hours))
    told.refresh_from_db()
    story = timeline.story(told).knots[1:]
    assert [knot.what for knot in story] == [
        "签收期限：快到期了", "签收期限：到期提醒", "答复期限：快到期了", "答复期限：超期升级"
    ]  # fmt: skip
    assert timeline.story(told, "en").knots[1].what == "Accept by: Due soon"
