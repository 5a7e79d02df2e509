"""`python -m bench.privacy FILE.csv …`: how well private stretches are found, as JSON. No database, no network."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lianxin.intake.privacy_measure import cases, measure

if __name__ == "__main__":
    told = [case for file in sys.argv[1:] for case in cases(Path(file))]
    print(json.dumps(measure(told), ensure_ascii=False, indent=1))
