import io

from classroom.operations.simulation.tally import Tally
from classroom.operations.simulation.telling import ProgressLine, in_words, progress


def test_the_progress_is_one_line_with_what_counts() -> None:
    line = progress("measuring", 0.5, Tally(joined=5, frames_sent=20, to_answer_s=[0.1]))
    assert line == "measuring ████████████············ 5 joined, 20 frames sent, 1 answered"


def test_where_there_is_no_terminal_there_is_no_progress() -> None:
    output = io.StringIO()
    line = ProgressLine(output)
    line.tell("joining", 0.5, Tally())
    line.end()
    assert output.getvalue() == ""


def test_a_report_without_a_single_frame_can_be_read() -> None:
    report = {
        "students": 5,
        "sessions": 1,
        "duration_s": 3.0,
        "frames_per_s": 0.0,
        "simulator_cores": 0.0,
        "processes": [],
    }
    assert "0 analysed" in in_words(report | Tally().summary())
