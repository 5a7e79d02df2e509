"""Log lines without personal data: what looks like a phone, an ID number or a private link is blanked first."""

import logging
import re

# Seven digits or more: phones, ID and card numbers. Matter numbers (SW-2026-00123) stay readable.
_NUMBER = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}|(?<![\d-])\d{7,}[Xx]?")
# The last part of a private link: twenty or more URL-safe characters that mix digits and letters.
_TOKEN = re.compile(r"(?<=/)(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?=[/?\s\"']|$)")


def masked(text: str) -> str:
    """`text` with numbers of seven digits or more and private link tokens blanked."""
    return _TOKEN.sub("…", _NUMBER.sub("…", text))


class MaskingFormatter(logging.Formatter):
    """Formats a record, traceback included, and blanks what could name a person."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class DatabaseAway(logging.Filter):
    """While the database is away every request fails the same way: one line each, without the traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if type(error).__name__ == "ConnectorException" and error is not None:
            error = error.__cause__ or error  # the job queue wraps what the driver said
        if type(error).__name__ in ("OperationalError", "ConnectorException"):
            first = (str(error).strip().splitlines() or ["no answer"])[0]
            record.msg, record.args = "database away: %s", (first,)
            record.exc_info = record.exc_text = None
        return True
