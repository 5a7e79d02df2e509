"""上城 as papers need it: who writes, reviews and issues, and practical deeds on the list."""

from datetime import timedelta

from lianxin.kernel.acts import filing, matter
from lianxin.kernel.acts.clocks import ring
from lianxin.kernel.acts.filing import Telling
from tests.cast import NOW, founded, join


def founded_with_people():
    """上城 with the people who write, review and issue."""
    cast = founded("shangcheng")
    for name, shown, role, key in (
        ("writer", "区景行", "governance", "office_party"), ("first", "何晓岚", "clerk", "town"),
        ("second", "罗志远", "lead", "office_economy"), ("third", "黎国梁", "secretary", "party_shangcheng"),
        ("leader", "邓崇文", "leader", "town"), ("worker", "陈立民", "worker", "office_community"),
        ("community", "梁秀珍", "community", "shangcheng_c"), ("visitor", "潘静怡", "visitor", "service_centre"),
        ("grid", "关伟棠", "grid", "shangcheng_c"),
    ):  # fmt: skip
        join(cast, name, shown, role, cast.unit(key))
    return cast


def deeds(cast, many=74, done=25):
    """`many` deeds on the list, `done` of them confirmed, all through the acts."""
    writer, place = cast.who("writer"), cast.unit("shangcheng_c").pk
    start = NOW - timedelta(days=40)
    listed = []
    for number in range(many):
        telling = Telling(f"第{number}项：为民实事", cast.town.pk, place_id=place, kind="deed", channel="desk")
        listed.append(filing.file(writer, telling, start).matter.pk)
    for pk in listed:
        matter.take(writer, pk, "list", {"public_text": "为民实事"}, start)
    ring(start + timedelta(days=20), many + 5)
    for pk in listed[:done]:
        office = cast.unit("office_community").pk
        matter.take(cast.who("community"), pk, "take_up", {"unit": office}, start + timedelta(days=21))
        matter.take(cast.who("worker"), pk, "finish", {"result": "已办好"}, start + timedelta(days=22))
        matter.take(cast.who("visitor"), pk, "confirm", {"satisfaction": "yes"}, start + timedelta(days=23))
    return listed
