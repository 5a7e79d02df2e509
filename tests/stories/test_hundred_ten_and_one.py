"""A12 through the real kernel: 104 stations, 11 centres and a park of 西樵 in the register, judged, kept back without
an approval, published with one; the public page names them only then."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lianxin.kernel.acts import approval, contest
from lianxin.kernel.acts.contest import Entered
from lianxin.kernel.models import Contest, Unit
from lianxin.kernel.reads import contest as reads
from lianxin.language.appraisal import Approval
from lianxin.language.reason import Refused
from tests.cast import NOW, xiqiao

LATER = NOW + timedelta(days=14)


@pytest.fixture
def sites(db):
    """The register of the town's service sites: those of the pack, and more of the same villages up to 104 and 11."""
    cast = xiqiao()
    own = list(Unit.objects.filter(town=cast.town, kind="site").order_by("id"))
    stations = [one for one in own if "经济社" in one.name]
    centres = [one for one in own if one not in stations and "镇" not in one.name]
    villages = list(Unit.objects.filter(town=cast.town, kind="community").order_by("id"))
    stations += [
        site(cast, village, f"{village.name}第{n + 1}经济社党群服务站") for n in range(3) for village in villages
    ][: 104 - len(stations)]
    without = [one for one in villages if not any(centre.parent_id == one.pk for centre in centres)]
    centres += [site(cast, one, f"{one.name}党群服务中心") for one in without[: 11 - len(centres)]]
    park = site(cast, Unit.objects.get(town=cast.town, key="shangen"), "五八科创园党群服务中心")
    return cast, stations, centres, park


def site(cast, village, name):
    made = Unit.objects.create(kind="site", tree=village.tree, name=name, parent=village, town=cast.town)
    Unit.objects.filter(pk=made.pk).update(chain=sorted({made.pk, *village.chain}))
    return made


def test_a12_hundred_ten_and_one(sites, monkeypatch):
    cast, stations, centres, park = sites
    assert (len(stations), len(centres)) == (104, 11)
    assert Unit.objects.filter(town=cast.town, key="school").exists(), "镇委党校 present"
    who = cast.who("governance")
    row = contest.open_contest(who, cast.town.pk, "sites", "百十一阵地评选", NOW)
    contest.seat(who, row.pk, cast.people["leader"], None, NOW)
    entered = [("station", one) for one in stations] + [("centre", one) for one in centres] + [("park", park)]
    for n, (group, one) in enumerate(entered):
        work = contest.enter(who, row.pk, Entered(one.name, one.pk, group), NOW)
        mark = str(95 - n * 0.25)
        contest.mark(cast.who("leader"), work.pk, {"place": mark, "serving": mark, "life": mark}, "", NOW)
    contest.review(who, row.pk, NOW)
    found = reads.hall(Contest.objects.get(pk=row.pk))
    assert [(one.prize, one.quota, one.held, one.at_least, one.reserve) for one in found.quota()] == [
        ("star", 100, 100, False, 4), ("model", 10, 10, False, 1), ("theme", 1, 1, True, 0),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        contest.publish(who, row.pk, LATER)
    assert refused.value.code == "approval"
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    page = f"/t/xiqiao/results/contest/{row.pk}"
    assert Client().get(page).status_code == 404
    paper = Approval("关于同意开展阵地评选的批复", "南府〔2026〕8号", "南海区人民政府", "county", NOW.date())
    approval.approve(who, Contest.objects.get(pk=row.pk), paper, NOW)
    contest.publish(who, row.pk, LATER)
    said = Client().get(page).content.decode()
    assert "100 / 100" in said and "10 / 10" in said and "1 / ≥1" in said and "备选 4 个" in said
    assert "松塘经济社党群服务站" in said and "南府〔2026〕8号" in said
