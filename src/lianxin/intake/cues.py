"""Words that announce a name or follow one, found in one pass over the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib import resources
from typing import Final

from ahocorasick_rs import AhoCorasick

SHORT: Final = frozenset("叔伯婶嫂姨婆爷姐哥生")
# 卢生, 陈太, 李总, 曾科: titles only where the sentence goes on as it does after a person.
ENDED: Final = frozenset("生太总工科队")
# 陈民警, 邱社工: what somebody is as often as what he is called (主办方讲师, 我跟民警).
POSTS: Final = frozenset(
    re.findall(
        r"\S+",
        "民警 辅警 警员 社工 专员 网格员 网格长 保安 主管 讲师 护工 督导 委员 站员 干部 科员 办事员 副总 副科 "
        "大厨 掌柜 掌柜的 老汉 老头 "
        "老头子 老太婆 胖子 瘦子 麻子 瘸子 秃子 驼子 聋子 瞎子 哑巴 拐子 大嘴 光头 老大 老二 老三 老四 老五 "
        "老六 老幺 木匠 铁匠 石匠 瓦匠 篾匠 "
        "裁缝 屠户 寡妇 半仙 大个子 电工 水工 木工 焊工 瓦工 泥工 保洁 门卫 司机 师爷 中医 校医 辅导员 班主任 "
        "楼组长 片警 协警 户籍警 讲解员 "
        "收费员 管理员 调解员 巡查员 协管员 督导员 联络员 快递员 管家 家长 幼师 保育员",
    )
)
# 张县长: behind the family name alone; with more before it, the place goes on (晋安区 长乐路).
SEATS: Final = frozenset({"区长", "市长", "县长", "乡长", "镇长", "村长", "街长", "路长", "河长"})
# What follows the 长 of 区长 in names of places: 晋安区|长乐, 白云区|长安.
_LONG: Final = frozenset("乐安沙江寿宁兴征堤治春城岭虹青岛洲湴")


def _words() -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    kind = ""
    for line in resources.files("lianxin.intake").joinpath("lists", "cues.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif not line.startswith("#"):
            for word in line.split():
                kinds.setdefault(word, set()).add(kind)
    return kinds


KINDS: Final = _words()
ROLES: Final = frozenset(word for word, kinds in KINDS.items() if "role" in kinds)
"""What somebody is, said right before the name: 保安, 老板, 护工."""
_PATTERNS: Final = list(KINDS)
_AUTOMATON: Final = AhoCorasick(_PATTERNS)


@dataclass(slots=True)
class Cues:
    """Where the words stand. `titles`: start → end of the longest title there; `ends`: kind of cue → where it ends →
    where the longest such word begins."""

    titles: dict[int, int] = field(default_factory=dict)
    ends: dict[str, dict[int, int]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        return bool(self.titles or self.ends)


def cues(folded: str) -> Cues:
    """Every announcing word and every title of `folded`."""
    found = Cues()
    for pattern, start, end in _AUTOMATON.find_matches_as_indexes(folded, overlapping=True):
        for kind in KINDS[_PATTERNS[pattern]]:
            if kind == "title" and _PATTERNS[pattern] in SEATS and folded[end : end + 1] in _LONG:
                continue
            if kind == "title":
                found.titles[start] = max(end, found.titles.get(start, 0))
            else:
                ends = found.ends.setdefault(kind, {})
                ends[end] = min(start, ends.get(end, start))
    return found
