import tomllib
from dataclasses import replace

from inference.release.entries import arguments_of, put_entry, to_toml
from inference.training.runs import options_for


def entry(name: str, default: bool = True, accuracy: float = 0.5) -> dict[str, object]:
    return {"name": name, "default": default, "classes": ["x", "ä"], "metrics": {"accuracy": accuracy}}


def stored(folder) -> list[dict[str, object]]:
    return tomllib.loads((folder / "weights.toml").read_text(encoding="utf-8"))["model"]


def test_entry_survives_being_written_and_read():
    assert tomllib.loads(to_toml(entry("a"))) == {"model": [entry("a")]}


def test_entry_of_the_same_name_is_replaced(tmp_path):
    put_entry(entry("a", accuracy=0.5), tmp_path)
    put_entry(entry("a", accuracy=0.6), tmp_path)

    assert stored(tmp_path) == [entry("a", accuracy=0.6)]


def test_new_default_takes_over(tmp_path):
    put_entry(entry("a"), tmp_path)
    put_entry(entry("b"), tmp_path)

    assert stored(tmp_path) == [entry("a", default=False), entry("b")]


def test_entry_that_is_not_the_default_leaves_it(tmp_path):
    put_entry(entry("a"), tmp_path)
    put_entry(entry("b", default=False), tmp_path)

    assert stored(tmp_path) == [entry("a"), entry("b", default=False)]


def test_arguments_are_what_differs_from_the_recipe():
    options = options_for("residual_cnn", {"data": "none", "epochs": 3, "oversample": True, "teachers": ("a", "b")})

    assert arguments_of(options) == "--architecture residual_cnn --epochs 3 --oversample --teachers a b"


def test_arguments_leave_out_what_did_nothing():
    """Recipes of older versions held such values, and `train` refuses them from a caller."""
    older = replace(options_for("residual_cnn", {"data": "none", "epochs": 3}), warmup_epochs=0.0, momentum=0.5)

    assert arguments_of(older) == "--architecture residual_cnn --epochs 3"


def test_what_a_recipe_has_can_be_switched_off():
    options = options_for("small_cnn_balanced", {"data": "none", "oversample": False})

    assert arguments_of(options) == "--architecture small_cnn_balanced --no-oversample"
