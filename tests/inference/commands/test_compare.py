import json

from inference.__main__ import main
from inference.classification import read_entry
from inference.training.architectures import ARCHITECTURES
from tests.inference.training.tiny import TINY


def test_table_and_figures_are_written(tmp_path, capsys, monkeypatch):
    for name in list(ARCHITECTURES):
        monkeypatch.delitem(ARCHITECTURES, name)
    monkeypatch.setitem(ARCHITECTURES, "tiny", TINY)
    monkeypatch.setattr("inference.evaluation.compare.convert", lambda model: read_entry().path.read_bytes())
    written = [str(tmp_path / name) for name in ("page.md", "figures.json")]
    status = main(["compare", "--out", written[0], "--json", written[1]])
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))

    assert status == 0
    assert figures == json.loads(capsys.readouterr().out)
    assert "tiny" in [network["name"] for network in figures["networks"]]
    assert "| `tiny` | 119 | 112 |" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_folder_without_runs_ends_with_a_sentence(tmp_path, capsys):
    assert main(["compare", "--runs", str(tmp_path), "--out", str(tmp_path / "page.md")]) == 1
    assert "neither is the folder of a training run" in capsys.readouterr().err
    assert not (tmp_path / "page.md").exists()


def test_kept_figures_without_data_end_with_a_sentence(tmp_path, capsys):
    assert main(["compare", "--kept", str(tmp_path / "old.json"), "--out", str(tmp_path / "page.md")]) == 1
    assert "say with --data on which" in capsys.readouterr().err
