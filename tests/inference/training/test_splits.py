"""Nothing is trained, taught, averaged or exported where a network would be measured on what it has learned."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inference.__main__ import main
from inference.release.assembly import Assembly
from inference.release.export import export
from inference.training import architectures
from inference.training.dataset import fingerprint
from inference.training.options import Options
from inference.training.runs import RunError
from inference.training.splits import SPLIT_FILE, SPLIT_NAME, check_split, stored_split
from inference.training.starts import save_start
from inference.training.train import Run
from tests.inference.training.tiny import TINY, bright_crops, write_crops

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

ANOTHER_SPLIT = "another validation split"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A finished run, its start, its data (`crops.npz`) and the same images in another order (`shuffled.npz`)."""
    folder = tmp_path_factory.mktemp("splits")
    crops = bright_crops()
    write_crops(folder / "crops.npz", crops)
    write_crops(folder / "shuffled.npz", crops.take(np.random.default_rng(1).permutation(len(crops))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(architectures.ARCHITECTURES, "tiny", TINY)
        Run(Options("tiny", str(folder / "crops.npz"), epochs=1, batch_size=16), folder / "run").train()
        save_start(folder / "run", folder / "start.npz")
        yield folder


def shuffled(folder: Path, **more: object) -> Options:
    return Options("tiny", str(folder / "shuffled.npz"), epochs=2, batch_size=16, **more)


def test_run_and_its_start_name_the_same_images(folder):
    assert stored_split(folder / "run") == stored_split(folder / "start.npz")
    check_split(
        folder / "run",
        Run(replace(shuffled(folder), data=str(folder / "crops.npz")), folder / "same").split.fingerprint,
    )


def test_order_and_repeats_of_validation_images_do_not_matter():
    pixels = bright_crops(5).pixels

    assert fingerprint(pixels) == fingerprint(np.concatenate([pixels[::-1], pixels[:2]]))
    assert fingerprint(pixels) != fingerprint(pixels[1:])


def test_run_is_not_exported_with_other_data(folder, tmp_path):
    with pytest.raises(RunError, match=ANOTHER_SPLIT):
        export(folder / "run", folder / "shuffled.npz", "small", folder=tmp_path)


def test_run_does_not_go_on_with_other_data(folder):
    with pytest.raises(RunError, match=ANOTHER_SPLIT):
        Run(shuffled(folder), folder / "run", resume=True)


@pytest.mark.parametrize("name", ["run", "start.npz"])
@pytest.mark.parametrize("option", ["initial_weights", "teachers"])
def test_run_takes_no_weights_that_were_learned_on_its_validation_images(folder, tmp_path, name, option):
    value = str(folder / name)
    options = shuffled(folder, **{option: (value,) if option == "teachers" else value})

    with pytest.raises(RunError, match=ANOTHER_SPLIT):
        Run(options, tmp_path / "next")


@pytest.mark.parametrize("way", ["mean_with", "beside"])
def test_no_mean_is_taken_with_a_run_of_other_data(folder, tmp_path, way):
    Run(replace(shuffled(folder), epochs=1), tmp_path / "other").train()

    with pytest.raises(RunError, match=ANOTHER_SPLIT):
        save_start(folder / "run", tmp_path / "mean.npz", [tmp_path / "other"])
    assembly = Assembly(**{way: (tmp_path / "other",)})
    with pytest.raises(RunError, match=ANOTHER_SPLIT):
        export(folder / "run", folder / "crops.npz", "mean", folder=tmp_path, assembly=assembly)


@pytest.fixture
def older(folder, tmp_path) -> list[Path]:
    """A run and a start as older versions left them: they do not say which images were kept apart."""
    Run(replace(shuffled(folder), data=str(folder / "crops.npz")), tmp_path / "run").train()
    (tmp_path / "run" / SPLIT_FILE).unlink()
    with np.load(folder / "start.npz") as stored:
        np.savez_compressed(
            tmp_path / "start.npz", **{name: stored[name] for name in stored.files if name != SPLIT_NAME}
        )
    return [tmp_path / "run", tmp_path / "start.npz"]


def test_older_run_is_refused_until_its_data_are_named(folder, older, capsys):
    for path in older:
        with pytest.raises(RunError, match=f"record-split {path} --data FILE"):
            stored_split(path)
    assert main(["record-split", *map(str, older), "--data", str(folder / "crops.npz")]) == 0

    assert {stored_split(path) for path in older} == {stored_split(folder / "run")}
    assert stored_split(folder / "run") in capsys.readouterr().out


def test_weights_stay_as_they_are_when_data_are_named(folder, older):
    main(["record-split", str(older[1]), "--data", str(folder / "crops.npz")])

    with np.load(older[1]) as now, np.load(folder / "start.npz") as before:
        assert set(now.files) == set(before.files)
        assert all((now[name] == before[name]).all() for name in before.files)


@pytest.mark.parametrize("name", ["run", "start.npz"])
def test_other_data_cannot_be_named_afterwards(folder, name, capsys):
    assert main(["record-split", str(folder / name), "--data", str(folder / "shuffled.npz")]) == 1
    assert "was trained on other data" in capsys.readouterr().err


def test_what_is_no_run_is_named(tmp_path):
    (tmp_path / "start.npz").write_bytes(b"nothing")

    with pytest.raises(RunError, match="not the folder of a training run"):
        stored_split(tmp_path)
    with pytest.raises(RunError, match="is no file of"):
        stored_split(tmp_path / "start.npz")
