"""Kinds of names, doors and ways to be reached that the tenth set taught, in lines of our own: every line says all that
is to be found in it, so that it measures what is found too much as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianxin.intake.privacy import find
from lianxin.intake.privacy_measure import cases, measure

HERE = Path(__file__).parent


def test_half_of_a_tenth_set_written_blind_keeps_what_was_reached():
    # First run 0.736 / 0.912; mended on once (bench/privacy.md).
    result = measure(cases(HERE / "privacy_tenth.csv"))
    assert result["texts"] == 160 and result["spans"] == 140
    assert result["recall"] >= 0.985 and result["precision"] >= 0.99, result["missed"] + result["false"]


def test_the_half_that_nobody_mended_on_keeps_what_it_gained():
    # 0.647 / 0.808 before the other half was mended on.
    result = measure(cases(HERE / "privacy_tenth_kept.csv"))
    assert result["texts"] == 160 and result["spans"] == 150
    assert result["recall"] >= 0.766 and result["precision"] >= 0.858, result["missed"] + result["false"]


@pytest.mark.parametrize(("name", "recall", "precision"), [("twelfth", 0.78, 0.88), ("twelfth_kept", 0.776, 0.92)])
def test_ordinary_sentences_keep_what_was_gained(name, recall, precision):
    # 0.673 / 0.883 and 0.748 / 0.929 at first sight; of the kept half no line was looked at (bench/privacy.md).
    result = measure(cases(HERE / f"privacy_{name}.csv"))
    assert result["texts"] >= 149 and result["spans"] >= 101
    assert result["recall"] >= recall and result["precision"] >= precision


def names(text: str) -> list[str]:
    return [one.text for one in find(text) if one.kind == "name"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("吐尔逊江大叔在门口卖馕", ["吐尔逊江"]),
        ("请问热依汗的低保批了没有", ["热依汗"]),
        ("我们楼的迪丽努尔想学做饭", ["迪丽努尔"]),
        ("玛依拉大姐在吗", ["玛依拉"]),
        ("扎西家的水管爆了", ["扎西"]),
        ("阿妈央宗住院了", ["央宗"]),
        ("拉巴次仁租住在六楼", ["拉巴次仁"]),
        ("白玛曲珍今天请假", ["白玛曲珍"]),
        ("吉克阿牛带着两个娃租在这里", ["吉克阿牛"]),
        ("阿苦尔布在工地摔了", ["阿苦尔布"]),
        ("岩温问居住证怎么办", ["岩温"]),
        ("乌力吉要补办身份证", ["乌力吉"]),
        ("巴图大叔教马头琴", ["巴图"]),
        ("格日勒图申请公租房", ["格日勒图"]),
        ("巴音郭楞的水果到了，呼和浩特来的牛奶也到了", []),
        ("格桑花开了，乌云密布要下雨", []),
        ("罗布泊和香格里拉都去过", []),
    ],
)
def test_names_of_other_peoples(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("战师傅，水表装反了", ["战"]),
        ("户主母先生来电", ["母"]),
        ("秘小姐订的桶装水到了", ["秘"]),
        ("秘书记录得很细", []),
        ("干主任答应周五来，干部也来", ["干"]),
        ("我姓干，不是于", ["干"]),
        ("老百姓维权难", []),
        ("海小玲同学的校服落在门岗", ["海小玲"]),
        ("投诉人银志刚说路灯不亮", ["银志刚"]),
        ("母丽萍的居住证好了", ["母丽萍"]),
        ("丢车的是我，敬德全，前天来过", ["敬德全"]),
        ("这一带，青石板，碧水桥，都要修", []),
        ("哈经理说没钱退", ["哈"]),
        ("木材店老板和火锅店老板都在", []),
        ("万元户和一元店", []),
    ],
)
def test_family_names_borne_seldom(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("姓名：木兰，电话没留", ["木兰"]),
        ("学生姓名：青云", ["青云"]),
        ("姓名：不详，性别：男", []),
        ("姓名一栏填错了", []),
        ("白雪她妈住院了", ["白雪"]),
        ("今天白雪皑皑", []),
        ("江山今年八十二岁，独居", ["江山"]),
        ("江山如画的展板倒了", []),
        ("给国庆发个消息，让他来领米", ["国庆"]),
        ("给国庆晚会报名", []),
        ("轮到田野和白杨值班", ["田野", "白杨"]),
        ("@文静 明天记得带身份证", ["文静"]),
        ("请通知高远来签字", ["高远"]),
        ("黎明，男，七十岁", ["黎明"]),
        ("黎明前有人放炮", []),
        ("请转告金秋，合唱排练改周四", ["金秋"]),
        ("金秋十月，桂花飘香", []),
        ("雷雨同学，请到传达室", ["雷雨"]),
        ("雷雨天气，注意安全", []),
        ("时光，你家的快递", ["时光"]),
        ("楼长时玉梅送来垫子", ["时玉梅"]),
        ("队长应当明天来", []),
        ("志明，你的快递到了", ["志明"]),
        ("请通知海英来领奖", ["海英"]),
        ("祝贺，你被录取了", []),
        ("姓名写成“王 芳”系统不认", ["王 芳"]),
        ("我家采光不好", []),
    ],
)
def test_words_that_are_names_where_only_a_person_stands(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("马胖子把车停在我家门口", ["马"]),
        ("找黄木匠修门", ["黄"]),
        ("刘老三又喝多了", ["刘"]),
        ("找周电工换保险丝", ["周"]),
        ("物管电工没来，请电工来看看", []),
        ("老三届知青聚会，社区老大难问题", []),
        ("您找罗工啊，归谭工管了", ["罗", "谭"]),
        ("施工和监理都在，找零工作", []),
        ("林家那小子天天打球", ["林"]),
        ("赵家媳妇生了", ["赵"]),
        ("人家那小子，店家的小孩，谁家孩子", []),
        ("胖婶，你家锅糊了", ["胖婶"]),
        ("铁蛋他爹喊你", ["铁蛋"]),
        ("栓柱又去赌了", ["栓柱"]),
        ("有个叫铁柱的工人", ["铁柱"]),
        ("保姆叫桂花，四川人", ["桂花"]),
        ("她儿子叫强子", ["强子"]),
        ("豆豆妈妈，接龙写一下", ["豆豆"]),
        ("子涵爸爸说不来", ["子涵"]),
        ("天天妈妈送饭，家家爸爸都来", []),
        ("秀英大妈走丢了", ["秀英"]),
        ("春生叔借的梯子没还", ["春生"]),
        ("安全同学，和谐奶奶", []),
        ("我三舅石海生", ["石海生"]),
        ("俺爹杜长林今年七十九", ["杜长林"]),
    ],
)
def test_bynames_and_given_names_alone(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "康师傅牛肉面和王老吉摆在一起",
        "周大福金店门口堵车",
        "张亮麻辣烫油烟大",
        "花婶米粉和胖哥烤鱼都开到半夜",
        "钱大妈门口排队",
        "桂花苑、丁香苑都停水",
        "杨梅树和柳树都倒了",
        "燕子在窗口做了窝",
        "童装店老板喇叭声大",
        "时尚大妈跳舞到九点",
    ],
)
def test_brands_shops_plants_and_estates_are_nobody(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("丙5号楼302漏水", "丙5号楼302"),
        ("6座8E半夜装修", "6座8E"),
        ("A座 17F的人乱丢烟头", "A座 17F"),
        ("南楼1203天天吵", "南楼1203"),
        ("23号地下堆满纸皮", "23号地下"),
        ("甲3号院北房漏雨", "甲3号院北房"),
        ("后座三楼晾衣服滴水", "后座三楼"),
        ("东户201总不关门", "东户201"),
        ("三楼东户养了五只猫", "三楼东户"),
        ("2门7楼1号又堆杂物", "2门7楼1号"),
        ("家在三单元四楼5号", "三单元四楼5号"),
        ("那户姓冷的就在2栋顶楼", "2栋顶楼"),
        ("停车场3座5A级", ""),
        ("28号地下室积水", ""),
        ("办公楼南楼1203会议室", ""),
        ("地下23号车位被占", ""),
    ],
)
def test_doors_by_gate_side_letter_and_part_of_a_house(text, door):
    assert [one.text for one in find(text) if one.kind == "door"] == ([door] if door else [])


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("社保卡没到，我的号13800138000", [("phone", "13800138000")]),
        ("护照号码13912345678", [("id_number", "13912345678")]),
        ("微信我填的是lao_wang88", [("wechat", "lao_wang88")]),
        ("加我wx，就是mama_li2020", [("wechat", "mama_li2020")]),
        ("微信群叫abc_2020group", []),
    ],
)
def test_numbers_and_ids_told_loosely(text, private):
    assert [(one.kind, one.text) for one in find(text)] == private
