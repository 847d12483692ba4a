"""What a training run can be asked to do."""

from collections.abc import Collection
from dataclasses import dataclass

# Lowest and highest value; what is not a number (nan) lies in no range.
RANGES = {
    "epochs": (1, 100_000),
    "batch_size": (1, 100_000),
    "seed": (0, 2**32 - 1),
    "vote_share": (0, 1),
    "votes_head": (0, 1000),
    "label_smoothing": (0, 0.99),
    "class_weight_power": (0, 1),
    "zoom": (1, 4),
    "mixup": (0, 100),
    "teacher_share": (0, 1),
    "learning_rate": (0, 1000),
    "warmup_epochs": (0, 100_000),
    "momentum": (0, 0.9999),
    "weight_decay": (0, 1000),
    "gradient_norm": (0, 1e9),
    "average_decay": (0, 0.999999),
    "early_stopping": (0, 100_000),
    "validation_fraction": (0.001, 0.9),
}
# An option, another one, and the value of the other one with which the first does nothing.
IDLE = (
    ("vote_share", "labels", "ferplus"),
    ("vote_share", "labels", "ferplus8"),
    ("teacher_share", "teachers", ()),
    ("momentum", "optimizer", "adam"),
    ("warmup_epochs", "schedule", "constant"),
)


class OptionError(ValueError):
    """A training run was asked for something impossible; the message names the option."""


@dataclass(frozen=True)
class Options:
    """A training run's settings; stored beside its weights as `configuration.json`.

    Attributes:
        labels: "fer" or "fer8" (with contempt) for the data's own labels, "ferplus" or "ferplus8" for the FER+ votes.
        vote_share: how much of an own label the votes replace, 0..1.
        votes_head: weight of a second output that learns the FER+ votes from the same features; 0 for none.
        class_weight_power: 0 counts crops alike, 1 classes alike.
        oversample: enlarge the smallest class by moved copies, after the split.
        augmentation: name of a kind in `augmentation.KINDS`.
        zoom: how many times larger the network sees the middle of each crop; 1 shows it the whole crop.
        mixup: parameter of the Beta distribution (Zhang et al. 2017, arXiv 1710.09412); 0 for none.
        teachers: folders of finished runs, or files of their weights, whose mean opinion of a crop is learned from
            (Hinton et al. 2015, arXiv 1503.02531).
        teacher_share: how much of the targets the teachers replace, 0..1, that of the votes included.
        optimizer: "sgd" (Nesterov momentum) or "adam".
        schedule: "cosine" after a warm-up, or "constant".
        weight_decay: of kernels; for SGD as strong as an L2 gradient, the way papers give it, for Adam decoupled.
        gradient_norm: longer gradients are scaled down to it; 0 for no limit.
        average_decay: share of the running average of the weights kept at each step; 0 for no average.
        early_stopping: epochs without a better validation accuracy after which training stops; 0 never stops.
        validation_fraction: of the Training part, kept apart to select and calibrate on.
        initial_weights: folder of a finished run of the same network, a file of `export --start`, or what the network
            itself knows ("imagenet"); empty starts at random.
        mixed_bfloat16: compute in bfloat16, keep the weights in float32.
    """

    architecture: str
    data: str
    epochs: int = 40
    seed: int = 0
    batch_size: int = 128
    labels: str = "fer"
    vote_share: float = 0.0
    votes_head: float = 0.0
    label_smoothing: float = 0.1
    class_weight_power: float = 0.0
    oversample: bool = False
    augmentation: str = "faces"
    zoom: float = 1.0
    mixup: float = 0.0
    teachers: tuple[str, ...] = ()
    teacher_share: float = 0.5
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    schedule: str = "cosine"
    warmup_epochs: float = 2.0
    momentum: float = 0.9
    weight_decay: float = 5e-4
    gradient_norm: float = 2.0
    average_decay: float = 0.999
    early_stopping: int = 0
    validation_fraction: float = 0.1
    initial_weights: str = ""
    mixed_bfloat16: bool = False

    def __post_init__(self) -> None:
        """Refuse what no training can be run with.

        Raises:
            OptionError: a number is out of its range; the message names the option.
        """
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise OptionError(f"{flag(name)} must lie between {low:g} and {high:g}, not {value:g}")


def idle_options(options: Options) -> dict[str, str]:
    """Return the options that do nothing in a run, each with the reason."""
    return {
        name: f"with {flag(other)} {value}" if value else f"without {flag(other)}"
        for name, other, value in IDLE
        if getattr(options, other) == value
    }


def check_choice(options: Options, chosen: Collection[str]) -> None:
    """Make sure that everything that the caller chose counts; what comes from elsewhere may be idle.

    Raises:
        OptionError: something does nothing; the message names the option.
    """
    for name, reason in idle_options(options).items():
        if name in chosen:
            raise OptionError(f"{flag(name)} does nothing {reason}: leave it out")


def flag(name: str) -> str:
    """Return what an option is called on the command line."""
    return "--" + name.replace("_", "-")
