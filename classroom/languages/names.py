"""The languages on offer, each by its own name. Plain data: settings read it."""

SOURCE = "en"  # the language that the code and the templates are written in
LANGUAGES = (
    (SOURCE, "English"),
    ("kk", "Қазақша"),
    ("ru", "Русский"),
    ("uk", "Українська"),
)
TRANSLATED = tuple(code for code, _name in LANGUAGES if code != SOURCE)
