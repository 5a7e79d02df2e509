"""De-identification, measured on invented sentences and held to its rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.intake.numbers import check_character, luhn
from lianxin.intake.privacy import MASKS, find, must_hold, redact
from lianxin.intake.privacy_measure import cases, measure

HERE = Path(__file__).parent
CASES = cases(HERE / "privacy_cases.csv")
# Written before the rules were looked at, and after they were frozen: bench/privacy.md says what each found at first.
EVASIONS = cases(HERE / "privacy_evasions.csv")
FRESH = cases(HERE / "privacy_fresh.csv")
TOLD = cases(HERE / "privacy_told.csv")
# Written before the rules were looked at and parted in two; the rules were mended on the first half alone.
HALVES = {
    half: [case for manner in ("plain", "odd") for case in cases(HERE / f"privacy_{manner}_{half}.csv")]
    for half in (1, 2)
}


def test_recall_and_precision_over_the_whole_set_and_by_kind():
    result = measure(CASES)
    assert result["texts"] >= 250
    assert result["recall"] >= 0.98 and result["precision"] >= 0.95, result["missed"] + result["false"]
    for kind in MASKS:
        assert result["kinds"][kind]["spans"] >= 5, kind
        assert result["kinds"][kind]["recall"] >= 0.95 and result["kinds"][kind]["precision"] >= 0.9, (kind, result)


def test_evasions_are_found_and_hard_negatives_left_alone():
    result = measure(EVASIONS + FRESH + TOLD)
    assert result["spans"] >= 1300 and result["texts"] >= 2100
    assert result["recall"] >= 0.98 and result["precision"] >= 0.98, result["missed"] + result["false"]
    for kind in MASKS:
        least = 0.96 if kind == "name" else 0.98
        assert result["kinds"][kind]["recall"] >= least, (kind, result["missed"])
        assert result["kinds"][kind]["precision"] >= 0.97, (kind, result["false"])


@pytest.mark.parametrize(("half", "least"), [(1, 0.98), (2, 0.88)])
def test_what_was_written_without_knowing_the_rules_keeps_what_was_reached(half, least):
    result = measure(HALVES[half])
    assert result["texts"] >= 125 and result["spans"] >= 120
    assert result["recall"] >= least and result["precision"] >= 0.99, result["missed"] + result["false"]


def test_a_third_set_written_blind_keeps_what_was_reached():
    # First run 0.711 / 0.921; what is written here was reached by mending on it once (bench/privacy.md).
    result = measure([case for manner in ("plain", "odd") for case in cases(HERE / f"privacy_third_{manner}.csv")])
    assert result["texts"] >= 260 and result["spans"] >= 270
    assert result["recall"] >= 0.955 and result["precision"] >= 0.97, result["missed"] + result["false"]


@pytest.mark.parametrize(("name", "least"), [("fourth", 0.975), ("fifth", 0.965), ("sixth", 0.98)])
def test_sets_written_blind_as_people_write_keep_what_was_reached(name, least):
    # First runs 0.897 / 0.961, 0.879 / 0.961 and 0.908 / 0.985; mended on once each (bench/privacy.md).
    result = measure(cases(HERE / f"privacy_{name}.csv"))
    assert result["texts"] >= 240 and result["spans"] >= 380
    assert result["recall"] >= least and result["precision"] >= 0.98, result["missed"] + result["false"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("签到：左向东、包晓琳、江涛", ["左向东", "包晓琳", "江涛"]),
        ("请邱婷、侯丽娟、江涛三位楼长领单", ["邱婷", "侯丽娟", "江涛"]),
        ("到场的有石磊、张建国、李秀英和社工", ["石磊", "张建国", "李秀英"]),
        ("参加的有张建国、志愿者、党员", ["张建国"]),
        ("报名剪发的老人：麦锦堂、冼伯", ["麦锦堂", "冼"]),
        ("张建国、桥东路、白云社区", ["张建国"]),
        ("水务阎工：水压低是因为水泵坏了", ["阎"]),
        ("和曾科一起去看了现场", ["曾"]),
        ("公司靳总不给开证明", ["靳"]),
        ("孩子总是哭，老人太累，水管工程还没开工", []),
        ("顾副主任这周带班", ["顾"]),
        ("四楼戚先生垫付了修天花的钱", ["戚"]),
        ("尊敬的张县长：您好", ["张"]),
        ("晋安区长乐路的路灯坏了，原副局长也来过", []),
        ("给A3区区长信箱写过信", []),
        ("小欧阳，台账改一下", ["欧阳"]),
        ("主办方讲师没有到，我跟民警说了", []),
    ],
)
def test_names_in_a_row_and_before_the_titles_of_an_office(text, names):
    assert [span.text for span in find(text) if span.kind == "name"] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("麦嘉欣妈妈，今天嘉欣午睡时流鼻血了", ["麦嘉欣", "嘉欣"]),
        ("投诉人张丽娟说，物业上周答应过张丽娟", ["张丽娟", "张丽娟"]),
        ("唐永福80元，于桂珍120元，贺明80元", ["唐永福", "于桂珍", "贺明"]),
        ("大米80元，面粉120元", []),
        ("楼长名单：一号楼连桂花，二号楼冷志军，三号楼茅晓峰", ["连桂花", "冷志军", "茅晓峰"]),
        ("一号楼楼道灯，二号楼电梯", []),
        ("老陈刚才来过，小何你好", ["陈", "何"]),
        ("小黄车乱停，小麦熟了，小明星幼儿园放学", []),
        ("父夏侯杰，母孟繁花", ["夏侯杰", "孟繁花"]),
        ("毕工，钥匙在门卫；施工，绕行", ["毕"]),
    ],
)
def test_who_is_named_again_and_who_stands_on_a_roster(text, names):
    assert [span.text for span in find(text) if span.kind == "name"] == names


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("找焦大夫挂号的，加她助理zl-jiao0316，八点放号", "wechat", "zl-jiao0316"),
        ("加微信聊：afang_jiazheng，钟点工", "wechat", "afang_jiazheng"),
        ("我微hxy19851102，看到都会回", "wechat", "hxy19851102"),
        ("可以用QQ传，我的号87264019", "qq", "87264019"),
        ("请协助查询370202******102413是否已参保", "id_number", "370202******102413"),
    ],
)
def test_ways_to_reach_somebody_as_they_are_told_in_passing(text, kind, words):
    assert (kind, words) in [(span.kind, span.text) for span in find(text)]
    assert find("身份证440106********1234") == [], "the product's own mask tells one from nobody"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("丈夫薛宝昌中风后需要康复器材", "薛宝昌"),  # no seam behind it, and no rule for 中
        ("昨天白建军又来闹", "白建军"),
        ("户名别雨桐", "别雨桐"),  # a family name on no list
        ("姓曾名国庆，合起来就是我", "曾"),
        ("找库小姐", "库"),
        ("月嫂桂香姐手机停机", "桂香"),
        ("次仁卓玛说水停了", "次仁卓玛"),
        ("申请人：陈.美.玲，低保复核", "陈.美.玲"),
        ("業主黃麗華反映電梯壞了", "黃麗華"),
    ],
)
def test_names_are_read_from_what_stands_around_them(text, name):
    assert name in [span.text for span in find(text) if span.kind == "name"]


@pytest.mark.parametrize(
    "text",
    [
        "老李子树倒了",
        "中签：王** 138****8031",
        "阿富汗的电影什么时候放",
        "松雅湖边的路灯不亮",
        "石围塘的居民都知道",
        "外卖员留言说进不来",
        "陈皮和党参哪里有卖",
        "学生和家长都在等",
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(text):
    assert not [span.text for span in find(text) if span.kind == "name"]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("身份证前六位431025，生日19990418，后四位6610", "id_number", "431025，生日19990418，后四位6610"),
        ("香港身份证R482613(1)", "id_number", "R482613(1)"),
        ("香港那边打00852-6193 4720", "phone", "00852-6193 4720"),
        ("卡号头四位6230，接着58000172，最后8393", "bank_card", "6230，接着58000172，最后8393"),
        ("一辆粤b 5h2七九的面包车", "plate", "粤b 5h2七九"),
        ("秋秋９０２７４１６３，晚上八点后在线", "qq", "９０２７４１６３"),
        ("围信heyu_1188找我", "wechat", "heyu_1188"),
        ("B2-1608漏水", "door", "B2-1608"),
        ("6号楼2单元顶楼东户没人住", "door", "6号楼2单元顶楼东户"),
        ("楼上1203天天跺脚", "door", "1203"),
    ],
)
def test_numbers_told_in_parts_or_in_other_signs_are_found(text, kind, words):
    assert [span for span in find(text) if span.kind == kind and words in span.text]


@pytest.mark.parametrize(
    "text",
    [
        "本人祖籍在外县",
        "学生是祖国的花朵",
        "物业费本实质上没人收",
        "楼龙路会计划修地铁",
        "我们住在同一栋楼上",
        "1984年盖的职工住房六栋",
        "大概等了20分钟警察来了",
        "纪委书记和保安都在",
        "小区离居民区远一点",
        "更名为“马坡岭小学”",
        "发票号码13812345678",
        "联系商城电话投诉",
    ],
)
def test_what_people_write_of_everyday_things_is_left_alone(text):
    assert not find(text)


def test_what_is_expected_may_hold_a_vertical_bar(tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("text,expected\n王伯133|4455|6384,name:王|phone:133|4455|6384\n好,\n", "utf-8")
    assert cases(file)[0][1] == [("name", "王"), ("phone", "133|4455|6384")]
    assert measure(cases(file)) == {
        "texts": 2,
        "spans": 2,
        "found": 2,
        "recall": 1.0,
        "precision": 1.0,
        "kinds": {
            "phone": {"spans": 1, "found": 1, "recall": 1.0, "precision": 1.0},
            "name": {"spans": 1, "found": 1, "recall": 1.0, "precision": 1.0},
        },
        "missed": [],
        "false": [],
    }


def test_redaction_reads_well():
    text, spans = redact("我叫王芳,住桥东社区5栋302,电话138-1234-5678。请李先生回电")
    assert text == "我叫[姓名],住桥东社区[门牌],电话[电话]。请[姓名]先生回电"
    assert [span.kind for span in spans] == ["name", "door", "phone", "name"]


@pytest.mark.parametrize("kind", MASKS)
def test_every_kind_holds_a_text_and_says_why(kind):
    text = next(text for text, wanted in CASES if [kind] == [name for name, _ in wanted])
    (span,) = must_hold(text)
    assert span.text == text[span.start : span.end]
    assert span.reason.say("zh") and span.reason.say("en") and span.reason.code == f"private.{kind}"


def test_an_identity_number_with_a_wrong_check_character_is_held_as_suspected():
    (span,) = find("11010519491231002X")
    assert "疑似" not in span.reason.say()
    (span,) = find("110105194912310021")
    assert "疑似" in span.reason.say() and "suspected" in span.reason.say("en")


def test_vectors_of_the_standards():
    assert check_character("11010519491231002") == "X"  # GB 11643-1999
    assert luhn("4111111111111111") and not luhn("4111111111111112")


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "138 ",
        "a",
        "a@",
        "5栋",
        "三",
        "王先生",
        "我叫",
        "粤A",
        "住在",
        "微信号",
        "一、",
        "(",
        "1-",
        "@a.",
        "李叔",
        "\n",
    ],
)
def test_very_long_texts_come_back(piece):
    text = piece * (200_000 // len(piece))
    spans = find(text)
    assert all(first.end <= second.start for first, second in zip(spans, spans[1:], strict=False))


@given(st.text(alphabet="0123456789 -一二三四王李先生我叫号栋楼室abcXx@._粤A微信：\n", max_size=80))
def test_spans_are_in_order_apart_and_true_to_the_text(text):
    spans = find(text)
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]
        end = span.end


@given(st.text(max_size=60))
def test_what_was_redacted_holds_no_number_any_more(text):
    masked, _ = redact("电话13812345678 " + text)
    assert "13812345678" not in masked
