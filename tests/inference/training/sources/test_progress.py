import io
import sys

from inference.training.sources.progress import lines_with_progress, with_progress


class Terminal(io.StringIO):
    """A stream that says people are watching."""

    def isatty(self) -> bool:
        return True


def test_bar_is_shown_on_a_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())

    assert list(with_progress([1, 2, 3], title="faces", unit="pictures")) == [1, 2, 3]
    assert "faces: 100%" in sys.stderr.getvalue()


def test_nothing_is_shown_elsewhere(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())

    assert list(with_progress([1], title="faces", unit="pictures")) == [1]
    assert sys.stderr.getvalue() == ""


def test_lines_are_counted_in_bytes(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stderr", Terminal())
    (tmp_path / "faces.csv").write_text("one\ntwo\n")

    with lines_with_progress(tmp_path / "faces.csv") as lines:
        assert list(lines) == ["one\n", "two\n"]
    assert "8.00/8.00" in sys.stderr.getvalue()
