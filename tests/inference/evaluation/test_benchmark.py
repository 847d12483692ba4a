import json
import subprocess
import sys
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from inference.classification import Classifier, read_entry
from inference.detection import DETECTORS, Detector, load_detector
from inference.evaluation import benchmark
from inference.evaluation.benchmark import BenchmarkError, made_frames, measure, model_names, read_frames, way
from inference.frames import decode_frame


def test_made_frames_are_webcam_frames_with_one_face():
    detector = load_detector("blazeface")
    images = [decode_frame(frame) for frame in made_frames()]

    assert {image.shape for image in images} == {(240, 320, 3)}
    assert [len(detector.detect(image)) for image in images] == [1] * len(images)


def test_way_ends_with_a_classified_face():
    classify = way(load_detector("blazeface"), Classifier.load(read_entry()))
    wall = cv2.imencode(".jpg", np.full((240, 320, 3), 90, dtype=np.uint8))[1].tobytes()

    assert classify(made_frames()[0])
    assert not classify(wall)


def test_every_frame_counts_in_every_round():
    seen = []
    speed = measure(lambda frame: bool(seen.append(frame)), [b"a", b"b"], seconds=0, rounds=3)

    assert len(seen) == 2 + 3 * 2  # the first pass does not count
    assert speed.frames_per_s > 0
    assert speed.faces == 0


def test_share_of_frames_with_a_face_is_told():
    assert measure(lambda frame: frame == b"a", [b"a", b"b"], seconds=0, rounds=1).faces == 0.5


def test_report_holds_every_pair_and_the_ratio(monkeypatch):
    papers = {"detector": "haar", "network": "small", "frames_per_s": 0.001}
    monkeypatch.setattr(benchmark, "measure_papers_way", lambda *_: papers)
    report = benchmark.benchmark(made_frames()[:1], seconds=0)

    assert {(pair["detector"], pair["model"]) for pair in report["pairs"]} == {
        (detector, model) for detector in DETECTORS for model in model_names()
    }
    assert report["default"]["detector"] == "blazeface"
    assert report["times_the_papers_way"] == pytest.approx(report["default"]["frames_per_s"] / 0.001)
    assert {"processor", "cores", "numpy", "python"} <= set(report["machine"])


def test_detector_by_path_is_measured_beside_the_others(monkeypatch):
    monkeypatch.setattr(benchmark, "measure_papers_way", lambda *_: {"not_measured": "here"})
    asked = []

    def loaded(name: str) -> Detector:
        asked.append(name)
        return load_detector("blazeface_short" if name.startswith("yunet:") else name)

    monkeypatch.setattr(benchmark, "load_detector", loaded)
    report = benchmark.benchmark(made_frames()[:1], seconds=0, more_detectors=["yunet:model.onnx"])

    assert asked == [*DETECTORS, "yunet:model.onnx"]
    assert "yunet:model.onnx" in {pair["detector"] for pair in report["pairs"]}


def test_network_of_other_crops_is_left_out_and_named(monkeypatch):
    monkeypatch.setattr(benchmark, "measure_papers_way", lambda *_: {"not_measured": "here"})
    monkeypatch.setattr(Classifier, "takes_served_crops", lambda self: self.classes == 7)
    report = benchmark.benchmark(made_frames()[:1], seconds=0)

    assert report["left_out"] == ["se_residual_contempt"]
    assert {pair["model"] for pair in report["pairs"]} == {"se_residual"}


def test_without_keras_the_papers_way_is_not_measured(monkeypatch):
    monkeypatch.setattr(benchmark, "find_spec", lambda name: None)
    papers = benchmark.measure_papers_way([b""], 1)

    assert papers == {"not_measured": "keras and tensorflow not installed"}


def test_papers_way_classifies_what_haar_finds(monkeypatch):
    from inference.evaluation import papers_way

    asked = []
    network = type("Network", (), {"predict": lambda _, values, verbose: asked.append(values.shape)})()
    # The real module would load Keras and TensorFlow, which takes longer than all other tests here.
    architectures = SimpleNamespace(build=lambda name, classes: network)
    monkeypatch.setitem(sys.modules, "inference.training.architectures", architectures)

    assert papers_way.papers_way()(made_frames()[1])
    assert asked == [(1, 48, 48, 1)]


def test_failure_of_the_papers_way_is_told(monkeypatch):
    monkeypatch.setattr(benchmark.sys, "executable", "/bin/false")

    with pytest.raises(BenchmarkError, match="could not be measured"):
        benchmark.measure_papers_way([b""], 1)


def test_frames_of_a_folder_are_read_by_name(tmp_path):
    for name in ("b.jpg", "a.jpeg", "notes.txt"):
        (tmp_path / name).write_bytes(name.encode())

    assert read_frames(tmp_path) == [b"a.jpeg", b"b.jpg"]


def test_folder_without_frames_is_refused(tmp_path):
    with pytest.raises(BenchmarkError, match=r"no \.jpg files"):
        read_frames(tmp_path)


def test_nothing_to_measure_on_is_refused():
    with pytest.raises(BenchmarkError, match="no frames"):
        benchmark.benchmark([], 1)


def test_command_prints_and_stores_the_report(tmp_path, monkeypatch, capsys):
    from inference.__main__ import main

    monkeypatch.setattr(benchmark, "measure_papers_way", lambda *_: {"not_measured": "here"})
    (tmp_path / "frame.jpg").write_bytes(made_frames()[0])
    status = main(["benchmark", "--frames", str(tmp_path), "--seconds", "0", "--json", str(tmp_path / "speed.json")])
    report = json.loads((tmp_path / "speed.json").read_text())

    assert status == 0
    assert json.loads(capsys.readouterr().out) == report
    assert report["frames"] == 1
    assert report["times_the_papers_way"] is None


def test_measuring_loads_no_tensorflow_here():
    code = "import sys, inference.evaluation.benchmark; print({'tensorflow', 'keras'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
