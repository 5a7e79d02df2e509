"""Sure is never wrong: what a sentence says against the place of a like name keeps it from deciding. Places are real,
sentences invented."""

from __future__ import annotations

from collections import Counter

import pytest

from lianxin.intake.places import Gazetteer, Place

CITY, DISTRICT, TOWN = 1, 2, 3
UP = (TOWN, DISTRICT, CITY)
PLACES = [
    Place(CITY, "广州市", "city", "4401"),
    Place(DISTRICT, "荔湾区", "district", "440103", (CITY,)),
    Place(TOWN, "石围塘街道", "town", "440103017", (DISTRICT, CITY), ("石围塘",)),
    Place(10, "桥东社区", "community", "440103017009", UP, ("桥东",)),
    Place(11, "山村社区", "community", "440103017001", UP, ("山村",)),
    Place(12, "南塘社区", "community", "440103017005", UP, ("南塘",)),
    Place(13, "秀水社区", "community", "440103017006", UP, ("秀水",)),
    Place(14, "芳村大道西", "road", None, UP, ("芳村大道",)),
    Place(15, "山村路", "road", None, (11, *UP)),
    Place(16, "逸彩庭园", "estate", None, UP, ("逸彩",)),
    Place(17, "滘口客运站", "place", None, UP, ("滘口地铁站",)),
]
HERE = Gazetteer(PLACES, TOWN)

# Sentence → the place it must be put in, or None where a person has to decide.
SENTENCES = [
    ("桥东社区的路灯坏了", 10),
    ("桥东社区居委会门口积水", 10),
    ("广州市荔湾区石围塘街道桥东社区居民委员会", 10),
    ("石围塘街桥东社区党群服务中心", 10),
    ("橋東社區嘅路燈壞咗", 10),
    ("石圍塘街道橋東社區", 10),
    ("住在桥东，楼道灯不亮", 10),
    ("桥东路灯坏了", 10),
    ("逸彩庭园3栋电梯停了", 16),
    ("山村路5号门口井盖松动", 15),
    ("芳村大道西12号油烟", 14),
    ("滘口地铁站C出口有人摆摊", 17),
    ("桥东社区对面的路灯坏了", None),
    ("桥东社区附近有垃圾", None),
    ("从桥东社区到山村社区的公交太少", None),
    ("番禺区市桥街道桥东社区路灯坏了", None),
    ("番禺区桥东社区路灯坏了", None),
    ("深圳市桥东社区路灯坏了", None),
    ("东莞桥东社区", None),
    ("我在佛山，桥东社区的路灯", None),
    ("A市B区桥东社区", None),
    ("东山街道桥东社区的路灯坏了", None),
    ("东山街桥东社区", None),
    ("我是东山街道的，桥东社区路灯坏了", None),
    ("大沥镇，桥东社区的灯坏了", None),
    ("来自沙面街道居民：桥东社区的井盖", None),
    ("住素社街道，桥东社区居委会没人接电话", None),
    ("白沙镇桥东村委会门前积水", None),
    ("我是石围塘街道的，桥东社区路灯坏了", 10),
    ("我们街道的桥东社区路灯坏了", 10),
    ("本街道，桥东社区的垃圾", 10),
    ("这条街道的垃圾没人扫，在桥东社区", 10),
    ("门前街道的树倒了，在桥东社区", 10),
    ("桥东社区商业街的招牌掉了", 10),
    ("去旧城区街道办事处办证，回桥东社区要一小时", 10),
    ("整条街的灯都不亮，桥东社区居委会门口", 10),
    ("老乡的店在桥东社区，油烟很大", 10),
    ("东山街道逸彩庭园3栋", None),
    ("A3区桥东社区", None),
    ("芳村大道中5号", None),
    ("秀水青山，祖国真美", None),
    ("秀水村的路烂了", None),
    ("南塘村没有水", None),
    ("逸彩电影院的票", None),
    ("汕头市南塘镇", None),
    ("桥东西路塌了", None),
    ("山村教师很辛苦", None),
]


@pytest.mark.parametrize(("text", "place"), SENTENCES)
def test_where(text, place):
    reading = HERE.find(text)
    assert (reading.best.id if reading.sure and reading.best else None) == place, reading.reason.say()
    assert reading.reason.say("en")


def test_with_a_longer_list_a_town_named_bare_contradicts():
    other = [Place(20, "东山街道", "town", "440104015", (CITY,)), Place(21, "东华社区", "community", None, (20, CITY))]
    longer = Gazetteer([*PLACES, *other], TOWN)
    reading = longer.find("东山桥东社区的路灯坏了")
    assert (reading.sure, reading.reason.code) == (False, "conflict")
    assert longer.find("桥东社区的路灯坏了").sure
    assert not Gazetteer([*PLACES, *other]).find("桥东社区的路灯坏了").sure


@pytest.mark.parametrize("text", ["北京路的桥东社区居委会", "桥东社区的菜市场和超市很吵", "桥东社区门口重庆小面油烟"])
def test_a_citys_name_in_another_word_does_not_contradict(text):
    assert HERE.find(text).sure


def test_what_keeps_it_from_deciding_is_told():
    reasons = Counter(HERE.find(text).reason.code for text in ("东莞桥东社区", "A市B区桥东社区", "桥东社区旁边"))
    assert reasons == {"elsewhere": 2, "beside": 1}
