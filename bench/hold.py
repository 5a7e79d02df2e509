"""`python -m bench.hold --size 200000 --port 8000`: grow the database, start web (two processes) and worker, and wait.

It prints what any closed-loop client needs to repeat our figures: each request with its path, headers, cookie and body,
as a curl command, and files with ids and bodies. Ctrl-C ends everything; `--var folder` keeps the database.
"""

from __future__ import annotations

import argparse
import json
import random
import shlex
import shutil
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from bench.__main__ import folder

BODIES = 50_000


def options() -> argparse.Namespace:
    """What may be chosen on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.hold", description=__doc__)
    parser.add_argument("--size", type=int, default=200_000, help="matters in the database")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--var", default="", help="keep the database in this folder and use it again")
    parser.add_argument("--no-worker", action="store_true", help="without the worker, as the peer was measured")
    return parser.parse_args()


def main() -> None:
    """Grow, start, print, wait."""
    chosen = options()
    var = folder(chosen.var)
    try:
        import django

        from bench.run import grown
        from bench.stack import Stack

        var.mkdir(parents=True, exist_ok=True)
        with Stack(var, chosen.port) as stack:
            django.setup()
            made = grown(stack, chosen.size)
            print(f"{made.matters:,} matters, {made.entries:,} entries; first page after {stack.seconds:.1f} s")
            if chosen.no_worker:
                stack.sleep()
            show(var, stack.port)
            while True:
                time.sleep(60)
    except KeyboardInterrupt:
        print("\nstopping")
    finally:
        if not chosen.var:
            shutil.rmtree(var, ignore_errors=True)


def show(var: Path, port: int) -> None:
    """The requests, ready to be sent."""
    from django.conf import settings

    from bench import requests
    from lianxin.kernel.models import Unit

    asks = requests.Asks(Unit.objects.get(kind="town", pack_key="shiweitang"))
    base, town = f"http://127.0.0.1:{port}", f"/t/{asks.key}"
    desk = f"Cookie: csrftoken={requests.TOKEN}; {settings.SESSION_COOKIE_NAME}={asks.session}"
    token = f"X-CSRFToken: {requests.TOKEN}"
    form = "Content-Type: application/x-www-form-urlencoded"
    files = _files(var, asks)

    def curl(name: str, path: str, *more: str) -> None:
        print(f"# {name}\ncurl -s -o /dev/null -w '%{{http_code}}\\n' {' '.join(more)} {shlex.quote(base + path)}")

    cookie = f"-H {shlex.quote(desk)}"
    print(f"\nclerk's session  {desk}\nCSRF             {token}\nOpen311 api_key  {requests.KEY}")
    print(f"ids of requests  {asks.first}:{asks.last} (some numbers between are unused or another kind's)")
    for name, path in files.items():
        print(f"{name:16} {path}")
    print()
    for ask in asks.all():
        if ask.path:
            curl(ask.name, ask.path, *([cookie] if ask.logged_in else []))
    curl("filing, Open311: 201; one body a line in bodies-open311.txt", "/open311/v2/requests.json",
         f"-H {shlex.quote(form)}", "-d \"$(shuf -n1 " + str(files["bodies, Open311"]) + ')"')  # fmt: skip
    curl("filing, resident's form: 302; each from an address of its own, 20 in ten minutes are allowed from one",
         f"{town}/say", f"-H {shlex.quote(form)} -H {shlex.quote(token)} -H 'Cookie: csrftoken={requests.TOKEN}'",
         "-H 'X-Forwarded-For: 10.1.2.3'", "-d \"$(shuf -n1 " + str(files["bodies, form"]) + ')"')  # fmt: skip
    curl("status change: 302; ids in filed.txt, each once", "/matter/ID/do/accept", "-X POST", cookie,
         f"-H {shlex.quote(token)}", f"-H {shlex.quote(form)}")  # fmt: skip
    sys.stdout.flush()


def _files(var: Path, asks) -> dict[str, Path]:
    """Ids and bodies for an outside client, one a line."""
    from bench.requests import KEY
    from lianxin.kernel.models import Matter

    dice = random.Random(1)
    filed = Matter.objects.filter(town=asks.town, kind="request", is_open=True, step="filed").order_by("pk")
    some = Matter.objects.filter(town=asks.town, pk__in=[dice.randint(asks.first, asks.last) for _ in range(50_000)])
    told = [asks.told() for _ in range(BODIES)]
    contents = {
        "ids, any": ("ids.txt", some.values_list("pk", flat=True)),
        "ids, filed": ("filed.txt", filed.values_list("pk", flat=True)),
        "bodies, Open311": ("bodies-open311.txt", (
            urlencode({"api_key": KEY, "service_code": "request", "description": text, "first_name": "小满",
                       "phone": f"138{dice.randrange(10**8):08d}"}) for _, text in told)),
        "bodies, form": ("bodies-form.txt", (
            urlencode({"go": "file", "ref": f"{dice.getrandbits(128):032x}", "text": text, "place": place,
                       "name": "黎小满", "phone": f"138{dice.randrange(10**8):08d}"}) for place, text in told)),
        "sentences": ("sentences.txt", (json.dumps(text, ensure_ascii=False) for _, text in told)),
    }  # fmt: skip
    found = {}
    for name, (file, lines) in contents.items():
        found[name] = var / file
        found[name].write_text("\n".join(str(line) for line in lines) + "\n", encoding="utf-8")
    return found


if __name__ == "__main__":
    main()
