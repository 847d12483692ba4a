"""How the product sets numbers: a percent sign is tied to its number, so that no line begins with it."""


def tied(text: str) -> str:
    """The text with no-break spaces where the product writes them."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")
