"""`scores`: what answers that know nothing get in every formula of `docs/engagement.md`."""

import argparse
from typing import Any

from inference.commands.printing import print_report


def add(commands: Any) -> None:
    """Describe `scores`."""
    command = commands.add_parser("scores", help="print what constant and random answers get in every score")
    command.set_defaults(run=scores)


def scores(_options: argparse.Namespace) -> int:
    """Print the scores of each emotion when it is certain, their mean, and the scores of equal probabilities.

    The mean is what a classifier gets that is sure of an emotion drawn by lot; equal probabilities, one that is sure
    of nothing.
    """
    from inference.labels import EMOTIONS

    certain = {name: _scores([float(name == other) for other in EMOTIONS]) for name in EMOTIONS}
    by_lot = {score: sum(of[score] for of in certain.values()) / len(EMOTIONS) for score in certain[EMOTIONS[0]]}
    equal = _scores([1 / len(EMOTIONS)] * len(EMOTIONS))
    print_report({name: _rounded(of) for name, of in {**certain, "by_lot": by_lot, "equal": equal}.items()})
    return 0


def _scores(probabilities: list[float]) -> dict[str, float]:
    """Return every score of one answer."""
    from inference.circumplex import place
    from inference.engagement import engagement, valence

    point = place(probabilities)
    return {
        "valence": valence(probabilities),
        "pleasure": point.pleasure,
        "arousal": point.arousal,
        "engagement_centred": engagement(probabilities, "centred"),
        "engagement_off_centre": engagement(probabilities, "off_centre"),
        "engagement_half_closed": engagement(probabilities, "centred", "half_closed"),
        "engagement_closed": engagement(probabilities, "centred", "closed"),
    }


def _rounded(values: dict[str, float]) -> dict[str, float]:
    """Return the values to three decimals."""
    return {name: round(value, 3) for name, value in values.items()}
