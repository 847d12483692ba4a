import numpy as np
import pytest

from inference.engagement import engagement
from inference.evaluation.answers import Answers
from inference.evaluation.evaluate import evaluate_crops, measure
from inference.training.crops import DatasetError
from tests.inference.evaluation.brightness import SURE, BrightnessClassifier, brightness_network, shown_as, write_crops


def test_figures_stand_under_their_names_at_the_top(tmp_path):
    data = write_crops(tmp_path / "crops.npz", shown=[0, 1, 2, 3], labelled=[0, 1, 2, 2])
    report, answers = evaluate_crops(brightness_network(), data)

    assert report["accuracy"] == 0.75
    assert report["balanced_accuracy"] == pytest.approx((1 + 1 + 0.5) / 3)
    assert report["confusion"][2][3] == 1
    assert report["expected_calibration_error"] == pytest.approx(0.05)
    assert report["confidence_intervals"]["accuracy"] == pytest.approx([0.25, 1])
    assert report["ms_per_crop"] >= 0
    assert answers.pixels.shape == (4, 48, 48)


def test_spread_of_the_engagement_index_is_that_of_single_sure_crops(tmp_path):
    data = write_crops(tmp_path / "crops.npz", shown=[3, 6, 6, 6], labelled=[3, 6, 6, 6])
    report, _ = evaluate_crops(brightness_network(), data)
    happy, neutral = (
        engagement([SURE if index == face else (1 - SURE) / 6 for index in range(7)], "centred") for face in (3, 6)
    )

    assert report["engagement_mean"] == pytest.approx((happy + 3 * neutral) / 4, abs=1e-6)
    assert report["engagement_spread"] == pytest.approx((neutral - happy) * 3**0.5 / 4, abs=1e-6)


def test_without_a_sure_crop_there_is_no_engagement(tmp_path):
    data = write_crops(tmp_path / "crops.npz", shown=[3], labelled=[3])
    report, _ = evaluate_crops(brightness_network(minimum_confidence=0.9), data)

    assert (report["engagement_mean"], report["engagement_spread"]) == (None, None)


def test_repeats_of_training_are_counted_and_left_out(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 0, 1, 3], [0, 0, 1, 2], usage=[0, 1, 1, 1])
    report, _ = evaluate_crops(brightness_network(), data)

    assert report["count"] == 3
    assert report["repeats_of_training"] == 1
    assert report["accuracy_without_repeats"] == 0.5


def test_nothing_is_left_when_training_holds_every_image(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 0], [0, 0], usage=[0, 1])

    assert evaluate_crops(brightness_network(), data)[0]["accuracy_without_repeats"] is None


def test_repeats_are_not_known_where_there_is_no_training(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 1], [0, 1], usage=1)
    report, _ = evaluate_crops(brightness_network(), data)

    assert (report["repeats_of_training"], report["accuracy_without_repeats"]) == (None, None)


def test_training_part_is_not_compared_with_itself(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 1], [0, 1], usage=[0, 1])
    report, _ = evaluate_crops(brightness_network(), data, usage=0)

    assert report["part"] == "Training"
    assert "repeats_of_training" not in report


def test_without_public_test_private_test_is_measured(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 1, 2], [0, 1, 2], usage=[0, 2, 2])
    report, _ = evaluate_crops(brightness_network(), data)

    assert (report["part"], report["count"]) == ("PrivateTest", 2)


def test_file_without_parts_is_measured_whole(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 1], [0, 1], usage=2)

    assert evaluate_crops(brightness_network(), data)[0]["part"] == "all"


def test_training_alone_is_measured_only_when_asked(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 1], [0, 1], usage=0)

    with pytest.raises(DatasetError, match="nothing but Training"):
        evaluate_crops(brightness_network(), data)
    assert evaluate_crops(brightness_network(), data, usage=0)[0]["count"] == 2


def test_part_without_rows_is_refused(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0], [0])

    with pytest.raises(DatasetError, match="no rows of usage 2"):
        evaluate_crops(brightness_network(), data, usage=2)


def test_validation_split_can_be_measured(tmp_path):
    shown = [number % 7 for number in range(40)]
    path = write_crops(tmp_path / "crops.npz", shown, shown, usage=0)
    pixels = shown_as(*shown)
    pixels[:, 0, 0] = np.arange(40)  # forty distinct images
    np.savez(path, pixels=pixels, emotion=np.array(shown, dtype=np.uint8), usage=np.zeros(40, dtype=np.uint8))
    report, _ = evaluate_crops(brightness_network(), path, validation=True)

    assert (report["part"], report["count"]) == ("validation", 4)
    assert "repeats_of_training" not in report


def test_contempt_is_left_out_for_a_network_of_seven_and_counted(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 1, 6], [0, 1, 7])
    report, _ = evaluate_crops(brightness_network(), data)

    assert report["rows_outside_the_model"] == 1
    assert (report["count"], report["accuracy"]) == (2, 1)


def test_data_of_contempt_alone_are_refused_by_a_network_of_seven(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [6], [7])

    with pytest.raises(DatasetError, match="no rows of a class that the network knows"):
        evaluate_crops(brightness_network(), data)


def test_network_of_eight_is_also_measured_without_contempt(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 1, 7], [0, 1, 0])
    report, _ = evaluate_crops(brightness_network(classes=8), data)

    # Masked, the last row is a tie of seven, which goes to the first class: the labelled one.
    assert report["accuracy"] == pytest.approx(2 / 3)
    assert report["with_contempt_masked"]["accuracy"] == 1
    assert "contempt" in report["classes_absent"]


def test_network_of_eight_is_not_masked_where_contempt_is_labelled(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 7], [0, 7])

    assert "with_contempt_masked" not in evaluate_crops(brightness_network(classes=8), data)[0]


def test_votes_can_be_the_labels(tmp_path):
    data = write_crops(tmp_path / "crops.npz", shown=[3, 6, 0], labelled=[4, 4, 4])
    with np.load(data) as stored:
        votes = np.zeros((3, 10), dtype=np.uint8)
        votes[0, 1], votes[1, 0] = 9, 9  # happiness, neutral; nobody agrees on the third
        np.savez(data, **stored, ferplus_votes=votes)
    report, _ = evaluate_crops(brightness_network(), data, labels="ferplus")

    assert (report["count"], report["accuracy"], report["rows_without_label"]) == (2, 1, 1)


def test_data_without_neutral_say_so(tmp_path):
    data = write_crops(tmp_path / "crops.npz", [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5])
    report, _ = evaluate_crops(brightness_network(), data)

    assert report["classes_absent"] == ["neutral"]
    assert report["balanced_accuracy"] == report["macro_f1"] == 1


class OneSided(BrightnessClassifier):
    """Reads only the left half of a crop."""

    def classify(self, crops: np.ndarray) -> np.ndarray:
        return super().classify(crops[:, :, : crops.shape[2] // 2])


def test_flip_averaging_changes_every_figure_when_asked(tmp_path):
    pixels = shown_as(0, 1)
    pixels[:, :, 24:] = shown_as(0, 0)[:, :, 24:]
    np.savez(tmp_path / "crops.npz", pixels=pixels, emotion=np.array([0, 0]), usage=np.array([1, 1]))
    network = brightness_network()
    network = type(network)("one-sided", OneSided(7), network.classes, 0.0, "00")
    plain, _ = evaluate_crops(network, tmp_path / "crops.npz")
    flipped, _ = evaluate_crops(network, tmp_path / "crops.npz", flip=True)

    assert (plain["accuracy"], plain["accuracy_flip_averaged"], plain["flip_averaged"]) == (0.5, 1, False)
    assert (flipped["accuracy"], flipped["accuracy_without_flip"], flipped["flip_averaged"]) == (1, 0.5, True)


def answers_of(truth: list[int], answered: list[int], **more: np.ndarray) -> Answers:
    probabilities = BrightnessClassifier(7).classify(shown_as(*answered))
    return Answers(probabilities, probabilities, np.array(truth, dtype=np.uint8), shown_as(*answered), 0.1, **more)


def test_people_are_listed_and_drawn():
    subject = np.array(["F1", "F1", "M2", "M2"])
    report = measure(answers_of([0, 1, 0, 1], [0, 1, 0, 0], subject=subject), brightness_network())

    assert report["by_person"] == {"F1": {"accuracy": 1, "count": 2}, "M2": {"accuracy": 0.5, "count": 2}}
    assert report["confidence_intervals"]["by"] == "person"
    assert report["confidence_intervals"]["accuracy"] == [0.5, 1]


def test_photos_of_one_person_leave_room_for_chance():
    report = measure(answers_of([0, 1] * 9, [0, 1, 0] * 6, subject=np.array(["F1"] * 18)), brightness_network())
    low, high = report["confidence_intervals"]["accuracy"]

    assert (report["confidence_intervals"]["by"], list(report["by_person"])) == ("row", ["F1"])
    assert low < report["accuracy"] < high


def test_face_not_found_counts_against_its_person():
    answers = answers_of([0, 1], [0, 1], subject=np.array(["F1", "F1"]), is_found=np.array([True, False]))
    report = measure(answers, brightness_network())

    assert report["by_person"]["F1"]["accuracy"] == report["accuracy"] == report["accuracy_flip_averaged"] == 0.5


@pytest.mark.parametrize(("minimum_confidence", "not_sure"), [(0.7, 0), (0.9, 2)])
def test_answers_below_the_minimum_confidence_are_counted(minimum_confidence, not_sure):
    report = measure(answers_of([0, 1], [0, 2]), brightness_network(minimum_confidence=minimum_confidence))

    assert report["not_sure"] == not_sure
    assert report["accuracy_where_sure"] == (None if not_sure else 0.5)
