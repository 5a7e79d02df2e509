"""What the kernel's own acts say to the reporter; a pack's actions bring their own sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lianxin.language.reason import Text

OWN = frozenset(
    "file join correct absorb merge split let_go part differs same spawn fade"  # noqa: SIM905
    " lead hang release lead_told lead_reopened leave unfollow vouch tally".split()
)
"""Acts of the kernel itself, whose sentences are not in a pack."""


ANOTHER = Text("另一位反映人说已解决。", "Another reporter says that it is solved.")
VOUCHED = Text("您说已解决。", "You say that it is solved.")


def tally(data: Mapping[str, Any]) -> Text:
    """On what its reporters said a matter was closed: counts, never who."""
    silent = data["of"] - data["solved"]
    if not silent:
        return Text("反映的 {n} 位都说已解决。", "All {n} who reported it say that it is solved.").fill(n=data["of"])
    said = (
        "Of {n} people who reported it, said that it is solved: {solved}; did not answer in time: {silent}. "
        "It is closed as solved. If it is not, you can have it opened again on your own page."
    )
    zh = (
        "反映的 {n} 位里，{solved} 位说已解决，{silent} 位没有在期限内回答，按已解决办结。"
        "要是没解决，可以在自己的进度页上重新打开。"
    )
    return Text(zh, said).fill(n=data["of"], solved=data["solved"], silent=silent)


def own(name: str, data: Mapping[str, Any], owner: str, mine: bool) -> Text | None:
    """The sentence of one; None for what is the office's own business. `owner`: the unit it went to, in the reader's
    language; `mine`: the reporter who reads did it, or it is about him alone."""
    if name == "file":
        return Text("已收到，转给{owner}。", "Received and sent to {owner}.").fill(owner=owner)
    if name == "join" and mine:
        return Text("您反映的和已有的一件是同一件事，合在一起办。", "Somebody had told us the same; both go together.")
    if name == "correct" and owner:
        return Text("核对后转给{owner}办理。", "Checked, and sent to {owner}.").fill(owner=owner)
    if name in ("vouch", "tally"):
        return tally(data) if name == "tally" else VOUCHED if mine else ANOTHER
    if name == "absorb":
        return Text("另一件相同的事合到了这里一起办。", "Another report of the same was joined to this one.")
    if name == "merge":  # read by its reporter only once the merge was taken back
        return Text("和另一件合在一起办。", "Joined with another report.")
    if name in ("leave", "unfollow"):
        return _left(name) if mine else None
    if name == "split":
        said = "Your matter was parted from the other one and goes on by itself."
        return Text("您反映的事和另一件分开，重新单独办理。", said)
    if name == "let_go":
        said = "A report that had been joined to this one was another matter; each goes on by itself."
        return Text("先前合到这里的一件不是同一件事，已经分开办理。", said)
    if name == "part":
        return _parted(data)
    if name == "differs" and mine:
        said = "You said that this is another matter; somebody checks it and tells you."
        return Text("您说这不是同一件事，受理员会核对，有结果会告诉您。", said)
    if name == "same" and mine:
        return Text(f"{data.get('told', '')}。", "Checked: what you told is the same matter, and both go together.")
    if name == "hang":
        return Text("和您说同一件事的还有别人，一并答复。", "Others told of the same; all are answered together.")
    if name == "release" and data.get("told"):
        return Text("您反映的事改为单独办理。", "Your matter is dealt with on its own again.")
    if name == "lead_told":
        return Text(str(data.get("told", "")), str(data.get("told_en", "")))
    if name == "lead_reopened":
        said = f"{data.get('number', '')}, which answers yours too, is dealt with again; you will be told the answer"
        return Text(f"{data.get('told', '')}。", f"{data.get('told_en', said)}.")
    return None


def _left(name: str) -> Text:
    """How he who reads left the matter: what he told is taken back, or he only followed it."""
    if name == "unfollow":
        return Text("您不再跟进这件事。", "You stopped following this matter.")
    said = "You took back what you told. Others told of it too, and it goes on for them."
    return Text("您撤回了您的反映。还有别人也反映了这件事，接着为他们办。", said)


def _parted(data: Mapping[str, Any]) -> Text:
    """How a matter came to be one of its own, with the day on which it was told."""
    said = "What you told on {on:%-d %B %Y} is not the same as {number}; it became this matter of its own."
    zh = "您{on:%-m月%-d日}反映的和 {number} 不是同一件事，分出来另立了这一件，单独办理。"
    return Text(zh, said).fill(on=date.fromisoformat(str(data["day"])), number=data.get("number", ""))
