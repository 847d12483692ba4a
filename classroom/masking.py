"""Keeping secrets and people out of the log.

Links that join, read or erase carry a secret in their path. What PostgreSQL objects to it quotes, names and all.
"""

import logging
import re

SECRET_SEGMENT = re.compile(r"(/(?:join|r|guardian|my-data|receipt|set-password/[^/\s]+)/)[^/\s]+")
# To the end of the message: a quoted value may have lines of its own.
QUOTED_ROW = re.compile(r"\b(DETAIL|CONTEXT):.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)
_plain = logging.Formatter()


class MaskSecrets(logging.Filter):
    """Replace the secret of such a path and the values of such a row, in a message as in its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        if isinstance(record.exc_info, tuple):
            record.exc_text, record.exc_info = masked(_plain.formatException(record.exc_info)), None
        return True


def masked(text: str) -> str:
    return QUOTED_ROW.sub(r"\1: ***", SECRET_SEGMENT.sub(r"\1***", text))
