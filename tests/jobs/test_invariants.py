"""Whatever people do, in whatever order: what the rows say and what the entries say is the same."""

from collections import Counter

import pytest

from lianxin.kernel.acts import seal
from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads import packs
from lianxin.language.clock import ClockState
from tests.cast import xiqiao
from tests.jobs.walks import Walk, next_look, replayed

STEPS = 120


def check(found: Matter, walk: Walk) -> None:
    """Every invariant of one matter."""
    pack = packs.pinned(found.pack_id)
    kind = pack.kind(found.kind)
    entries = list(Entry.objects.filter(matter=found).order_by("pk").values("act", "data", "before", "after", "role"))
    assert found.is_open == (found.closed_at is None) == (found.outcome == "")
    assert found.is_open == (found.erase_at is None)
    merged = found.merged_into_id is not None
    assert merged or found.is_open == (kind.steps[found.step].end is None)
    assert found.owner_id is not None
    assert found.claimer_id is None or found.claimer_unit_id is None
    assert found.next_at == (next_look(found, walk.now) if found.is_open else found.next_at)
    clocks = [ClockState.of_line(line) for line in found.clocks]
    mains = [clock for clock in clocks if kind.clocks[clock.key].main and clock.state in ("running", "suspended")]
    if mains:
        assert found.due_at == min(clock.due for clock in mains)
    if not found.is_open:
        assert not any(clock.running for clock in clocks), "a clock runs on a closed matter"
    if found.is_open:
        ticking = {clock.key for clock in clocks if clock.state in ("running", "suspended")}
        assert {key for key in ticking if found.step not in kind.clocks[key].runs_at} == set()
    # The counts kept by the acts are provable from the entries.
    proof: Counter[str] = Counter()
    for entry in entries:
        action = _action(pack, found.kind, entry)
        proof.update(action.counts if action else ())
    assert dict(proof) == found.counts
    assert replayed(entries) == set(found.marks)
    merged = found.merged_into_id is not None
    assert merged == (found.outcome == "merged") and not (merged and found.reporters)
    counted = Tie.objects.filter(matter=found, kind="reporter").exclude(data__has_key="again")
    assert found.reporters == counted.count()
    # The story is without gap: each entry begins at the step where the last one ended.
    at = ""
    for entry in entries:
        if entry["before"] or entry["after"]:
            assert entry["before"] == at or entry["act"] == "matter.erase", entry
            at = entry["after"]
    assert at == found.step


def _action(pack, kind, entry):
    name = entry["act"].removeprefix("matter.")
    return pack.actions(kind, entry["before"]).get(name) if entry["before"] else None


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(8))
def test_rows_and_entries_agree_after_anything(seed):
    walk = Walk(xiqiao(), seed)
    for _ in range(STEPS):
        for pk in walk.step():
            check(Matter.objects.get(pk=pk), walk)
    for found in Matter.objects.all():
        check(found, walk)
    assert len(walk.taken) >= STEPS / 10, Counter(walk.refused)


@pytest.mark.django_db(transaction=True)
def test_the_chain_holds_after_a_walk():
    walk = Walk(xiqiao(), 4)
    for step in range(60):
        walk.step()
        if step % 7 == 0:
            seal.seal(walk.now)
    while seal.seal(walk.now):
        pass
    verdict = seal.verify()
    assert verdict.whole and verdict.entries == Entry.objects.count()
