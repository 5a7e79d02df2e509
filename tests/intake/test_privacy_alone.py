"""People told by the given name alone, by a family name borne seldom in the middle of a sentence, by a name with a dot
in it, in lines of our own: every line says all that is to be found in it."""

from __future__ import annotations

import pytest

from lianxin.intake.privacy import find


def names(text: str) -> list[str]:
    return [one.text for one in find(text) if one.kind == "name"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("秀芳她婆婆摔了一跤", ["秀芳"]),
        ("志强媳妇生了二胎，想问补贴", ["志强"]),
        ("大军家的狗咬人，小红她妈来了", ["大军", "小红"]),
        ("福贵大叔腿断了", ["福贵"]),
        ("楼上天天装修，隔壁养了三只猫", []),
        ("红梅花开的季节，春雨绵绵", []),
        ("志强中学门口堵车，永康路的路灯坏了", []),
        ("佳丽酒店旁的巷子，明珠花园的保安", []),
        ("建国以来第一次，国强民富", []),
        ("大红家具城着火", []),
    ],
)
def test_given_names_alone(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨天雷细妹来窗口领了药", ["雷细妹"]),
        ("我们组的黄三妹没来", ["黄三妹"]),
        ("李胖哥又在楼下烧烤，王瘸腿在路口", ["李", "王"]),
        ("找一下银姐", ["银"]),
        ("问一下青叔", ["青"]),
        ("一名陈姓男子在楼下徘徊", ["陈"]),
        ("王氏兄弟分家，林姓住户不开门", ["王", "林"]),
        ("老百姓男女老少都来了，同姓名的人多", []),
        ("楼长时春花送来口罩", ["时春花"]),
        ("楼长时而来，时而不来", []),
        ("老人李春和的轮椅坏了", ["李春和"]),
        ("孤寡老人景春和家里断煤气", ["景春和"]),
        ("老人李春和社工一起来", ["李春"]),
        ("浩浩妈说接孩子", ["浩浩"]),
    ],
)
def test_people_called_by_family_looks_or_rank(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请给买买提·吐尔洪江办理延期", ["买买提·吐尔洪江"]),
        ("买买提 · 吐尔洪想办摊位证", ["买买提 · 吐尔洪"]),
        ("买买提.吐尔洪想办摊位证", ["买买提.吐尔洪"]),
        ("阿不都·热合曼和阿依夏木·买买提来了", ["阿不都·热合曼", "阿依夏木·买买提"]),
        ("古丽·阿卜杜拉·买买提想办证", ["古丽·阿卜杜拉·买买提"]),
        ("约翰·史密斯想了解登记手续", ["约翰·史密斯"]),
        ("外教让·皮埃尔的签证", ["让·皮埃尔"]),
        ("大卫·布朗先生投诉噪音", ["大卫·布朗"]),
        ("保利·海德公园的业主", []),
        ("党建·引领，恒大·卡迪亚小区", []),
        ("天天向上.加油", []),
    ],
)
def test_names_with_a_dot_go_to_their_end(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "那条叫小黑的狗咬了人",
        "猫叫咪咪，走丢三天",
        "他们家养的金毛叫旺财",
        "学习焦裕禄、孔繁森",
        "社区看了花木兰和林则徐的展览",
    ],
)
def test_animals_and_the_famous_are_nobody(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("四姐玉珍住二楼，暖气不热", ["玉珍"]),
        ("昨晚小卢喝多了在楼下唱歌", ["卢"]),
        ("志愿者名单：高山、白云、江南", ["高山", "白云", "江南"]),
        ("儿子明明今天没去上学", ["明明"]),
        ("孩子天天闹，爸爸常常不在", []),
        ("谭家巷的路灯坏了", []),
        ("老井填了可惜，石师傅补鞋的摊位还在", ["石"]),
        ("穗府办发了通知，连主任都不管", []),
        ("老张面馆门口积水", []),
    ],
)
def test_what_is_weighed_by_what_stands_around_it(text, expected):
    assert names(text) == expected
