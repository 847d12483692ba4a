import pytest

from inference.evaluation.report import sentences


def test_interval_names_what_would_change(report, people_report, person_report):
    assert "other faces" in sentences.about_interval(report)
    assert "other people" in sentences.about_interval(people_report)
    assert "other photos of the same person" in sentences.about_interval(person_report)


def test_interval_without_width_is_not_called_one(people_report):
    people_report["confidence_intervals"]["accuracy"] = [0.1 + 0.2, 0.3]

    assert sentences.about_interval(people_report).startswith("but on faces too few or too alike to say")
    assert sentences.interval([1.0, 1.0]) == "no interval"
    assert "band" not in sentences.about_people(people_report)


def test_data_are_described(report, people_report, person_report):
    assert sentences.about_data(report) == "9 crops: crops.npz, PublicTest, against the data's own labels."
    photos = "9 whole photos of 2 people, through detection (blazeface) and alignment: photos.npz."
    assert sentences.about_data(people_report) == photos
    assert sentences.about_data(person_report).startswith("9 whole photos of 1 person, ")
    assert "mirror image" in sentences.about_data(report | {"flip_averaged": True})


@pytest.mark.parametrize("labels", ["ferplus", "ferplus8"])
def test_votes_are_not_passed_off_as_labels(report, labels):
    assert "against the class of most FER+ votes" in sentences.about_data(report | {"labels": labels})


def test_one_person_tells_nothing_about_others(person_report):
    assert any("show one person" in note for note in sentences.notes(person_report))


def test_nothing_unusual_gives_no_notes(report):
    assert sentences.notes(report) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"classes_absent": ["neutral"]}, "have no neutral"),
        ({"rows_outside_the_model": 12}, "12 rows were left out of every figure"),
        ({"with_contempt_masked": {"accuracy": 0.5}}, "50.0 % would be right"),
        ({"rows_without_label": 4}, "4 rows were left out of every figure: too few of those who voted"),
        ({"faces_not_found": 3}, "3 faces were not found"),
        ({"faces_not_found": 1}, "1 face was not found"),
        ({"repeats_of_training": 2, "accuracy_without_repeats": 0.25}, "without them 25.0 % are right"),
        ({"repeats_of_training": 2, "accuracy_without_repeats": None}, "nothing is left"),
        ({"repeats_of_training": None, "accuracy_without_repeats": None}, "has learned cannot be told"),
    ],
)
def test_what_is_unusual_is_said(report, change, words):
    (note,) = sentences.notes(report | change)

    assert words in note


def test_best_and_worst_class_are_named(report):
    report["per_class"]["fear"]["recall"] = 0.1
    report["per_class"]["angry"]["recall"] = report["per_class"]["neutral"]["recall"] = 0.9

    assert "found is disgust" in sentences.about_classes(report)
    assert "missed is fear: 10.0 %" in sentences.about_classes(report)


def test_commonest_confusions_come_first(report):
    assert [pair[:3] for pair in sentences.commonest_confusions(report)] == [
        ("angry", "disgust", 1),
        ("neutral", "angry", 1),
    ]
    assert sentences.about_confusion(report).endswith("50.0 % of angry is read as disgust.")


def test_missing_a_face_is_not_called_a_confusion(people_report):
    assert sentences.about_confusion(people_report).endswith("100.0 % of disgust is not found.")


def test_perfect_answers_have_nothing_to_confuse(report):
    report["confusion"] = [[int(row == column) for column in range(7)] for row in range(7)]

    assert sentences.about_confusion(report) == "Nothing was confused."


def test_missing_figures_are_answered_in_words(report):
    assert "no confidence to judge" in sentences.about_reliability(report | {"expected_calibration_error": None})
    rows = {"angry": {"auc": None}}
    assert "nothing to tell apart" in sentences.about_roc(report | {"per_class": rows})


def test_people_are_described_by_their_range(people_report):
    assert sentences.about_people(people_report).startswith("Between 60.0 % and 75.0 %")
    assert "The band is where" in sentences.about_people(people_report)
