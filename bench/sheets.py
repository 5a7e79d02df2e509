"""`python -m bench.sheets`: a list of 50,000 volunteers from an .xlsx: read, checked, put in, sent again, undone. Then
lists of requests, of which each row is a whole filing: read, de-identified, compared, routed, with its clock; once in
words of their own, once nearly alike (`--alike`: one fault at thousands of doors). While one is put in, somebody else
files again and again, and the longest he waited is told.

The names are invented, the identity numbers have right check digits. It runs on a database of its own that is thrown
away; the worker's own function does the work, in this process. The result goes into sheets.md as a dated block.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench import block
from bench.__main__ import folder
from lianxin.adapters import database

if TYPE_CHECKING:
    from lianxin.kernel.who import Who

MATTERS = "*matters"
PUT_IN = {"volunteer": "put in: people, ties, sealed cards, entries", MATTERS: "put in: each row filed"}
FILE = Path(__file__).with_name("sheets.md")
HEAD = ["序号", "姓 名", "公民身份号码", "联系电话", "登记单位", "专业技能", "可以服务的时间", "会说的话", "是否同意"]
SURNAMES = "黎岑植卢梁苏区邝冼麦欧温甘阮关霍容简谭庞招利池戚翟古骆伦劳屈"
GIVEN = "小立明可景静志文若一清远书晓念思伟秀桂润嘉望子庭春建海佩永惠乐国少素雨慕知安伯美"
SKILLS = "家电维修 法律咨询 家政服务 课业辅导 调解 驾驶 手机和电脑".split()  # noqa: SIM905


def options() -> argparse.Namespace:
    """What may be chosen on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.sheets", description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--alike", type=int, default=0)
    parser.add_argument("--words", action="store_true", help="texts read by the pack's words, without learned models")
    parser.add_argument("--dry", action="store_true", help="print only")
    return parser.parse_args()


def sheet(count: int, units: list[str]) -> bytes:
    """The list as an office would send it."""
    from openpyxl import Workbook

    from lianxin.language.codes import person_digit

    chance = random.Random(11)
    book = Workbook(write_only=True)
    page = book.create_sheet("花名册")
    page.append(["志愿者登记表"])
    page.append(HEAD)
    for n in range(count):
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
        first = f"440103{born:%Y%m%d}{n % 1000:03d}"
        name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
        page.append(
            [
                n + 1,
                name,
                first + person_digit(first),
                f"138{n:08d}",
                chance.choice(units),
                "、".join(chance.sample(SKILLS, 2)),
                chance.choice(("周末", "工作日晚上")),
                "粤语、普通话",
                "是",
            ]  # fmt: skip
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lamp(chance: random.Random, place: str) -> str:
    """The same fault at another door: near-identical, and yet another matter."""
    door = f"{chance.randrange(1, 90)}栋{chance.randrange(101, 2_900)}房"
    return f"{place}{door}门口的路灯不亮，晚上走路看不清，已经三天了，请尽快派人来修"


def requests(count: int, places: list[str], alike: bool = False) -> bytes:
    """A list of requests as a hotline sends it."""
    from bench import sayings
    from lianxin.adapters import sheets

    chance, yesterday = random.Random(17), f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d} 09:30"
    rows = []
    for n in range(count):
        place = chance.choice(places)
        name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
        told = (lamp if alike else sayings.sentence)(chance, place)
        rows.append([f"{'A' if alike else 'G'}-{n:06d}", yesterday, told, place, name, f"139{n:08d}"])
    return sheets.xlsx(["工单编号", "来电时间", "诉求内容", "事发地点", "来电人", "联系电话"], rows, "来件清单")


def founded() -> None:
    """A town with its units and one officer."""
    from django.core.management import call_command

    from lianxin.kernel.acts import pack as packs_act
    from lianxin.kernel.acts.person import appoint, register
    from lianxin.kernel.acts.unit import found_town
    from lianxin.kernel.who import SYSTEM
    from lianxin.language.load import load

    call_command("migrate", verbosity=0)
    now, packs = datetime.now(UTC), Path(__file__).parents[1] / "packs"
    for key in ("base", "xiqiao"):
        pack = load(packs / key, now.date())
        packs_act.publish(SYSTEM, pack, now)
    town = found_town(SYSTEM, pack, now)
    appoint(SYSTEM, register("区景行", now), "governance", town, pack, now, trusted=True)


def seconds_of(server: psutil.Process) -> float:
    """Processor seconds of PostgreSQL with everything it started, also what has ended."""
    found = 0.0
    for process in (server, *server.children(recursive=True)):
        times = process.cpu_times()
        found += times.user + times.system + (times.children_user + times.children_system) * (process == server)
    return found


def sender(town_id: int, now: datetime) -> Who:
    """The officer who sends the list."""
    from lianxin.kernel.models import Tie
    from lianxin.kernel.reads import people
    from lianxin.kernel.who import Who

    posts = Tie.objects.filter(kind="post", role="governance", unit__town=town_id)
    clerk = posts.values_list("person_id", flat=True)[0]
    return Who(person_id=clerk, posts=people.posts(clerk, now))


def ours() -> float:
    """Processor seconds of this process and of those it started and that have ended (a second reader)."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


@contextmanager
def waiting(town_id: int, files: bool) -> Iterator[list[float]]:
    """Milliseconds that each of somebody else's filings takes within it; the first ten warm up."""
    found = list[float]()
    if not files:
        yield found
        return
    run = [sys.executable, "-m", "bench.filer", str(town_id)]
    other = subprocess.Popen(run, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    for _ in range(10):
        other.stdout.readline()
    try:
        yield found
    finally:
        other.kill()
        found += [float(line) for line in other.communicate()[0].split()[:-1]]


def waited(waits: list[float]) -> list[str]:
    """What somebody else met meanwhile, as a line of the table."""
    if not waits:
        return []
    waits.sort()
    half, most = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    said = f"half within {half:.0f} ms, 99 % within {most:.0f}, the longest {waits[-1]:.0f}"
    line = f"| … somebody else's {len(waits)} filings meanwhile: {said} | | | | |"
    print(line, flush=True)
    return [line]


def measured(kind: str, count: int, server: psutil.Process, alike: bool = False) -> list[str]:
    """Lines of the table: seconds by the clock, of our processor and PostgreSQL's. `kind`: of what the list is."""
    from lianxin.kernel.acts import roll
    from lianxin.kernel.models import Unit
    from lianxin.kernel.reads import versions

    town = Unit.objects.get(kind="town", pack_key="xiqiao")
    now, lines = datetime.now(UTC), list[str]()
    who = sender(town.pk, now)
    units = list(Unit.objects.filter(town=town, kind="community").values_list("name", flat=True))
    data = requests(count, units, alike) if kind == MATTERS else sheet(count, units)
    versions.forget_everything()

    def step(name: str, do) -> object:  # type: ignore[no-untyped-def]
        begun, worked, served = time.perf_counter(), ours(), seconds_of(server)
        found, took = do(), (time.perf_counter() - begun, ours() - worked, seconds_of(server) - served)
        lines.append(f"| {name} | {took[0]:.1f} | {took[1]:.1f} | {took[2]:.1f} | {took[1] + took[2]:.1f} |")
        print(lines[-1], flush=True)
        return found

    send = partial(roll.send, who, town.pk, kind, None, ("名册.xlsx", data), now)
    sent = step("file sent, header found, file sealed", send)
    roll.settle(who, sent.pk, sent.columns, now)
    step("every cell checked", lambda: roll.work(now))
    sent.refresh_from_db()
    roll.put_in(who, sent.pk, now)
    with waiting(town.pk, kind == MATTERS) as waits:
        step(PUT_IN[kind], lambda: roll.work(now))
    lines += waited(waits)
    sent.refresh_from_db()
    assert len(sent.made) + len(sent.moved) == count - sent.wrong
    again = send()
    roll.settle(who, again.pk, again.columns, now)
    step("the same file again, checked: nothing new", lambda: roll.work(now))
    again.refresh_from_db()
    assert again.known == again.rows - again.wrong, (again.known, again.rows)
    step("all of it undone", lambda: (roll.undo(who, sent.pk, now), roll.work(now)))
    sent.refresh_from_db()
    assert sent.state == "undone"
    return lines


def each(do: Callable[[], object], times: int = 20_000) -> float:
    """Microseconds of the processor that doing it once takes."""
    begun = time.process_time()
    for _ in range(times):
        do()
    return (time.process_time() - begun) / times * 1e6


def sealing() -> float:
    from lianxin.adapters import seal

    return each(lambda: seal.seal("440103195001010010", "card.tie.volunteer"))


def indexing() -> float:
    from lianxin.adapters import seal

    return each(lambda: seal.blind_index("13800000000", "person.phone"))


def taught() -> str:
    """Models on the shelf, as in a town that has trained; which, in words."""
    from bench.taught import teach

    return teach()


def more(count: int, process: psutil.Process, head: list[str]) -> list[str]:
    """The same of requests that are nearly alike."""
    return [f"{count:,} requests nearly alike.", "", *head, *measured(MATTERS, count, process, alike=True), ""]


def main() -> None:
    """Measure; unless --dry, also into sheets.md."""
    chosen = options()
    var = folder(tempfile.mkdtemp(prefix="lianxin-bench-"))
    server = database.start(var)
    assert server is not None, "a fresh folder cannot hold a running server"
    try:
        import django

        os.environ["DATABASE_URL"] = database.conninfo(var)
        django.setup()
        founded()
        process = psutil.Process(server.pid)
        head = ["| step | seconds by the clock | processor: ours | PostgreSQL | together |", "|---|--:|--:|--:|--:|"]
        table = [
            "Requests are read by the pack's words alone." if chosen.words else f"Requests: {taught()}.", "",
            f"{chosen.rows:,} volunteers.", "", *head, *measured("volunteer", chosen.rows, process), "",
            f"{chosen.requests:,} requests.", "", *head, *measured(MATTERS, chosen.requests, process), "",
            *(more(chosen.alike, process, head) if chosen.alike else ()),
            f"Of it, sealing: {sealing():.0f} µs of a processor a value (SM4-GCM), two values a row here (phone, "
            f"identity number), and {indexing():.0f} µs a blind index (HMAC-SM3), three a row.",
        ]  # fmt: skip
        if not chosen.dry:
            block.put(block.headed(table), FILE)
    finally:
        database.stop(server)
        shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
