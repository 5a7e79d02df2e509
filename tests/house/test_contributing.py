"""The worked example of CONTRIBUTING.md, done: the kind loads, its case passes, the handbook draws it."""

import re
import shutil
import textwrap
from datetime import date

from lianxin import cases, handbook
from tests.house.source import PACKS, ROOT

ON = date(2026, 3, 11)


def test_the_worked_example_works(tmp_path):
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    kind, case = map(textwrap.dedent, re.findall(r"^ *```yaml\n(.*?)^ *```", told, flags=re.M | re.S))
    for name in ("base", "guangdong", "xiqiao"):
        shutil.copytree(PACKS / name, tmp_path / name)
    (tmp_path / "xiqiao" / "matters" / "loan.yaml").write_text(kind, encoding="utf-8")
    (tmp_path / "xiqiao" / "cases" / "loan.yaml").write_text(case, encoding="utf-8")
    outcomes = [one for one in cases.run(tmp_path / "xiqiao", ON) if one.file.endswith("loan.yaml")]
    assert outcomes and all(one.passed for one in outcomes), [one.say() for one in outcomes]
    handbook.write(tmp_path / "xiqiao", tmp_path / "pages", ON)
    assert "借用工具" in (tmp_path / "pages" / "kind-loan.html").read_text(encoding="utf-8")
