"""Logging without personal data."""

import logging
import re

# Phone numbers (E.164 or domestic) and resident registration numbers.
PERSONAL_DATA = re.compile(r"(?<![\w-])(?:\+82|0)\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}(?!\d)|(?<!\d)\d{6}-?[1-8]\d{6}(?!\d)")
# What opens a citizen's conversation or complaint to whoever has it.
TOKENS = re.compile(r"((?<!/api)/(?:chat|status)/|\b(?:contact|complaint)=)[^\s/?&\"']+")

_traceback = logging.Formatter()


class MaskPersonalData(logging.Filter):
    """Replace by stars what looks like a phone number or a resident registration number, and citizens' tokens, in a
    message and in the traceback that comes with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = _masked(message)
        if masked != message:
            record.msg, record.args = masked, None
        if record.exc_info:
            record.exc_text = _masked(record.exc_text or _traceback.formatException(record.exc_info))
        return True


def _masked(text: str) -> str:
    return TOKENS.sub(r"\1***", PERSONAL_DATA.sub("***", text))
