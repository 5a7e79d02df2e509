"""Numbers of doors and rooms: what leads to one household. A road with a house number or a building alone is where a
problem is, and stays; a room, or a house somebody says they live in, is held."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Final

from lianxin.intake.folding import fold_counts
from lianxin.intake.span import Span, mark
from lianxin.intake.traditional import simplified

_COUNT = "0-9十百拾佰"
_NUMBER = rf"(?:[甲乙丙丁]?[{_COUNT}]{{1,5}}|[A-Za-z][0-9]{{0,3}}|[0-9]{{1,3}}[A-Za-z]|[甲乙丙丁])"
# A number of a house, in whole: of 3十6号 not 6号 alone.
_PLATE = rf"(?<![{_COUNT}])[{_COUNT}]{{1,5}}号"
_JOIN = r"(?:[^\w。.;；!！?？%/:：+=~<>《》“”\"']|[的第]){0,2}(?:(?:再|然后)?[到进上去])?"
_OF = r"(?:之[0-9十百一二三四五六七八九]{1,3}?(?:号(?=[0-9]))?)?"
# What follows a number that counts or measures: 5栋120户, 3号楼200多人.
_MEASURES = "个人名户米元年月日天次位平多余公斤块度条件辆级只台岁分小万千厘毫吨瓦伏种项套张期路倍铺商"
_MEASURED = rf"(?![0-9A-Za-z%]|[ ]?(?!天[天花])[{_MEASURES}]|[ ]?家(?![里中的没漏停有也都]))"
_ROOM_END = r"(?:[ ]?(?:号房间|号房|房间|号室|室|房|号))?"
_BUILDING = rf"{_NUMBER}[ ]?(?:号楼|栋楼|栋|幢|座|#楼|#|号院|楼栋|号大院)"
_UNIT = rf"(?:(?:{_NUMBER}[ ]?|[东西南北中前后左右])(?:单元|梯|门|座|塔))(?:地下室)?"
_FLOOR = rf"(?:{_NUMBER}[ ]?(?:楼|层))"
_ROOM = r"(?:[A-Za-z]?[0-9][0-9oO]{2,3}[A-Za-z]?|[0-9](?: [0-9]){2,3}|[0-9]{1,4}[A-Za-z]?(?=[ ]?(?:号房|房|室)))"

# What a building stands in, told before it: 18号院4号楼102, A区7座1203, 118弄5号602.
_WITHIN = r"(?:(?:[0-9]{1,4}(?:号院|号大院|弄|支弄|组团|区)|[A-Z东西南北中]区)[ ,，]?){0,2}"
_IN_BUILDING = re.compile(
    rf"(?<![0-9A-Za-z]){_WITHIN}(?:{_BUILDING}{_OF}{_JOIN}(?:{_UNIT}{_JOIN}|[0-9]{{1,2}}[\-—–]{{1,2}}){{0,2}}|"
    rf"{_UNIT}{_JOIN}){_FLOOR}?{_JOIN}{_ROOM}"
    rf"(?:[ ]?(?:号房间|号房|房间|号室|室|房)(?=[1-9](?:年|个|天|直|家))|{_ROOM_END}{_MEASURED})"
)
_ON_ROAD = re.compile(
    rf"{_PLATE}{_OF}{_JOIN}(?:{_FLOOR}{_JOIN})?"
    rf"(?:{_ROOM}(?:号房|房间|房|室){_MEASURED}|(?<=[ ,，])[0-9]{{3,4}}{_MEASURED}|(?<=楼)[0-9]{{3,4}}{_MEASURED})"
)
# A flat by its letter or number on a floor: 三座十五楼B, 3栋6楼02, B栋17楼6号.
_LETTERED = re.compile(
    rf"(?<![0-9A-Za-z]){_BUILDING}{_JOIN}(?:{_UNIT}{_JOIN})?{_FLOOR}"
    rf"(?:[A-Za-z](?:室|座|房)?|{_JOIN}(?:0[0-9](?:室|房|号)?|[0-9]{{1,2}}(?:号|室|房|户(?!人))))(?![0-9A-Za-z楼线])"
)
# A flat by its side: 6号楼2单元顶楼东户, 3栋2楼左边那户.
_SIDED = re.compile(
    rf"(?<![0-9A-Za-z]){_BUILDING}{_JOIN}(?:{_UNIT}{_JOIN})?(?:{_FLOOR}|顶楼|顶层|底楼|首层){_JOIN}"
    r"[东西南北中左右头尾]{1,2}(?:手|边|侧|面|起)?(?:第?[0-9])?[那这一]?(?:户(?!型|数)|家|门|室)"
)
# A part of a house by floor and side: 32号二楼前座, 44号地下后座, 9号后座三楼.
_SEATED = re.compile(
    rf"{_PLATE}{_OF}{_JOIN}(?:(?:{_FLOOR}|地下|首层){_JOIN}[前后左右东西南北中]座|"
    rf"[前后左右东西南北中]座{_JOIN}{_FLOOR})"
)
# Houses in rows, and what is counted beside a number: 14排6户, 26号附3号, 4栋附2号.
_IN_ROW = re.compile(
    rf"(?<![{_COUNT}座位])第?[{_COUNT}]{{1,3}}排(?:东|西)?第?[0-9十]{{1,3}}[号户](?![0-9楼线])|"
    r"[0-9]{1,4}[号栋幢座]附[0-9]{1,3}(?:号|"
    r"[\-—][0-9]{1,3})(?![0-9楼线])"
)
# A flat by gate, floor and number: 1门7楼2号, 3单元5楼4户; by its side and number: 东户201, 201东户, 南楼1203.
_GATED = re.compile(
    rf"(?<![0-9A-Za-z]){_BUILDING}{_JOIN}{_UNIT}{_JOIN}[0-9]{{1,2}}(?:号(?![楼线])|户(?!人))|"
    rf"(?<![0-9A-Za-z])(?:{_BUILDING}{_JOIN})?(?:[0-9]{{1,2}}[ ]?门|"
    rf"{_UNIT}){_JOIN}{_FLOOR}{_JOIN}[0-9]{{1,2}}(?:号(?![楼线])|户(?!人)|门(?![口面]))"
    rf"|(?<![0-9A-Za-z])[东西南北中][户][ ]?[0-9]{{3,4}}{_MEASURED}|(?<![0-9A-Za-z.])[0-9]{{3,4}}(?:室|"
    rf"房)?[东西南北中]户(?!型)"
    rf"|(?<![栋幢座{_COUNT}市区县城镇村])[东西南北中前后]楼[ ]?[0-9]{{3,4}}(?:室|房)?{_MEASURED}"
)
# A flat by its letter behind the floor's number, or the floor alone: 6座8E, A座17F.
_FLAT_LETTER = re.compile(
    rf"(?<![0-9A-Za-z]){_BUILDING}{_JOIN}[0-9]{{1,2}}[ ]?[A-HJ-Na-h](?:室|座|房|户)?(?![0-9A-Za-z]|"
    rf"[级类型款档]|会议|办公|大堂|前台|大厅)"
)
# A part of a house: 23号地下, 甲3号院北房, 8号院东厢房.
_PART = re.compile(
    rf"(?<![A-Za-z{_COUNT}])[甲乙丙丁]?{_PLATE}(?:之[0-9])?(?:地下(?![室车停管水通商空层库铁道电人资党工交排])|地铺)"
    rf"|(?<![A-Za-z{_COUNT}])[甲乙丙丁]?{_PLATE}(?:院|大院)?(?:内|里|的)?[东西南北正后前倒](?:厢房|屋|座房|"
    r"房(?!间?子))(?:[0-9]号?)?"
)
# A floor by its side, or a part of a house by its floor: 三楼东户, 后座三楼.
_FLOOR_SIDE = re.compile(
    rf"(?<![0-9A-Za-z]){_UNIT}{_JOIN}(?:{_FLOOR}|顶楼|顶层|底楼|首层){_JOIN}[东西左右中]{{1,2}}(?:手边?|边|侧|"
    rf"户|家|门)|"
    rf"(?<![0-9A-Za-z栋幢座号元]){_FLOOR}(?:最|靠)?(?:[东西南北左右]|左手|右手)(?:边|侧|面|头)?(?:那|"
    rf"这)?(?:户(?![型数])|家(?!具|电|庭))"
    rf"|(?<![0-9号院]) ?(?<![\u3400-\u9fff][前后])[前后]座[0-9一二三四五六七八九]{{1,2}}[楼层](?![梯道])"
)
# Where somebody lives is told by floor alone: 那户姓冷的，就在2栋顶楼.
_TOP = re.compile(
    rf"(?:那户|那家|这户|姓[\u3400-\u9fff]的|租户|租客|业主|"
    rf"邻居)[^\n。;!?]{{0,10}}?在({_BUILDING}{_JOIN}(?:{_UNIT}{_JOIN})?(?:{_FLOOR}|顶楼|顶层|底楼|首层|"
    rf"一楼))(?![0-9A-Za-z])"
)
# A building's letter and a room (B2-1608), and a room of a neighbour (楼上1203, 1203业主).
_LETTER_DASHED = re.compile(
    r"(?<![0-9A-Za-z\-—./])[A-Za-z][0-9]{0,2}[\-—–][0-9]{3,4}(?:号房|室|房)?(?![0-9A-Za-z\-—./]|[型系款线路])"
)
_NEIGHBOUR = re.compile(
    rf"(?:(?<=楼[上下])|(?<=隔壁)|(?<=对[门面]))[0-9]{{3,4}}(?:号房|室|房)?{_MEASURED}"
    r"|(?<![0-9.共有约近余达过超计等A-Za-z第前])(?![0-9]{1,2}00(?![0-9]))[0-9]{3,4}(?=业主|的?(?:住户|租户|"
    r"租客|房东|那户|那家|邻居))"
)
# The room right behind the house number (3巷5号302), as people write it in a hurry; 11月8号1530 is a time.
_ROOM_BEHIND = re.compile(rf"(?<![月{_COUNT}]){_WITHIN}{_PLATE}{_OF}[0-9]{{3,4}}(?:号房|室|房)?{_MEASURED}")
_FLOOR_ROOM = re.compile(rf"(?<![0-9])[{_COUNT}]{{1,2}}(?:楼|层)[ \-]?[0-9]{{3,4}}{_ROOM_END}{_MEASURED}")
_DASHED = re.compile(r"(?<![0-9\-/])[0-9]{1,3}([\-—–/])[0-9]{1,2}\1[0-9]{3,4}(?:号房|室|房)?(?![0-9\-—*/])")
_DASHED_ROOM = re.compile(
    r"(?<![0-9\-])[0-9]{1,3}[\-—–][0-9]{3,4}(?:(?:号房|室|房)(?![间屋])|(?=漏|滴水|渗水|业主|住户|的(?:业主|住户|邻居|租客)|那[户家]|"
    r"家[里的没]|半夜|装修))"
)
_ALONE = re.compile(
    r"(?<![0-9.共有约近余达A-Za-z])(?:[A-Z])?[0-9]{3,4}(?:号房间|号房|房间|室|房)(?![价产贷地源租型号内外])"
)
# The room right behind an estate's name: 逸彩庭园902.
_IN_ESTATE = re.compile(rf"(?<=[园苑阁轩庭寓])(?<![公校儿果茶菜乐林]园)[A-H]?[0-9]{{3,4}}(?![0-9]|[号路线]){_MEASURED}")
# Further rooms of the same house: 3栋302、303.
_MORE = re.compile(rf"[、，,和及/与]\s?([0-9]{{3,4}}(?:号房|房|室)?){_MEASURED}")
# A house as people say it, with the floor they live on: 15号三楼, 甲17号二楼, 23号之一 四楼.
_HOUSE = (
    rf"(?:[0-9]{{1,4}}(?:弄|支弄)){{0,2}}[甲乙丙丁]?[{_COUNT}]{{1,5}}号{_OF}"
    rf"(?:{_JOIN}(?:{_FLOOR}|地下|首层)(?![梯道灯漏堵]))?"
)
_LIVED_IN = re.compile(
    r"(?:家住|住在|我住|现住|租住|暂住|搬[到去]|租在|住址|住所|居住在|我们?家在|我们?家是|"
    r"[她他奶爷公婆伯姨叔人们]家(?:住|在|是)|家里是|户籍|地址|寄[到给往])"
    rf"[^\n。；;!?]{{0,24}}?(?<![{_COUNT}])({_HOUSE})(?![楼线院栋店铺大]|[0-9]{{1,2}}[栋座幢#])"
)
# The room alone, where somebody lives in it or it makes itself heard: 我住801, 夜里901一直有弹珠声.
_ROOM_LIVED: Final = re.compile(
    rf"(?<![入停装居])(?:住(?![院宅户房建])在?|家[在是])([0-9]{{3,4}})(?![0-9A-Za-z医]|[ ]?(?!天[天花])[{_MEASURES}])"
    r"|(?<![入停装居])住([0-9]{1,2}[A-H])(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z.路第约近共])(?!1[12][0-9](?![0-9])|400)([1-9][0-9]?0[1-9])(?=[一\0]直|天天|总是|经常|"
    r"老是|半夜|又在|漏水|滴水|装修)"
)
# A floor by its letter: B栋-17F-03.
_LETTER_FLOOR: Final = re.compile(
    rf"(?<![0-9A-Za-z]){_BUILDING}{_JOIN}[0-9]{{1,2}}[Ff]{_JOIN}[0-9A-Za-z]{{1,4}}(?![0-9A-Za-z])"
)
# A stair and a floor where somebody is at home: 我在12栋1单元17楼.
_AT_HOME: Final = re.compile(rf"(?:我在|家在|我家|我们在|家住|住在?)({_BUILDING}{_JOIN}{_UNIT}{_JOIN}{_FLOOR})")
# A building by itself, where somebody says he lives in it: 我住11栋, 住在四座五楼.
_LIVED_BUILDING = re.compile(
    rf"(?<![入停装])(?:住(?![院宅户房建])在?|搬[到去]了?)[^\n。；;，,!?0-9]{{0,10}}?(?<![0-9A-Za-z同每])"
    rf"(第?{_NUMBER}(?:号楼|栋|幢|座)(?:{_JOIN}{_UNIT})?(?:{_JOIN}(?:{_FLOOR}|顶[楼层]))?)"
    rf"(?![0-9A-Za-z]|[ ]?[{_MEASURES}])"
)
_LIVES = re.compile(
    r"(?<![入停装居])住(?![院宅户房建])[^\n。；;，,!?]{1,14}?[路街巷里坊村围基]"
    rf"({_HOUSE})(?![楼线院栋店铺口])"
)
_LIVED_THERE = re.compile(
    rf"[路街巷里坊村围基屋]([{_COUNT}]{{1,5}}号{_OF})(?=(?:[0-9一二三四五六七八九十首][楼层])?[里内]?"
    r"(?:住|[的嘅]?(?:老人|住户|居民|租客|租户|邻居|人家|[一-龥]?(?:阿婆|阿公|奶奶|爷爷|婆婆|阿姨))))"
)
_VILLAGE = re.compile(rf"(?<=[组队社]){_PLATE}(?![楼线院栋])|(?<=门牌)(?:号)?(?:是|为|:)?\s?[{_COUNT}]{{1,5}}号?")
_DOOR_PLATE = re.compile(rf"门牌[号是为:\s]{{0,3}}[\u3400-\u9fff]{{1,8}}?({_PLATE})(?![楼线院栋])")
_PUBLIC = re.compile(
    r"(?:服务中心|服务大厅|办事大厅|图书馆|办公楼|教学楼|党群|政务|法院|医院|学校|驿站|居委会|派出所|"
    r"门诊)[^\n，。,;；]{0,8}$"
)
_NUMBERED = re.compile(r"(?:编号|型号|图号|单号|货号|批号|桩|杆|柜|设备)[号是为:\s]{0,2}$")
_DATE_LIKE = re.compile(r"(?:19|20)\d\d(?:号房|室|房)?$")


_ESTATE: Final = tuple("园苑阁轩庭寓城湾邸")
"""How names of estates end: behind one, 10-2-1901 is a flat and no date."""
_ANY: Final = re.compile("[0-9]")
_BUILT: Final = re.compile("[楼栋幢座#院单梯门塔层户]")
_DASH: Final = re.compile("[\\-—–/]")
# The patterns by what has to stand in a text for one of them to match, so that most texts are spared most of them.
_OF_BUILDINGS: Final = (
    _IN_BUILDING,
    _LETTERED,
    _LETTER_FLOOR,
    _SIDED,
    _GATED,
    _FLAT_LETTER,
    _FLOOR_SIDE,
    _FLOOR_ROOM,
)
_OF_NUMBERS: Final = (_ON_ROAD, _SEATED, _PART, _ROOM_BEHIND)
_OF_DASHES: Final = (_LETTER_DASHED, _DASHED, _DASHED_ROOM)
_OTHERS: Final = (_NEIGHBOUR, _ALONE, _IN_ESTATE)


def _rooms(folded: str) -> Iterator[re.Pattern[str]]:
    """The patterns that may match in `folded`."""
    if _BUILT.search(folded):
        yield from _OF_BUILDINGS
    if "号" in folded:
        yield from _OF_NUMBERS
    if _DASH.search(folded):
        yield from _OF_DASHES
    if "排" in folded or "附" in folded:
        yield _IN_ROW
    yield from _OTHERS


def doors(text: str) -> Iterator[Span]:
    """Door and room numbers in `text` that lead to a household."""
    folded = fold_counts(simplified(text))
    if _ANY.search(folded) is None:
        return
    for pattern in _rooms(folded):
        for found in pattern.finditer(folded):
            before = folded[max(0, found.start() - 16) : found.start()]
            if pattern in (_DASHED, _IN_ESTATE) and _DATE_LIKE.search(found[0]) and before[-1:] not in _ESTATE:
                continue
            if pattern in (_LETTER_DASHED, _DASHED) and _NUMBERED.search(before):
                continue
            if not _PUBLIC.search(before):
                start = found.start() - (folded[found.start() - 1 : found.start()] == "第")
                yield mark(text, start, found.end(), "door")
                yield from _more(text, folded, found.end())
    for found in itertools.chain(_ROOM_LIVED.finditer(folded), _AT_HOME.finditer(folded), _TOP.finditer(folded)):
        group = found.lastindex or 1
        yield mark(text, found.start(group), found.end(group), "door", "像是住处", "seems to be where someone lives")
    if "住" in folded or "搬" in folded:
        for found in _LIVED_BUILDING.finditer(folded):
            yield mark(text, found.start(1), found.end(1), "door", "前面说是住处", "said to be where someone lives")
    if "号" not in folded:
        return
    for pattern in (_LIVED_IN, _LIVES, _LIVED_THERE):
        for found in pattern.finditer(folded):
            if _PUBLIC.search(folded[max(0, found.start() - 16) : found.start()]):
                continue
            yield mark(text, found.start(1), found.end(1), "door", "前面说是住处", "said to be where someone lives")
    for found in itertools.chain(_VILLAGE.finditer(folded), _DOOR_PLATE.finditer(folded)):
        group = found.lastindex or 0
        yield mark(text, found.start(group), found.end(group), "door")


# A room told right before who lives there: 601的王建华, 202 吴水仙, 1404姓曾的.
_BEFORE_NAME: Final = re.compile(
    r"(?<![0-9A-Za-z.\-/:第共约近达元年费])(?!(?:19|20)[0-9]{2})([1-9][0-9]?[0-4][0-9](?:号房|室|房)?)"
    r"(?:的|业主|户主|住户|租户|租客|住的是|住着|姓|[ ])?$"
)


def doors_of(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Rooms that are told right before a name in `names`."""
    names = list(names)
    if not names:
        return
    folded = fold_counts(simplified(text))
    for name in names:
        found = _BEFORE_NAME.search(folded, max(0, name.start - 9), name.start)
        if found:
            yield mark(text, found.start(1), found.end(1), "door", "写在名字前", "written before a name")


def _more(text: str, folded: str, at: int) -> Iterator[Span]:
    while more := _MORE.match(folded, at):
        yield mark(text, more.start(1), more.end(1), "door")
        at = more.end()
