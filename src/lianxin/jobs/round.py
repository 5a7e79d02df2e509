"""The worker's rounds. Each may be missed or run twice without harm: the acts take what is due and nothing else.

That is why no round is ever retried or resumed: the next one does what a killed or failed one left. A queueing lock
keeps one round of a kind waiting at most, so a worker that was away for a day wakes to one of each, not thousands.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from lianxin.kernel.acts import (
    attachment,
    beat,
    birthday,
    branch,
    clocks,
    forgetting,
    issue,
    lacking,
    lapse,
    lasting,
    likeness,
    measures,
    notice,
    path,
    renewal,
    retention,
    roll,
    seal,
    signup,
    stating,
    tally,
    wiping,
)

BATCH = 200
FOLDED = 1000
"""Entries read at once by what follows them. More would not be faster, and the memory they took would stay taken."""
KEEP_FAILED = 7 * 24
"""Hours for which failed rounds stay in the queue's tables, for whoever looks into them. Good ones go at once."""


def _all(context: JobContext, part: Callable[[], int], batch: int) -> None:
    """Part after part while each is full, so that more is likely waiting (catching up after a stop). A worker that is
    told to stop ends after the part it is at: behind by a day, it would not end within the time it is given."""
    while part() >= batch and not context.should_abort():
        pass


@app.periodic(cron="* * * * * */20", periodic_id="clocks")
@app.task(name="clocks", queueing_lock="clocks", pass_context=True)
def ring_clocks(context: JobContext, timestamp: int) -> None:
    """Every 20 seconds: clocks that are due."""
    _all(context, lambda: clocks.ring(timezone.now(), BATCH), BATCH)


@app.periodic(cron="* * * * * */10", periodic_id="notices")
@app.task(name="notices", queueing_lock="notices", pass_context=True)
def carry_notices(context: JobContext, timestamp: int) -> None:
    """Every 10 seconds: entries become notices, waiting notices go through the door."""
    _all(context, lambda: notice.make(timezone.now(), 1000), 1000)
    while True:
        carried = notice.deliver(timezone.now(), BATCH)
        if carried.sent + carried.kept + carried.failed < BATCH or context.should_abort():
            break


@app.periodic(cron="* * * * * */15", periodic_id="seal")
@app.task(name="seal", queueing_lock="seal", pass_context=True)
def seal_entries(context: JobContext, timestamp: int) -> None:
    """Every 15 seconds: entries into the chain; and the heartbeat that `lianxin check` looks for."""
    _all(context, lambda: seal.seal(timezone.now(), FOLDED), FOLDED)
    beat.beat(timezone.now())


@app.periodic(cron="* * * * * */10", periodic_id="tally")
@app.task(name="tally", queueing_lock="tally", pass_context=True)
def fold_tally(context: JobContext, timestamp: int) -> None:
    """Every 10 seconds: what entries say about marks goes into the counts of the public board."""
    _all(context, lambda: tally.fold(FOLDED), FOLDED)


@app.periodic(cron="* * * * * */10", periodic_id="measures")
@app.task(name="measures", queueing_lock="measures", pass_context=True)
def count_measures(context: JobContext, timestamp: int) -> None:
    """Every 10 seconds: the records that entries name are counted for indicators; a town whose rules for counting have
    changed is counted anew, a part each round, so that it never stands in the way."""
    _all(context, lambda: measures.fold(timezone.now(), FOLDED), FOLDED)
    measures.begin(timezone.now())
    for _ in range(20):
        if not measures.walk(timezone.now()) or context.should_abort():
            break


@app.periodic(cron="* * * * * */10", periodic_id="issues")
@app.task(name="issues", queueing_lock="issues", pass_context=True)
def find_issues(context: JobContext, timestamp: int) -> None:
    """Every 10 seconds: what was filed is sketched, so that it is found, and tied to its mates. Tying has no haste: a
    round takes a part, so that after a busy hour it never stands in the way of people."""
    _all(context, lambda: likeness.follow(timezone.now()), 1000)
    if context.should_abort():
        return
    issue.group(timezone.now(), BATCH)
    likeness.look_back(timezone.now())
    likeness.renew(timezone.now())


@app.periodic(cron="11 * * * *", periodic_id="issues-week")
@app.task(name="issues-week", queueing_lock="issues-week", pass_context=True)
def recount_issues(context: JobContext, timestamp: int) -> None:
    """Every hour: the weeks of issues move on, and what is long closed is no longer looked for."""
    issue.recount(timezone.now())
    _all(context, lambda: likeness.forget(timezone.now()), 2000)


@app.periodic(cron="* * * * * */3", periodic_id="rolls")
@app.task(name="rolls", queueing_lock="rolls", pass_context=True)
def put_in_lists(context: JobContext, timestamp: int) -> None:
    """Every 3 seconds: lists of people that wait to be checked or put in. One killed half-way goes on where it was."""
    while roll.work(timezone.now()) and not context.should_abort():
        pass


@app.periodic(cron="*/5 * * * *", periodic_id="digest")
@app.task(name="digest", queueing_lock="digest", pass_context=False)
def send_digests(timestamp: int) -> None:
    """Looked at every five minutes, sent once a day from 8:30 on: a machine switched on at nine sends it at nine. What
    living ties lack is looked at just before, so that nobody is told what was done in the night."""
    if lacking.remind(timezone.now()):
        notice.make(timezone.now(), 1000)
    notice.digest(timezone.now())


@app.periodic(cron="7 * * * *", periodic_id="retention")
@app.task(name="retention", queueing_lock="retention", pass_context=True)
def erase(context: JobContext, timestamp: int) -> None:
    """Every hour, since an office's machine is off at night: what has been kept long enough is erased."""
    _all(context, lambda: retention.erase_due(timezone.now()), 500)
    _all(context, lambda: forgetting.erase_ended(timezone.now()), 500)
    _all(context, lambda: signup.forget(timezone.now()), 500)
    _all(context, lambda: attachment.erase(timezone.now()), 500)
    _all(context, lambda: stating.erase(timezone.now()), 500)


@app.periodic(cron="*/5 * * * *", periodic_id="days")
@app.task(name="days", queueing_lock="days", pass_context=True)
def follow_days(context: JobContext, timestamp: int) -> None:
    """Every five minutes, so that a machine switched on in the morning counts nothing that ran out in the night: ties
    begin on their first day, and are over the day after their last."""
    _all(context, lambda: lasting.follow(timezone.now()), 500)


@app.periodic(cron="*/2 * * * *", periodic_id="ballots")
@app.task(name="ballots", queueing_lock="ballots", pass_context=False)
def wipe_ballots(timestamp: int) -> None:
    """Every two minutes: what votes left behind in the files of the database."""
    wiping.wipe()


@app.periodic(cron="17 * * * *", periodic_id="renewals")
@app.task(name="renewals", queueing_lock="renewals", pass_context=True)
def raise_renewals(context: JobContext, timestamp: int) -> None:
    """Every hour: agreements that end soon ask whether they go on."""
    _all(context, lambda: renewal.raise_due(timezone.now()), 500)


@app.periodic(cron="19 * * * *", periodic_id="lapses")
@app.task(name="lapses", queueing_lock="lapses", pass_context=True)
def remind_of_lapses(context: JobContext, timestamp: int) -> None:
    """Every hour: insurances and the like that run out, told to whoever keeps the team."""
    _all(context, lambda: lapse.remind(timezone.now()), 100)


@app.periodic(cron="23 * * * *", periodic_id="terms")
@app.task(name="terms", queueing_lock="terms", pass_context=True)
def remind_of_terms(context: JobContext, timestamp: int) -> None:
    """Every hour: a matter for each post whose term ends soon."""
    _all(context, lambda: branch.remind(timezone.now()), 100)


@app.periodic(cron="29 * * * *", periodic_id="dates")
@app.task(name="dates", queueing_lock="dates", pass_context=True)
def remind_of_dates(context: JobContext, timestamp: int) -> None:
    """Every hour: what comes near on the paths of applicants and members; once a day, political birthdays."""
    _all(context, lambda: path.remind(timezone.now(), BATCH), BATCH)
    birthday.remind(timezone.now())


@app.periodic(cron="*/10 * * * *", periodic_id="sweep")
@app.task(name="sweep", queueing_lock="sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Every ten minutes: rounds whose worker was killed are taken off the queue (the next round did their work), and
    old failed ones go."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.finish_job(job, Status.FAILED, delete_job=True)
    await manager.delete_old_jobs(KEEP_FAILED, include_failed=True, include_cancelled=True, include_aborted=True)
