"""`python -m bench.filer TOWN`: somebody who files ten times a second, from a process of his own as the web would be;
milliseconds of each, one a line, until he is ended. For `bench.sheets`, which puts in a list meanwhile."""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime

PAUSE = 0.1
"""Seconds between two filings."""


def main(town_id: int) -> None:
    """File, and say how long it took."""
    import django

    django.setup()
    from bench import sayings
    from lianxin.kernel.acts.filing import Telling, file
    from lianxin.kernel.acts.person import Contact
    from lianxin.kernel.models import Unit
    from lianxin.kernel.who import Who

    places = list(Unit.objects.filter(town=town_id, kind="community").values_list("id", "name"))
    dice = random.Random(5)
    while True:
        place_id, place = dice.choice(places)
        text, contact = sayings.sentence(dice, place), Contact("黎小满", "13800138000")
        begun = time.perf_counter()
        file(Who(), Telling(text, town_id, place_id=place_id, contact=contact), datetime.now(UTC))
        print((time.perf_counter() - begun) * 1000, flush=True)
        time.sleep(PAUSE)


if __name__ == "__main__":
    main(int(sys.argv[1]))
