import json

import cv2
import numpy as np
import pytest

from inference.__main__ import main
from inference.classification import read_entry


@pytest.fixture
def data(tmp_path):
    """Eight noisy crops, all PublicTest."""
    pixels = np.random.default_rng(0).integers(0, 256, (8, 48, 48), dtype=np.uint8)
    np.savez(
        tmp_path / "crops.npz", pixels=pixels, emotion=np.arange(8, dtype=np.uint8) % 7, usage=np.ones(8, np.uint8)
    )
    return str(tmp_path / "crops.npz")


def test_report_is_written_with_faces_unless_asked_not_to(data, tmp_path):
    for name, options in (("with.html", []), ("without.html", ["--no-faces"])):
        assert main(["evaluate", "--data", data, "--report", str(tmp_path / name), *options]) == 0

    assert "<img" in (tmp_path / "with.html").read_text(encoding="utf-8").split("<script>")[0]
    assert "<img" not in (tmp_path / "without.html").read_text(encoding="utf-8").split("<script>")[0]


def test_model_can_be_a_file(data, capsys):
    assert main(["evaluate", "--data", data, "--model", str(read_entry().path)]) == 0
    assert json.loads(capsys.readouterr().out)["sha256"] == read_entry().sha256


def test_flip_averages_every_figure(data, capsys):
    main(["evaluate", "--data", data, "--flip"])
    report = json.loads(capsys.readouterr().out)

    assert report["flip_averaged"] is True
    assert report["accuracy"] == report["accuracy_flip_averaged"]


def test_report_of_photos_says_what_was_not_found(tmp_path, astronaut):
    photos = [cv2.imencode(".jpg", image)[1].ravel() for image in (astronaut, np.zeros_like(astronaut))]
    lengths = np.array([len(photo) for photo in photos])
    np.savez(tmp_path / "photos.npz", encoded=np.concatenate(photos), length=lengths, emotion=np.array([3, 3]))
    main(["evaluate", "--data", str(tmp_path / "photos.npz"), "--report", str(tmp_path / "report.html")])
    html = (tmp_path / "report.html").read_text(encoding="utf-8")

    assert "2 whole photos, through detection (blazeface) and alignment" in html
    assert "1 face was not found" in html


@pytest.mark.parametrize("options", [["--usage", "3"], ["--usage", "1", "--validation"]])
def test_impossible_parts_are_refused(data, options):
    with pytest.raises(SystemExit):
        main(["evaluate", "--data", data, *options])


@pytest.mark.parametrize("command", ["evaluate", "evaluate-gate"])
def test_detector_is_refused_for_crops(data, capsys, command):
    assert main([command, "--data", data, "--detector", "blazeface"]) == 1
    assert "--detector is for whole photos" in capsys.readouterr().err


def test_page_without_faces_is_refused_where_there_is_no_page(data, capsys):
    assert main(["evaluate", "--data", data, "--no-faces"]) == 1
    assert "--no-faces is for the page that --report writes" in capsys.readouterr().err


def test_unknown_model_ends_with_a_sentence(data, capsys):
    assert main(["evaluate", "--data", data, "--model", "absent"]) == 1
    assert "no model absent" in capsys.readouterr().err
