"""Scope: what one may see is the same for one person alone and for many at once, and two posts are no more than two."""

import random
from functools import partial
from itertools import combinations

import pytest
from django.test import Client
from django.urls import reverse

from lianxin.kernel import abilities
from lianxin.kernel.acts import filing, matter
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.unit import found_town
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import desk, search
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.who import NOBODY, SYSTEM, Who
from lianxin.language.reason import Refused
from tests.cast import PEOPLE, Cast, join, pack_of, xiqiao
from tests.concurrency.threads import at_once
from tests.jobs.walks import TEXTS, Walk

SECRET_WORD = "马赛克"
"""Stands in every text of the second town, and nowhere else."""


def second_town(cast: Cast) -> Cast:
    """石围塘街道 with a clerk, a worker and matters of its own."""
    from lianxin.kernel.acts import pack as packs_act

    packs_act.publish(SYSTEM, pack_of("shiweitang"), cast.now)
    town = found_town(SYSTEM, pack_of("shiweitang"), cast.now)
    other = Cast(town, pack_of("shiweitang"), cast.version, cast.town, now=cast.now)
    join(other, "clerk2", "韦明慧", "clerk", town)
    join(other, "leader2", "岑立言", "leader", town)
    for n, text in enumerate(TEXTS):
        filing.file(NOBODY, Telling(f"{SECRET_WORD}厂门口，{text}（{n}）", town.pk), cast.now)
    return other


def mine(cast: Cast) -> None:
    for n, text in enumerate(TEXTS):
        filing.file(
            NOBODY, Telling(f"乔园社区{text}（{n}）", cast.town.pk, place_id=cast.unit("qiaoyuan").pk), cast.now
        )


def seen(who: Who) -> set[int]:
    return set(Matter.objects.filter(visible(who)).values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_no_row_of_another_scope_is_seen_by_anyone_at_any_time():
    cast = xiqiao()
    other = second_town(cast)
    mine(cast)
    askers = [cast.who(name) for name in (*PEOPLE, "stranger", "overseer")] + [
        other.who("clerk2"),
        other.who("leader2"),
    ]
    alone = [seen(who) for who in askers]
    town_of = dict(Matter.objects.values_list("pk", "town_id"))
    for who, rows in zip(askers, alone, strict=True):
        assert {town_of[row] for row in rows} <= set(who.towns), who
    assert alone[0] and alone[-2] and not alone[0] & alone[-2]

    def ask(index):
        who = askers[index]
        lines = {key.id for key in desk.page(who, desk.Filters(scope="all"), cast.now).keys}
        return index, seen(who), lines, {key.id for key in search.search(who, SECRET_WORD, cast.now).keys}

    order = list(range(len(askers))) * 6
    random.Random(5).shuffle(order)
    for index, rows, lines, hits in at_once([partial(ask, index) for index in order]):
        assert rows == alone[index] and lines <= alone[index] and hits <= alone[index], askers[index]


@pytest.mark.django_db(transaction=True)
def test_pages_of_two_towns_at_once_show_each_its_own():
    cast = xiqiao()
    other = second_town(cast)
    mine(cast)
    clients = []
    for one, name in ((cast, "clerk"), (other, "clerk2"), (cast, "stranger"), (cast, "governance")) * 3:
        client = Client()
        client.force_login(one.account(name))
        clients.append((name, client))
    foreign = Matter.objects.filter(town=other.town).values_list("pk", flat=True)[0]

    def read(name, client):
        texts = [client.get(reverse("desk")), client.get(f"{reverse('search')}?q={SECRET_WORD}")]
        story = client.get(reverse("matter", args=[foreign]))
        said = "".join(page.content.decode() for page in texts)
        return name, [page.status_code for page in texts], story.status_code, said.replace(f'value="{SECRET_WORD}"', "")

    works = [partial(read, name, client) for _ in range(3) for name, client in clients]
    for name, statuses, story, said in at_once(works, connections=8):
        assert statuses == [200, 200], (name, statuses)
        assert (f"{SECRET_WORD}厂" in said) == (name == "clerk2"), name
        assert story == (200 if name == "clerk2" else 404), (name, story)


@pytest.mark.django_db
def test_the_list_and_the_matter_agree_on_who_may_see():
    """One rule in two forms: a condition for lists, a function for one matter."""
    cast = xiqiao()
    walk = Walk(cast, 3)
    for _ in range(60):
        walk.step()
    askers = [*walk.people, *walk.bodies, cast.who("stranger"), cast.who("overseer"), NOBODY]
    askers += [link for links in walk.links.values() for link in links[:1]]
    matters = list(Matter.objects.all())
    for who in askers:
        assert seen(who) == {one.pk for one in matters if abilities.may_see(who, one)}, who


@pytest.mark.django_db
def test_two_posts_see_and_may_what_each_does_and_nothing_more():
    cast = xiqiao()
    walk = Walk(cast, 6)
    for _ in range(50):
        walk.step()
    matters = list(Matter.objects.all())
    for first, second in combinations([who for who in walk.people if who.posts], 2):
        # A third person, so that nothing is his by name; he holds both posts.
        both = Who(person_id=10**9, posts=first.posts + second.posts, may=first.may | second.may)
        one, two = (Who(person_id=10**9, posts=who.posts, may=who.may) for who in (first, second))
        assert seen(both) == seen(one) | seen(two), (first.shown, second.shown)
        for found in matters[:8]:
            offered = {offer.key for offer in abilities.on(both, found, walk.now).offers}
            apart = {offer.key for who in (one, two) for offer in abilities.on(who, found, walk.now).offers}
            assert offered == apart, (first.shown, second.shown, found)


@pytest.mark.django_db
def test_what_is_outside_the_scope_is_refused_like_what_does_not_exist():
    cast = xiqiao()
    mine(cast)
    found = Matter.objects.filter(town=cast.town).first()
    said = set()
    for pk in (found.pk, 10**9):
        with pytest.raises(Refused) as refused:
            matter.take(cast.who("stranger"), pk, "accept", {}, cast.now)
        said.add(refused.value.say("zh"))
    assert len(said) == 1
