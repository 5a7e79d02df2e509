"""No row of another scope is ever seen: what a list may show is what a page may open, also with many at once."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from lianxin.kernel import abilities, activity_abilities
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts import member, pack
from lianxin.kernel.acts.filing import Telling, file
from lianxin.kernel.acts.person import appoint
from lianxin.kernel.acts.reveal import reveal
from lianxin.kernel.models import Activity, Matter
from lianxin.kernel.reads import activity, desk, packs, search, versions
from lianxin.kernel.reads.desk import Filters
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.who import NOBODY, SYSTEM, Who
from lianxin.language.pack import from_content
from lianxin.language.reason import Refused
from tests.cast import NOW, PEOPLE, join, xiqiao
from tests.kernel.organisation import BEGUN, organisation


@pytest.fixture
def many(cast, tell):
    """Matters of both towns, of several kinds and places."""
    for number, place in enumerate(["qiaoyuan", "minle", "jiangpu", "xintian", None]):
        tell(f"第{number}处路灯不亮,请来修一下路灯", place, phone=f"1380013{8100 + number}", name="李阿婆")
        tell(f"想要第{number}本书", place, kind="wish")
    return [file(NOBODY, Telling(f"邻镇的路灯第{n}盏坏了", cast.other.pk), NOW).matter for n in range(3)]


def hide(cast):
    """Every third matter secret, some of them owned, recorded or claimed by units of the cast's people."""
    units = [
        cast.unit(name).pk for name in ("party_qiaoyuan", "qiaoyuan", "office_works", "office_party", "site_qiaoyuan")
    ]
    for n, matter in enumerate(Matter.objects.order_by("pk")[::3]):
        said = {("owner_id", "filed_at_id", "claimer_unit_id")[n % 3]: units[n % len(units)]}
        Matter.objects.filter(pk=matter.pk).update(secret=True, **(said if matter.town_id == cast.town.pk else {}))
    for n, unit in enumerate(units):
        made = file(NOBODY, Telling(f"第{n}件内部的事，要保密办理", cast.town.pk), NOW).matter
        Matter.objects.filter(pk=made.pk).update(secret=True, owner_id=unit)


@pytest.mark.parametrize("secret", [False, True])
@pytest.mark.parametrize("name", [*PEOPLE, "stranger", "overseer"])
def test_the_list_and_the_page_agree(cast, many, name, secret):
    if secret:
        hide(cast)
    who = cast.who(name)
    listed = set(Matter.objects.filter(visible(who)).values_list("pk", flat=True))
    assert listed == {matter.pk for matter in Matter.objects.all() if abilities.may_see(who, matter)}


@pytest.mark.parametrize("name", [*PEOPLE, "stranger", "overseer"])
def test_the_calendar_and_the_page_of_an_activity_agree(cast, name):
    org = organisation(cast, 1)
    if name == "member":
        member.join(org.secretary, org.branch.pk, cast.people["member"].pk, BEGUN, NOW)
    kinds = ("assembly", "appraisal", "committee_meeting", "volunteering", "concert")
    for n, kind in enumerate(kinds):
        org.plan(kind, NOW, who=cast.who("governance"))
        town = org.plan("training", NOW, unit=cast.town, who=cast.who("governance"), ref=f"t{n}")
        Activity.objects.filter(pk=town.pk).update(shown=n % 2 == 0)
    who = cast.who(name)
    listed = set(Activity.objects.filter(activity.visible(who)).values_list("pk", flat=True))
    assert listed == {one.pk for one in Activity.objects.all() if activity_abilities.may_see(who, one)}
    inner = set(Activity.objects.filter(kind__in=kinds[:3]).values_list("pk", flat=True))
    assert bool(listed & inner) is (name in ("secretary", "governance", "leader", "member"))


@pytest.mark.parametrize("name", [*PEOPLE, "stranger", "overseer"])
def test_a_kind_that_the_rules_dropped_is_read_by_whom_it_was_before(cast, name):
    """In the calendar and on its page: who recorded a concert or a meeting never loses it to a new version."""
    org = organisation(cast, 1)
    kinds = ("committee_meeting", "concert")
    for kind in kinds:
        org.plan(kind, NOW, who=cast.who("governance"))
    who = cast.who(name)
    before = set(Activity.objects.filter(activity.visible(who)).values_list("pk", flat=True))
    content = json.loads(cast.version.content)
    for kind in kinds:
        del content["activities"][kind]
    pack.publish(SYSTEM, from_content(content), NOW)
    assert not set(kinds) & set(packs.of_town(cast.town.pk).said.activities)
    listed = set(Activity.objects.filter(activity.visible(who)).values_list("pk", flat=True))
    assert listed == before == {one.pk for one in Activity.objects.all() if activity_abilities.may_see(who, one)}


def test_a_secretary_lists_the_secret_matters_of_his_own_body_that_concern_him_and_a_member_none(cast, many):
    own = cast.unit("party_qiaoyuan").pk
    hide(cast)
    Matter.objects.filter(secret=True, owner_id=own).update(kind="rectification")
    listed = Matter.objects.filter(visible(cast.who("secretary")), secret=True)
    assert {(one.kind, one.owner_id) for one in listed} == {("rectification", own)}
    assert not Matter.objects.filter(visible(cast.who("member")), secret=True).exists()


def towns_of(keys):
    return set(Matter.objects.filter(pk__in=[key.id for key in keys]).values_list("town_id", flat=True))


def test_another_town_is_never_seen_nor_touched(cast, many):
    clerk = cast.who("clerk")
    for matter in many:
        assert not abilities.on(clerk, matter, NOW).see
        with pytest.raises(Refused) as refused:
            acts.take(clerk, matter.pk, "accept", {}, NOW)
        assert refused.value.code == "not-found"
    for said in ("路灯", many[0].number, str(many[0].pk)):
        found = search.search(clerk, said, NOW)
        assert not {key.id for key in found.keys} & {matter.pk for matter in many}
    page = desk.page(clerk, Filters(scope="all"), NOW)
    assert towns_of(page.keys) == {cast.town.pk}


def test_who_holds_no_post_sees_nothing(cast, many):
    assert not Matter.objects.filter(visible(NOBODY)).exists()
    assert not Matter.objects.filter(visible(Who(person_id=cast.people["clerk"].pk))).exists()


def test_a_link_opens_its_own_matter_only(cast, many, tell):
    filed = tell("井盖松了")
    holder = Who(reporter_tie=filed.tie.pk, matter_id=filed.matter.pk)
    assert set(Matter.objects.filter(visible(holder)).values_list("pk", flat=True)) == {filed.matter.pk}


@pytest.mark.django_db(transaction=True)
def test_two_towns_at_once_never_mix():
    versions.forget()
    cast = xiqiao()
    names = ["clerk", "stranger"] * 4
    whos = {name: cast.who(name) for name in set(names)}
    towns = {"clerk": cast.town.pk, "stranger": cast.other.pk}
    for town in towns.values():
        for number in range(4):
            file(NOBODY, Telling(f"这里的路灯坏了,第{number}盏,{town}", town), NOW)

    def look(name: str) -> set[int]:
        try:
            seen: set[int] = set()
            for _ in range(5):
                page = desk.page(whos[name], Filters(scope="all"), NOW)
                seen |= towns_of(page.keys)
                seen |= towns_of(search.search(whos[name], "路灯", NOW).keys)
            return seen
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for name, seen in zip(names, pool.map(look, names), strict=True):
            assert seen == {towns[name]}
    versions.forget()


def test_a_power_held_in_one_town_opens_nothing_in_another(cast, tell):
    filed = tell("想要一盏小夜灯", kind="wish", phone="13800138009", name="李阿婆")
    acts.take(cast.who("clerk"), filed.matter.pk, "approve", {}, NOW)
    both = join(cast, "both", "古清和", "member", cast.unit("party_qiaoyuan"))
    appoint(SYSTEM, both, "clerk", cast.other, cast.pack, NOW, trusted=True)
    who = cast.who("both")
    matter = Matter.objects.get(pk=filed.matter.pk)
    able = abilities.on(who, matter, NOW)
    assert "reveal" in who.may and able.see and not able.reveal and not able.merge
    with pytest.raises(Refused):
        reveal(who, matter.pk, filed.tie.pk, "想打电话问问", NOW)
