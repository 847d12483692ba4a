from classroom.sessions.recognition import current_recognition, error_table_of
from classroom.timelines.emotions import EMOTIONS


def test_the_error_table_is_the_models_own() -> None:
    recognition = current_recognition()
    table = error_table_of(recognition.sha256)
    assert table is not None
    assert table.accuracy == recognition.accuracy
    assert set(table.recall) == set(EMOTIONS)
    assert all(0 < recall < 1 for recall in table.recall.values())


def test_a_model_that_is_not_here_has_no_table() -> None:
    assert error_table_of("0" * 64) is None
