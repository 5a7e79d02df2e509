"""Write the table of intake/traditional.py: `python -m tools.traditional TSCharacters.txt`.

`TSCharacters.txt` is the table of single characters of OpenCC (Apache-2.0), as opencc-python-reimplemented 0.1.7
carries it: a traditional character, and the simplified ones it may be, the likeliest first. It is read once, here.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lianxin.intake.traditional import NAMED

FILE = Path(__file__).parent.parent / "src/lianxin/intake/lists/traditional.txt"
NOTICE = """\
# Traditional characters and the simplified one each is, in pairs. From the characters of OpenCC (Apache-2.0,
# (c) 2010 BYVoid and contributors), as opencc-python-reimplemented 0.1.7 carries them, by tools/traditional.py; not
# written by hand. Left out: what simplified texts write too (乾, 徵, 於), and what intake/traditional.py says itself.
"""
_LINE = 50


def pairs(lines: list[str]) -> list[str]:
    """Two characters each. A character that GB 2312 holds stands in simplified texts and stays as it is."""
    found = []
    for line in lines:
        said, _, forms = line.partition("\t")
        plain = forms.split()[0] if forms.split() else said
        one = len(said) == len(plain) == 1 and all("\u3400" <= sign <= "\u9fff" for sign in said + plain)
        if one and said != plain and ord(said) not in NAMED and not _simple(said):
            found.append(said + plain)
    return found


def _simple(sign: str) -> bool:
    try:
        return bool(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def main() -> None:
    found = pairs(Path(sys.argv[1]).read_text("utf-8").splitlines())
    rows = ["".join(found[at : at + _LINE]) for at in range(0, len(found), _LINE)]
    FILE.write_text(NOTICE + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
