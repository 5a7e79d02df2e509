# ruff: noqa: E501 - the wrong packs are a table, one row each
"""One wrong pack per message: each is refused with its file, its line and what to do."""

import shutil
from pathlib import Path

import pytest
from tests.language.town import MATTERS, ON, PACK, faults, line_of, write

from lianxin.language.load import load
from lianxin.language.source import BadPack


def test_the_small_pack_is_right(tmp_path):
    assert faults(write(tmp_path)) == []


# what is wrong: the file, how far from the changed line the fault is told (at the whole value, at the kind), what is
# replaced by what, what is said, what to do
WRONG = {
    "an unknown key": ("pack", 1, "hotline: '1'", "motiff: kapok", "“motiff”不是这门语言的词", "检查拼写"),
    "an unknown key inside": (
        "pack", 0, "at: town}", "at: town, sees_all: true}", "“roles.clerk.sees_all”不是这门语言的词", "检查拼写",
    ),
    "a missing key": (
        "matters", -2, "    about: {zh: 一件事}\n", "", "缺少“matters.thing.about”", "补上 about",
    ),
    "a wrong word": ("matters", 0, "verb: attest, who: [clerk, worker], not_by: [do], to: done", "verb: bless, who: [clerk], to: done", "写得不对", "照手册改正"),
    "a key that is no key": ("pack", 0, "  term:\n", "  Term-X:\n", "的键写得不对", "小写拉丁字母"),
    "a missing document": ("pack", 0, "since: 2024-01-01, source: rule", "since: 2024-01-01, source: law", "没有叫“law”的依据文件", "先写出它"),
    "an expired value": ("pack", -3, "since: 2024-01-01, source: rule", "since: 2024-01-01, until: 2025-12-31, source: rule", "没有有效值", "补上现行的值"),
    "a value not yet in force": ("pack", -3, "since: 2024-01-01, source: rule", "since: 2027-01-01, source: rule", "没有有效值", "补上现行的值"),
    "a value without its source": ("pack", 0, "since: 2024-01-01, source: rule", "since: 2024-01-01", "缺少“values.term.dated.0.source”", "补上 source"),
    "a unit of no kind": ("pack", 0, "kind: office, name: 受理中心", "kind: bureau, name: 受理中心", "没有叫“bureau”的单位类别", "先写出它"),
    "a unit under nothing": ("pack", 0, "parent: home", "parent: house", "没有叫“house”的单位", "先写出它"),
    "a fallback that is none": ("pack", 0, "fallback: desk", "fallback: table", "没有叫“table”的单位", "先写出它"),
    "no first step": ("matters", 0, "first: filed", "first: begin", "没有叫“begin”的步骤", "先写出它"),
    "a way to nowhere": ("matters", 0, "to: check", "to: checking", "没有叫“checking”的步骤", "先写出它"),
    "a step nobody leads to": ("matters", 0, "    endings:\n", "      lost:\n        label: {zh: 迷}\n        public: {zh: 迷}\n        end: done\n    endings:\n", "没有路通到步骤“lost”", "让某个动作通向它"),
    "an action nobody may take": ("matters", 0, "who: [clerk, worker]\n", "who: []\n", "没有人可以做", "写上角色"),
    "a role that is none": ("matters", 0, "who: [clerk, worker]\n", "who: [mayor]\n", "没有叫“mayor”的角色", "先写出它"),
    "an answer nobody declared": ("matters", 0, "needs: [note]", "needs: [notes]", "没有叫“notes”的字段", "先写出它"),
    "an action that is none": ("matters", 0, "not_by: [do], to: done", "not_by: [act], to: done", "没有叫“act”的动作", "先写出它"),
    "an ending that is none": ("matters", 0, "end: done", "end: over", "没有叫“over”的结局", "先写出它"),
    "a clock without a value": ("matters", 0, "length: $term", "length: $terms", "没有叫“terms”的参数", "先写出它"),
    "a length typed by hand": ("matters", 0, "length: $term", "length: '15'", "期限“15”没有出处", "参数要有依据文件"),
    "a clock at no step": ("matters", 0, "runs_at: [filed]", "runs_at: [files]", "没有叫“files”的步骤", "先写出它"),
    "a late action that is none": ("matters", 0, "late: nudge", "late: shout", "动作", "先写出它"),
    "a condition that is not CEL": ("matters", 0, '"!matter.suspended"', '"matter. &&"', "条件写法有误", "照 CEL 写法改正"),
    "an asker of nothing": ("matters", 0, "who: [clerk, worker], not_by: [do], to: done", "who: [clerk, worker], tells: [asker], to: done", "不知道是谁提出的", "在 not_by 写上"),
    "a name no condition knows": ("matters", 0, '"!matter.suspended"', '"!mater.suspended"', "条件里有不认识的名字：mater", "可用的名字"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_its_remedy(tmp_path, what):
    file, away, old, new, said, remedy = WRONG[what]
    text = {"pack": PACK, "matters": MATTERS}[file]
    if what == "an unknown key":
        old, new = "fallback: desk\n", f"fallback: desk\n{new}\n"
    assert text.count(old) >= 1
    wrong = text.replace(old, new, 1)
    folder = write(tmp_path, **{file: wrong})
    found = next((fault for fault in faults(folder) if said in fault.text.zh), None)
    assert found is not None, [fault.say() for fault in faults(folder)]
    assert remedy in found.remedy.zh
    assert found.file == f"small/{file}.yaml"
    assert found.text.en and found.remedy.en
    changed = text[: text.index(old)].count("\n") + 1
    assert found.line == changed + away


EXACT = {
    "pack": [("at: town}", "at: town, sees_all: true}", "  clerk:"), ("parent: home", "parent: house", "  desk:")],
    "matters": [("to: check", "to: checking", "to: checking"), ("length: $term", "length: '15'", "length: '15'")],
}


@pytest.mark.parametrize(("file", "at"), [(file, at) for file in EXACT for at in range(2)])
def test_the_line_is_the_line(tmp_path, file, at):
    old, new, words = EXACT[file][at]
    wrong = {"pack": PACK, "matters": MATTERS}[file].replace(old, new, 1)
    found = faults(write(tmp_path, **{file: wrong}))
    assert (f"small/{file}.yaml", line_of(wrong, words)) in {(fault.file, fault.line) for fault in found}


def test_a_dead_end_is_told(tmp_path):
    text = MATTERS.replace(
        "        end: done\n        actions:\n          reopen: {label: {zh: 重开}, verb: route, who: [clerk, reporter], to: filed}\n",
        "",
    )
    found = {fault.text.zh: fault for fault in faults(write(tmp_path, matters=text))}
    fault = found["步骤“done”走进了死胡同"]
    assert fault.line == line_of(text, "      done:")
    assert "给它一个动作" in fault.remedy.zh
    assert "从步骤“filed”走不到任何结局" in found


def test_a_key_written_twice_in_a_file_is_told(tmp_path):
    text = PACK.replace("name: {zh: 小镇}\nfallback", "name: {zh: 小镇}\nname: {zh: 大镇}\nfallback")
    (fault,) = faults(write(tmp_path, pack=text))
    assert "同一个键写了两次" in fault.text.zh
    assert (fault.file, fault.line) == ("small/pack.yaml", 3)
    assert "删去其中一个" in fault.remedy.zh


def test_a_key_written_in_two_files_is_told(tmp_path):
    (fault,) = faults(write(tmp_path, more="roles:\n  clerk: {label: {zh: 另一个}, at: town}\n"))
    line = line_of(PACK, "  clerk:")
    assert fault.text.zh in (
        "“roles.clerk”在 small/more.yaml:2 已经写过",
        f"“roles.clerk”在 small/pack.yaml:{line} 已经写过",
    )
    assert {fault.file, "small/more.yaml"} <= {"small/pack.yaml", "small/more.yaml"}
    assert "只保留一处" in fault.remedy.zh


def test_one_thing_said_in_two_files_is_told(tmp_path):
    (fault,) = faults(write(tmp_path, more="fallback: home\n"))
    assert "“fallback”写了两次" in fault.text.zh
    assert fault.line in (1, line_of(PACK, "fallback:"))


@pytest.mark.parametrize(
    ("text", "said"),
    [("a: [1\n", "YAML 写法有误"), ("- a\n- b\n", "文件最外层应是"), ("a:\n\t- b\n", "YAML 写法有误")],
)
def test_broken_yaml_is_told(tmp_path, text, said):
    found = faults(write(tmp_path, more=text))
    assert any(said in fault.text.zh and fault.file == "small/more.yaml" for fault in found)


def test_a_file_in_another_encoding_is_told(tmp_path):
    folder = write(tmp_path)
    (folder / "old.yaml").write_bytes("name: 小镇".encode("gb18030"))
    fault = faults(folder)[0]
    assert fault.file == "small/old.yaml"
    assert "UTF-8" in fault.remedy.zh


def test_units_above_themselves_are_told(tmp_path):
    text = PACK.replace("home: {kind: town, name: 小镇}", "home: {kind: town, name: 小镇, parent: desk}")
    found = faults(write(tmp_path, pack=text))
    assert {fault.text.zh for fault in found} == {"单位“home”成了自己的上级", "单位“desk”成了自己的上级"}
    assert {fault.line for fault in found} == {line_of(text, "  home:"), line_of(text, "  desk:")}
    assert all("改正 parent" in fault.remedy.zh for fault in found)


def test_two_values_for_one_day_are_told(tmp_path):
    text = PACK.replace(
        "dated: [{value: 5, since: 2024-01-01, source: rule}]",
        "dated: [{value: 5, since: 2024-01-01, until: 2025-06-30, source: rule}, {value: 6, since: 2025-01-01, source: rule}]",
    )
    (fault,) = faults(write(tmp_path, pack=text))
    assert "有两个值同时有效" in fault.text.zh
    assert fault.line == line_of(text, "  term:")


def test_a_pack_that_extends_nothing_is_told(tmp_path):
    (fault,) = faults(write(tmp_path, pack="pack: small\nextends: nowhere\nname: {zh: 小镇}\n"))
    assert fault.text.zh == "找不到要继承的包“nowhere”"
    assert (fault.file, fault.line) == ("small/pack.yaml", 2)


def test_packs_that_extend_each_other_are_told(tmp_path):
    folder = write(tmp_path, pack=PACK.replace("name: {zh: 小镇}\n", "name: {zh: 小镇}\nextends: other\n", 1))
    other = tmp_path / "other"
    other.mkdir()
    (other / "pack.yaml").write_text("pack: other\nextends: small\nname: {zh: 另一个}\n", encoding="utf-8")
    fault = faults(folder)[0]
    assert "互相继承" in fault.text.zh


def test_a_label_of_nothing_is_told(tmp_path):
    (fault,) = faults(write(tmp_path, more="labels:\n  matters/thing/steps/gone/label: {zh: 没有}\n"))
    assert "不指向任何文字" in fault.text.zh
    assert (fault.file, fault.line) == ("small/more.yaml", 2)


def test_a_folder_that_is_none_is_told(tmp_path):
    with pytest.raises(BadPack) as refused:
        load(Path(tmp_path / "none"), ON)
    assert "没有这个包的文件夹" in str(refused.value)


def test_no_fallback_is_told(tmp_path):
    (fault,) = faults(write(tmp_path, pack=PACK.replace("fallback: desk\n", "")))
    assert "没有写兜底单位" in fault.text.zh


def test_everything_wrong_is_told_at_once(tmp_path):
    text = MATTERS.replace("to: check", "to: checking").replace("late: nudge", "late: shout")
    assert len(faults(write(tmp_path, matters=text))) >= 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("timed: [answered, acting]", "timed: [answered, gone]", "没有叫“gone”的步骤"),
        ("lets: [arrivals]", "lets: []", "没有哪一步放宽记个人到达时刻"),
        ("closes: temporary_branch", "closes: no_such_kind", "没有叫“no_such_kind”的单位类别"),
    ],
)
def test_what_ends_with_a_task_and_what_wartime_lets_are_checked(tmp_path, old, new, said):
    packs = Path(__file__).parents[2] / "packs"
    for name in ("base", "guangdong", "junhe"):
        shutil.copytree(packs / name, tmp_path / name)
    for path in (tmp_path / "junhe" / "matters").glob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = [fault for fault in faults(tmp_path / "junhe") if said in fault.text.zh]
    assert found and all(fault.remedy.zh and fault.text.en for fault in found)


def test_a_length_in_which_no_clock_runs_is_told_where_the_clock_stands(tmp_path):
    folder = write(tmp_path, pack=PACK.replace("unit: workdays", "unit: months"))
    fault = faults(folder)[0]
    assert (fault.file, fault.line) == ("small/matters.yaml", line_of(MATTERS, "length: $term"))
    assert "的单位是 months，不能倒计时" in fault.text.zh and "几个月写成多少天" in fault.remedy.zh
