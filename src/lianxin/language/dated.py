"""Dated values: value ← valid from/to ← document. Asking about last year gives last year's rule."""

from __future__ import annotations

from datetime import date

from lianxin.language.words import DatedValue, Value


class NoValue(LookupError):
    """No value holds on the day asked: the pack must say one, with its document."""

    def __init__(self, key: str, day: date) -> None:
        self.key, self.day = key, day
        super().__init__(f"参数 {key} 在 {day.isoformat()} 没有有效值 (no value of {key} holds on {day.isoformat()})")


def holding(value: Value, day: date, key: str = "") -> DatedValue:
    """The value that holds on `day`, with its source. Errors: NoValue."""
    for dated in sorted(value.dated, key=lambda item: item.since, reverse=True):
        if dated.since <= day and (dated.until is None or day <= dated.until):
            return dated
    raise NoValue(key, day)


def overlaps(value: Value) -> list[tuple[DatedValue, DatedValue]]:
    """Pairs that would both hold on some day although a later one should have ended the earlier."""
    ordered = sorted(value.dated, key=lambda item: item.since)
    return [
        (first, second)
        for first, second in zip(ordered, ordered[1:], strict=False)
        if first.until is not None and first.until >= second.since
    ]
