"""Whatever reporters of matters that hang together say, each reads the newest answer of the lead."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads.people import of_link
from tests.cast import NOW
from tests.kernel.test_leading import WHY, hang, knots, rows


class TakenBack(Exception):
    """Ends one example: the next begins with the same street."""


@pytest.fixture
def played(cast, dark):
    """Plays what reporters say after the first answer, the lead answering anew whenever it has to."""
    pks = [one.matter.pk for one in dark]

    def step(pk):
        return Matter.objects.get(pk=pk).step

    def answer(text):
        if step(pks[0]) == "solved":
            acts.take(cast.who("governance"), pks[0], "reopen", WHY, NOW)
        if step(pks[0]) == "doing":
            acts.take(cast.who("worker"), pks[0], "finish", {"result": text}, NOW)
            assert {one.fields["result"] for one in rows(dark)} == {text}
            assert all(any(text in what for what in knots(one)[:2]) for one in dark)

    def play(said):
        hang(cast, dark)
        acts.take(cast.who("worker"), pks[0], "accept", {}, NOW)
        for at, word in enumerate([*said, "confirm 0"]):
            answer(f"办法之{at}，今晚再看")
            action, which = word.split()
            if step(pks[int(which)]) == "answered":
                acts.take(of_link(dark[int(which)].key), pks[int(which)], action, {}, NOW)
        answer("最后的办法，今晚再看")
        confirmed = Entry.objects.filter(act="matter.confirm", matter_id__in=pks[1:]).values_list("matter", flat=True)
        assert {pk for pk in pks[1:] if step(pk) == "solved"} == set(confirmed), "none closes but by its reporter"

    return play


SAID = st.sampled_from(["confirm 0", "confirm 1", "confirm 2", "dispute 0", "dispute 2"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(SAID, max_size=6))
def test_whatever_its_reporters_say_each_reads_the_newest_answer_of_the_lead(played, said):
    with pytest.raises(TakenBack), transaction.atomic():
        played(said)
        raise TakenBack


def test_the_last_answer_reaches_all_where_every_one_had_confirmed(played):
    played(["confirm 1", "confirm 2"])
