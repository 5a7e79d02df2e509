"""Masks: what may be shown of a phone, a name, an ID number or an address when the full one was not asked for.

A mask is chosen to let two people on the phone agree that they speak of the same person, and no more. When the input
is not what it claims to be, less is shown, never more. A mask is how a value is rendered, never a second field
(one field, one truth: 同一数据多种填法 is what staff suffer from).
"""

import re
import unicodedata

_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|夏侯|轩辕|端木|百里|南宫|西门|呼延|宇文|长孙|独孤|"
    "拓跋|澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|仲孙|钟离|鲜于|闾丘|亓官|司寇|赫连|东郭|欧陽|司馬|諸葛|東方"
)
"""Surnames of two characters still in use (通用规范 forms and the older forms residents may type)."""

_MOBILE = re.compile(r"(?:0?0?86)?(1[3-9]\d{9})")
_ID_NUMBER = re.compile(r"\d{17}[\dX]|\d{15}")
_DOOR = re.compile(
    r"\d|[A-Za-z]|[零〇一二三四五六七八九十百千两甲乙丙丁戊东西南北前后左右]+(?=[号栋幢座楼室房层门户弄组梯]|单元|号楼)"
)
_LOCALITY = re.compile(r"省|市|区|县|旗|镇|乡|街道|大道|社区|村|路|街|巷|道")


def _plain(text: str) -> str:
    """Full-width and circled forms as plain characters, so that no digit hides from the rules below."""
    return unicodedata.normalize("NFKC", text).strip()


def mask_phone(phone: str) -> str:
    """A mobile as 138****1234; a landline or anything else as its last digits only: four of eight or more, else none.

    Non-digits are dropped, so an account name typed into the phone field shows as stars.
    """
    if phone.isascii():
        digits = "".join(filter(str.isdecimal, phone))
    else:
        digits = "".join(str(unicodedata.decimal(c)) for c in _plain(phone) if c.isdecimal())
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return f"{mobile[1][:3]}****{mobile[1][-4:]}"
    return "****" + (digits[-4:] if len(digits) >= 8 else "")


def mask_name(name: str) -> str:
    """The surname and a star per further character, three at most: 王*, 王**, 欧阳**. Other scripts: an initial."""
    name = _plain(name)
    if len(name) < 2:
        return "*"
    shown = 2 if len(name) > 2 and _COMPOUND.match(name) else 1
    return name[:shown] + "*" * min(len(name) - shown, 3)


def mask_id(number: str) -> str:
    """An identity number (GB 11643) as province and its last characters: 44************123X; 15 digits show three.

    The birth date and the district stay hidden. Any other document shows its last two characters of eight or more.
    """
    number = _plain(number).upper()
    if _ID_NUMBER.fullmatch(number):
        tail = 4 if len(number) == 18 else 3
        return number[:2] + "*" * (len(number) - 2 - tail) + number[-tail:]
    return "********" + (number[-2:] if len(number) >= 8 else "")


def mask_address(address: str) -> str:
    """The address down to its road or community, without estate, building or door: 石围塘街道芳村大道***.

    Nothing is shown from the first door number on, nor after the last road or community before it.
    """
    address = _plain(address)
    door = _DOOR.search(address)
    before = address[: door.start()] if door else address
    ends = [m.end() for m in _LOCALITY.finditer(before)]
    return (before[: ends[-1]] if ends else "") + "***"
