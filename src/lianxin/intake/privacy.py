"""De-identification: what in a text identifies or reaches a person is found, masked, and held for a person to look at.

Nothing is published on the machine's word alone: `must_hold` says what a person has to see first, and what is not
found stays the reviewer's task. How well it finds is measured on invented texts (tests/intake/privacy_cases.csv).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container
from unicodedata import normalize

from lianxin.intake.contacts import contacts
from lianxin.intake.doors import doors, doors_of
from lianxin.intake.numbers import numbers
from lianxin.intake.people import people
from lianxin.intake.plates import plates
from lianxin.intake.rooms import rooms
from lianxin.intake.span import MASKS, ORDER, Span

__all__ = ["MASKS", "Span", "find", "masks_in", "must_hold", "redact"]


def find(text: str) -> list[Span]:
    """Every private stretch of `text`, in order, none overlapping another. Kinds: the keys of `MASKS`.

    Cost is linear in the length; callers cap texts at 5,000 characters all the same (`understanding.clean`).
    """
    reached = [*numbers(text), *contacts(text), *plates(text)]
    named = list(people(text, reached))
    inside = list(doors(text))
    return _apart([*reached, *inside, *rooms(text, inside), *doors_of(text, named), *named])


def redact(text: str, public: Callable[[], Container[str]] | None = None) -> tuple[str, list[Span]]:
    """`text` with each private stretch replaced by its mask ("[电话]", "[姓名]", …), and the stretches. `public` gives
    the digits of numbers that are nobody's, such as an office's; it is asked only where a landline was found."""
    spans = find(text)
    if public is not None and any(span.kind == "landline" for span in spans):
        known = public()
        spans = [span for span in spans if span.kind != "landline" or _digits(span.text) not in known]
    pieces: list[str] = []
    end = 0
    for span in spans:
        pieces += (text[end : span.start], span.mask)
        end = span.end
    return "".join(pieces) + text[end:], spans


def must_hold(text: str) -> list[Span]:
    """The stretches for which a public display of `text` waits for a person: every kind there is."""
    return find(text)


def masks_in(text: str) -> list[str]:
    """The masks that stand in `text`, each once: machine words, which no text for the public should hold."""
    return [mask for mask in dict.fromkeys(MASKS.values()) if mask in text]


def _digits(text: str) -> str:
    return "".join(char for char in normalize("NFKC", text) if char.isdecimal())


def _apart(spans: list[Span]) -> list[Span]:
    """The spans without overlaps: the kind that stands earlier in ORDER stays, then the longer one."""
    kept: list[Span] = []
    starts: list[int] = []
    for span in sorted(spans, key=lambda span: (ORDER.index(span.kind), span.start - span.end, span.start)):
        at = bisect_left(starts, span.end)
        if at and kept[at - 1].end > span.start:
            continue
        kept.insert(at, span)
        starts.insert(at, span.start)
    return kept
