"""Logging without personal data."""

import logging
import re

# Phone numbers (E.164 or domestic) and resident registration numbers.
PERSONAL_DATA = re.compile(r"(?<![\w-])(?:\+82|0)\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}(?!\d)|(?<!\d)\d{6}-?[1-8]\d{6}(?!\d)")


class MaskPersonalData(logging.Filter):
    """Replace what looks like a phone number or a resident registration number in a message by stars."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = PERSONAL_DATA.sub("***", message)
        if masked != message:
            record.msg, record.args = masked, None
        return True
