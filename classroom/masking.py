"""Keeping secrets out of the log: links that join, read or erase carry them in their path."""

import logging
import re

SECRET_SEGMENT = re.compile(r"(/(?:join|r|guardian|my-data|receipt|set-password/[^/\s]+)/)[^/\s]+")
_plain = logging.Formatter()


class MaskSecrets(logging.Filter):
    """Replace the secret of such a path, wherever in a message or its traceback it stands."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        if isinstance(record.exc_info, tuple):
            record.exc_text, record.exc_info = masked(_plain.formatException(record.exc_info)), None
        return True


def masked(text: str) -> str:
    return SECRET_SEGMENT.sub(r"\1***", text)
