"""What a list of posts may say in its columns: who holds which post at which unit, and since when."""

from __future__ import annotations

from lianxin.language.columns import Column
from lianxin.language.pack import Pack
from lianxin.language.reason import Text

NAME, ROLE, UNIT, SINCE = "name", "role", "unit", "since"
_COLUMNS = {
    NAME: (Text("姓名", "Name"), "姓名 名字 人员姓名 工作人员 name"),
    ROLE: (Text("岗位", "Post"), "岗位 系统岗位 角色 任职岗位 post role"),
    UNIT: (Text("单位", "Unit"), "单位 所在单位 任职单位 部门 科室 社区 村居 网格 站点 支部 unit"),
    SINCE: (Text("任职日期", "Since"), "任职日期 任职时间 到岗日期 从哪天起 开始日期 since"),
}
MUST = (NAME, ROLE, UNIT)
"""Without these no row gives anybody a post."""


def columns() -> list[Column]:
    """Everything a list of posts may say."""
    return [Column(key, label, tuple(words.split()), key in MUST) for key, (label, words) in _COLUMNS.items()]


def given(pack: Pack) -> dict[str, Text]:
    """The posts that an administrator gives in a town: all but the district's, those of offices last."""
    roles = sorted(pack.said.roles.items(), key=lambda one: one[1].sees == "numbers")
    return {key: role.label.text() for key, role in roles if role.in_town}
