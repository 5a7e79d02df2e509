"""Ways of a request through the real acts, for the tests of what happens with nobody asking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job

from lianxin.kernel.acts import filing, matter
from lianxin.kernel.acts.filing import Filed, Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import people
from lianxin.kernel.who import NOBODY, Who
from tests.cast import Cast

POTHOLE = "乔园社区江浦路口路面有个大坑，电动车摔了好几次，请尽快修补"
CONTACT = Contact("黎小满", "13800138000", "li@example.org")


def tell(cast: Cast, text: str = POTHOLE, **said: Any) -> Filed:
    """A complaint about a road in the community of the cast, by somebody who left an address."""
    known = {
        "kind": "request",
        "nature": "complaint",
        "topic": "road",
        "place_id": cast.unit("qiaoyuan").pk,
        "contact": CONTACT,
    }
    return filing.file(NOBODY, Telling(text=text, town_id=cast.town.pk, **known | said), cast.now)


def staff_of(cast: Cast, found: Matter) -> Who:
    """The worker of the cast, posted for this test to the unit that must act (once: another transaction may run)."""
    post = Tie.objects.filter(person=cast.people["worker"], kind="post")
    post.exclude(unit_id=found.owner_id).update(unit_id=found.owner_id)
    return cast.who("worker")


def answer(cast: Cast, filed: Filed, after: timedelta = timedelta(hours=2)) -> Matter:
    """Accepted and done: it waits for the reporter's confirmation."""
    who = staff_of(cast, filed.matter)
    matter.take(who, filed.matter.pk, "accept", {}, cast.now + timedelta(hours=1))
    return matter.take(who, filed.matter.pk, "finish", {"result": "已修补并划线"}, cast.now + after)


def close(cast: Cast, filed: Filed) -> Matter:
    """Confirmed by the reporter over the private link."""
    answer(cast, filed)
    link = people.of_link(filed.key)
    assert link is not None
    return matter.take(link, filed.matter.pk, "confirm", {"satisfaction": "yes"}, cast.now + timedelta(days=1))


def context(stopping: bool = False) -> JobContext:
    """What a round is given; `stopping`: its worker has been told to end."""
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="round")
    return JobContext(
        app=app, job=job, start_timestamp=0, abort_reason=lambda: AbortReason.SHUTDOWN if stopping else None
    )
