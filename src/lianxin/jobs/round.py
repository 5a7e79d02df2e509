"""The worker's rounds. Each may be missed or run twice without harm: the acts take what is due and nothing else.

That is why no round is ever retried or resumed: the next one does what a killed or failed one left. A queueing lock
keeps one round of a kind waiting at most, so a worker that was away for a day wakes to one of each, not thousands.
"""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from lianxin.kernel.acts import (
    beat,
    branch,
    clocks,
    forgetting,
    issue,
    likeness,
    measures,
    notice,
    renewal,
    retention,
    roll,
    seal,
    signup,
    tally,
)

BATCH = 200
FOLDED = 1000
"""Entries read at once by what follows them. More would not be faster, and the memory they took would stay taken."""
KEEP_FAILED = 7 * 24
"""Hours for which failed rounds stay in the queue's tables, for whoever looks into them. Good ones go at once."""


def _again(done: int, batch: int) -> bool:
    """Whether a full batch was done, so that more is likely waiting (catching up after a stop)."""
    return done >= batch


@app.periodic(cron="* * * * * */20", periodic_id="clocks")
@app.task(name="clocks", queueing_lock="clocks", pass_context=False)
def ring_clocks(timestamp: int) -> None:
    """Every 20 seconds: clocks that are due."""
    while _again(clocks.ring(timezone.now(), BATCH), BATCH):
        pass


@app.periodic(cron="* * * * * */10", periodic_id="notices")
@app.task(name="notices", queueing_lock="notices", pass_context=False)
def carry_notices(timestamp: int) -> None:
    """Every 10 seconds: entries become notices, waiting notices go through the door."""
    while _again(notice.make(timezone.now(), 1000), 1000):
        pass
    while True:
        carried = notice.deliver(timezone.now(), BATCH)
        if carried.sent + carried.kept + carried.failed < BATCH:
            break


@app.periodic(cron="* * * * * */15", periodic_id="seal")
@app.task(name="seal", queueing_lock="seal", pass_context=False)
def seal_entries(timestamp: int) -> None:
    """Every 15 seconds: entries into the chain; and the heartbeat that `lianxin check` looks for."""
    while _again(seal.seal(timezone.now(), FOLDED), FOLDED):
        pass
    beat.beat(timezone.now())


@app.periodic(cron="* * * * * */10", periodic_id="tally")
@app.task(name="tally", queueing_lock="tally", pass_context=False)
def fold_tally(timestamp: int) -> None:
    """Every 10 seconds: what entries say about marks goes into the counts of the public board."""
    while _again(tally.fold(FOLDED), FOLDED):
        pass


@app.periodic(cron="* * * * * */10", periodic_id="measures")
@app.task(name="measures", queueing_lock="measures", pass_context=False)
def count_measures(timestamp: int) -> None:
    """Every 10 seconds: the records that entries name are counted for indicators; a town whose rules for counting have
    changed is counted anew, a part each round, so that it never stands in the way."""
    while _again(measures.fold(timezone.now(), FOLDED), FOLDED):
        pass
    measures.begin(timezone.now())
    for _ in range(20):
        if not measures.walk(timezone.now()):
            break


@app.periodic(cron="* * * * * */10", periodic_id="issues")
@app.task(name="issues", queueing_lock="issues", pass_context=False)
def find_issues(timestamp: int) -> None:
    """Every 10 seconds: what was filed is sketched, so that it is found, and tied to its mates. Tying has no haste: a
    round takes a part, so that after a busy hour it never stands in the way of people."""
    while _again(likeness.follow(timezone.now()), 1000):
        pass
    issue.group(timezone.now(), BATCH)
    likeness.look_back(timezone.now())


@app.periodic(cron="11 * * * *", periodic_id="issues-week")
@app.task(name="issues-week", queueing_lock="issues-week", pass_context=False)
def recount_issues(timestamp: int) -> None:
    """Every hour: the weeks of issues move on, and what is long closed is no longer looked for."""
    issue.recount(timezone.now())
    while _again(likeness.forget(timezone.now()), 2000):
        pass


@app.periodic(cron="* * * * * */3", periodic_id="rolls")
@app.task(name="rolls", queueing_lock="rolls", pass_context=False)
def put_in_lists(timestamp: int) -> None:
    """Every 3 seconds: lists of people that wait to be checked or put in. One killed half-way goes on where it was."""
    while roll.work(timezone.now()):
        pass


@app.periodic(cron="*/5 * * * *", periodic_id="digest")
@app.task(name="digest", queueing_lock="digest", pass_context=False)
def send_digests(timestamp: int) -> None:
    """Looked at every five minutes, sent once a day from 8:30 on: a machine switched on at nine sends it at nine."""
    notice.digest(timezone.now())


@app.periodic(cron="7 * * * *", periodic_id="retention")
@app.task(name="retention", queueing_lock="retention", pass_context=False)
def erase(timestamp: int) -> None:
    """Every hour, since an office's machine is off at night: what has been kept long enough is erased."""
    while _again(retention.erase_due(timezone.now()), 500):
        pass
    while _again(forgetting.erase_ended(timezone.now()), 500):
        pass
    while _again(signup.forget(timezone.now()), 500):
        pass


@app.periodic(cron="17 * * * *", periodic_id="renewals")
@app.task(name="renewals", queueing_lock="renewals", pass_context=False)
def raise_renewals(timestamp: int) -> None:
    """Every hour: agreements that end soon ask whether they go on."""
    while _again(renewal.raise_due(timezone.now()), 500):
        pass


@app.periodic(cron="23 * * * *", periodic_id="terms")
@app.task(name="terms", queueing_lock="terms", pass_context=False)
def remind_of_terms(timestamp: int) -> None:
    """Every hour: a matter for each post whose term ends soon."""
    while _again(branch.remind(timezone.now()), 100):
        pass


@app.periodic(cron="*/10 * * * *", periodic_id="sweep")
@app.task(name="sweep", queueing_lock="sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Every ten minutes: rounds whose worker was killed are taken off the queue (the next round did their work), and
    old failed ones go."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.finish_job(job, Status.FAILED, delete_job=True)
    await manager.delete_old_jobs(KEEP_FAILED, include_failed=True, include_cancelled=True, include_aborted=True)
