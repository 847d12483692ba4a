"""What the tests of this package measured, for the end of the run. Only bounds that are promised are asserted."""

measured: list[str] = []


def note(fault: str, **seconds: float) -> None:
    """Remember how long something took, in seconds, by what it was."""
    figures = ", ".join(f"{name.replace('_', ' ')} {value:.1f} s" for name, value in seconds.items())
    measured.append(f"{fault}: {figures}")
