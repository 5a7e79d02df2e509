# ruff: noqa: E501 - the wrong parts are a table, one row each
"""Wrong rounds of a contest: a town's pack with one thing spoilt is refused with file, line and remedy."""

import shutil
from pathlib import Path

import pytest
from tests.language.town import faults

PACKS = Path(__file__).parents[2] / "packs"
NEAR = 8

# what is wrong: what is replaced by what (once), what is said, what to do
WRONG = {
    "a round from which nobody goes on": (
        "        on: {label: {zh: 入围决赛, en: In the final}, quota: $story.finalists}\n",
        "",
        "前面的每一轮都要写 on",
        "写上名额",
    ),
    "a last round from which somebody goes on": (
        "final: {label: {zh: 决赛, en: Final}, draw: true}",
        "final: {label: {zh: 决赛, en: Final}, on: {label: {zh: 去}, quota: 1}}",
        "最后一轮评奖项",
        "去掉这一轮的 on",
    ),
    "going on by no value": (
        "quota: $story.finalists",
        "quota: $story.finalist",
        "没有叫“story.finalist”的参数",
        "先写出它",
    ),
    "a tier without places": ("quota: $story.finalists}", "open: false}", "没有说清几个名额", "写一个"),
    "a tier with two sorts of places": ("quota: $story.finalists}", "quota: 3, share: 1/2}", "写得不对", "照手册改正"),
    "a share of more than all": ("quota: $story.finalists}", "share: 1.5}", "没有说清几个名额", "不超过 1"),
    "a round with weights that do not make one": (
        "        drop: 0\n",
        "        criteria: {told: {label: {zh: 讲, en: Told}, weight: 0.5}}\n        equals: []\n        drop: 0\n",
        "权重加起来不是 1",
        "改成合计 1",
    ),
    "a tie compared by what the round does not mark": (
        "        drop: 0\n",
        "        criteria: {told: {label: {zh: 讲, en: Told}, weight: 1}}\n        drop: 0\n",
        "没有叫“content”的评分标准",
        "先写出它",
    ),
    "entering for no time": ("open: $story.entering", "open: $story.enter", "没有叫“story.enter”的参数", "先写出它"),
    "entering by nobody": ("who: [secretary, partner], open", "who: [mayor], open", "没有叫“mayor”的角色", "先写出它"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_round_is_told_with_its_place_and_its_remedy(tmp_path, what):
    old, new, said, remedy = WRONG[what]
    shutil.copytree(PACKS, tmp_path / "packs", ignore=shutil.ignore_patterns("cases", "__pycache__"))
    path = tmp_path / "packs" / "shiweitang" / "contests.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    changed = text[: text.index(old) + len(old)].count("\n") + 1
    found = [fault for fault in faults(path.parent) if said in fault.text.zh]
    assert found, [fault.say() for fault in faults(path.parent)]
    assert any(abs(fault.line - changed) <= NEAR for fault in found), (changed, [fault.line for fault in found])
    assert all(remedy in fault.remedy.zh and fault.remedy.en for fault in found)
