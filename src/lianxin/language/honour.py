"""Honours as a register: years in a row are counted from what is written down, never typed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from lianxin.language.appraisal import hindrances
from lianxin.language.reason import Reason, because


def in_a_row(years: Collection[int], last: int) -> int:
    """How many years in a row up to `last`, each on record once or more; a gap ends it."""
    held, found = set(years), 0
    while last - found in held:
        found += 1
    return found


def over_quota(quota: int | None, named: int) -> Reason | None:
    """Refuses to go on with more names than there are places."""
    if quota is None or named <= quota:
        return None
    zh, en = (
        "名额 {quota} 个，已推荐 {named} 个，请先减到名额以内",
        "{quota} places, {named} named; take some off the list first",
    )
    return because("quota", zh, en, quota=quota, named=named)


def ungiven(state: str, today: date, until: date | None, waiting: int, upheld: bool) -> list[Reason]:
    """Why an honour of the town's own may not be given today: not on notice, the notice runs, an objection waits for
    its answer or was right."""
    if state == "withdrawn" or upheld:
        return [because("withdrawn", "异议成立或已撤下，不能授予", "an objection was right, or it was withdrawn")]
    if state != "noticed":
        return [because("not_noticed", "还没有公示，不能授予", "it has not been on notice")]
    return hindrances(today, until, waiting)


def unshown(of: str, consented: bool) -> Reason | None:
    """A person's honour is shown to the public only with that person's consent."""
    if of != "person" or consented:
        return None
    return because(
        "consent", "公开个人荣誉要先得到本人同意", "a person’s honour is public only with that person’s consent", "pipl"
    )


def unvoted(needed: bool) -> Reason | None:
    """Refuses a name that no meeting voted, where a vote is needed."""
    if not needed:
        return None
    zh = "推荐要先由会议表决：请选表决推荐的那次会议；还没有开的，先在“活动”里排一次会，议程写上推荐谁"
    en = (
        "a meeting votes first: choose the one that named; if there is none yet, plan it and put the name on its agenda"
    )
    return because("unvoted", zh, en)
