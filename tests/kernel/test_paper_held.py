"""Slogans are printed only while the register holds them; measured shares are cited with their margin."""

from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import issuing, survey
from lianxin.kernel.acts import paper as acts
from lianxin.kernel.models import Paper, Unit
from lianxin.kernel.reads import packs, versions
from lianxin.kernel.reads import paper as reads
from lianxin.language import scheme as rules
from lianxin.language.reason import Refused
from tests.cast import NOW, pack_of
from tests.kernel import ties
from tests.kernel.papers import founded_with_people

DAY = NOW.date()


@pytest.fixture
def town(db):
    """上城 with the people who write, review and issue."""
    versions.forget()
    yield founded_with_people()
    versions.forget()


def plain(paper, now=NOW):
    return reads.draw(paper, now).plain


@pytest.mark.parametrize(
    ("key", "scheme", "text", "speaks"),
    [
        ("shiweitang", "one_six_n", "构建“1+6+N”阵地", True),
        ("shiweitang", "one_six_n", "构建１＋６＋Ｎ阵地", True),
        ("shiweitang", "one_six_n", "构建1 + 6 + n阵地", True),
        ("shiweitang", "one_six_n", "构建11+6+N阵地", False),
        ("shiweitang", "one_six_n", "构建1+6+Nx阵地、1+6项", False),
        ("shiweitang", "two_three_four", "“234”教育培训", True),
        ("shiweitang", "two_three_four", "收到234件，完成234教育", False),
        ("shiweitang", "two_three_four", "234教育培训体系", True),
        ("shiweitang", "three_six", "实施三六战略", True),
        ("shiweitang", "three_six", "三六九等", False),
        ("shangcheng", "volunteers", "两队、一中心、二站、一网", True),
        ("shangcheng", "volunteers", "两队一中心", False),
        ("junhe", "teams", "党群突击队1+1+5+N", True),
        ("junhe", "teams", "“1+N”", False),
    ],
)
def test_where_a_text_speaks_a_slogan(key, scheme, text, speaks):
    assert rules.speaks(pack_of(key).said.schemes[scheme], text) is speaks


@pytest.mark.parametrize("where", ["title", "text"])
def test_a_slogan_that_the_register_does_not_hold_stops_the_check(town, where):
    writer = town.who("writer")
    paper = acts.draft(writer, town.town.pk, "notice", DAY, NOW)
    said = {"title": "志愿服务的通知", "text": "请各社区照办。"}
    acts.write(writer, paper.pk, said | {where: "健全两队、一中心、二站、一网"}, NOW)
    with pytest.raises(Refused) as refused:
        acts.check(writer, paper.pk, NOW)
    assert {reason.code for reason in refused.value.reasons} == {"slogan"}
    told = refused.value.reasons
    assert len(told) == 4 and "两队一中心二站一网" in told[0].say() and "还没有确认" in told[0].say()
    assert all("may not be printed" in reason.say("en") for reason in told)
    acts.write(writer, paper.pk, said, NOW)
    assert acts.check(writer, paper.pk, NOW).state == "checked"


def test_issuing_asks_again_whether_the_register_holds_the_slogan(town, monkeypatch):
    """What was printable when checked and is not when signed does not go out."""
    writer = town.who("writer")
    paper = acts.draft(writer, town.town.pk, "notice", DAY, NOW)
    acts.write(writer, paper.pk, {"title": "通知", "text": "请各社区照办。"}, NOW)
    acts.check(writer, paper.pk, NOW)
    Paper.objects.filter(pk=paper.pk).update(text="健全两队一中心二站一网")
    paper.refresh_from_db()
    assert "slogan" in {reason.code for reason in issuing.obstacles(paper, NOW)}


def test_a_slogan_is_cited_while_its_units_stand(town, monkeypatch):
    """With a composition that somebody has confirmed it is printed; with a unit less it is refused, naming the part."""
    writer, said = town.who("writer"), packs.of_town(town.town.pk).said
    slots = {
        key: slot.model_copy(update={"holds": "unit.kind == 'community'", "least": least, "most": None})
        for (key, slot), least in zip(said.schemes["volunteers"].slots.items(), (2, 1, 2, 6), strict=True)
    }
    monkeypatch.setitem(said.schemes, "volunteers", said.schemes["volunteers"].model_copy(update={"slots": slots}))
    paper = acts.draft(writer, town.town.pk, "notice", DAY, NOW)
    acts.write(writer, paper.pk, {"title": "通知", "text": "健全{scheme:volunteers}。"}, NOW)
    checked = acts.check(writer, paper.pk, NOW)
    assert plain(checked) == "健全两队一中心二站一网。" and checked.cited[0]["count"] == 6
    last = Unit.objects.filter(town=town.town, kind="community").order_by("-pk").first()
    Unit.objects.filter(pk=last.pk).update(kind="site")
    versions.forget()
    from lianxin.kernel.acts.version import bump  # noqa: PLC0415

    bump("units")
    with pytest.raises(Refused, match="一网"):
        acts.write(writer, paper.pk, {"text": "再健全{scheme:volunteers}。"}, NOW)


def test_a_measured_share_is_cited_with_sample_margin_and_gap(town):
    writer = town.who("writer")
    paper = acts.draft(writer, town.town.pk, "half_year", DAY, NOW)
    assert "知晓率未测（抽样—人" in plain(paper)
    how = "随机抽 200 人询问"
    for day, above in ((date(2026, 3, 1), 160), (date(2026, 3, 5), 180), (DAY + timedelta(days=1), 20)):
        later = NOW + timedelta(days=2)
        survey.record(writer, town.town, "rubbish_known", day, above, 200, how, later)
    said = plain(paper)
    assert "知晓率90.0%（抽样200人，误差4.2个百分点）" in said and "差10.0、" in said
    checked = acts.check(writer, paper.pk, NOW)
    kept = reads.frozen(checked)["survey:rubbish_known"]
    assert (kept.least, kept.below, kept.count, kept.noun) == (180, 200, 1, "surveys")
    assert "2026-03-05" in kept.about and "随机抽" in kept.about and kept.rules[0].startswith("2021-01-01")


def test_members_of_pairings_are_people_and_not_pairs(db):
    """One member paired with two households is one of the “名机关在职党员”."""
    versions.forget()
    cast = ties.street()
    houses = [ties.household(cast, n) for n in range(2)]
    first = ties.pair(cast, houses[0], 0)
    ties.pair(cast, houses[1], 0, person_id=first.person_id)
    ties.pair(cast, houses[1], 1)
    from lianxin.kernel.reads import measures  # noqa: PLC0415
    from lianxin.language.period import read  # noqa: PLC0415

    found = measures.results(cast.unit("qiaodong"), ["pairings", "pairing_members"], read("2026"), ties.NOW)
    assert (found["pairings"].above.least, found["pairing_members"].above.least) == (3, 2)


def test_every_town_writes_a_pack_whose_slogans_are_not_typed_into_a_template():
    for key in ("shiweitang", "shangcheng", "junhe", "xiqiao", "zhanqian"):
        said = pack_of(key).said
        for kind in said.papers.values():
            assert not [one for one in said.schemes.values() if rules.speaks(one, f"{kind.title}\n{kind.text}")]


def test_a_rate_is_of_the_kinds_it_names_beside_one_of_all(cast, tell):
    """微心愿认领率 is of wishes; a project claimed by a branch counts in the rate of both."""
    from lianxin.kernel.reads import cited as door  # noqa: PLC0415
    from lianxin.kernel.reads.cited_ground import About  # noqa: PLC0415
    from lianxin.language.paper import cite  # noqa: PLC0415

    for kind in ("wish", "project"):
        one = tell("想要一副老花镜", "qiaoyuan", kind=kind, by=cast.who("community")).matter
        assert one.kind == kind
    asked = [cite("rate:claimed show=below kinds=wish"), cite("rate:claimed show=below")]
    for on in (About(cast.town, DAY, cast.pack, NOW), About(cast.town, DAY, cast.pack, NOW + timedelta(days=1))):
        assert [one.text for one in door.answers(on, asked).values()] == ["1", "2"]
