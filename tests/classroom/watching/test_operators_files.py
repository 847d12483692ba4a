"""The dashboard and the alert rules name numbers that exist, and every alert says what to do."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from classroom.live.gauges import Servers
from classroom.watching.metrics import REGISTRY, Stage

DOCS = Path(__file__).parents[3] / "docs"
DASHBOARD = DOCS / "operations" / "grafana-dashboard.json"
RULES = DOCS / "operations" / "alert-rules.yml"
NAMES = re.compile(r"\bclasspulse_[a-z_]+")
LABELS = re.compile(r'(\w+)(?:=|!=)"(\w+)"')


def rules() -> list[dict[str, object]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def expressions() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]] + [str(rule["expr"]) for rule in rules()]


@pytest.fixture
def exported(db: None, redis: object) -> set[str]:
    """Every name that Prometheus can know."""
    families = [*REGISTRY.collect(), *Servers().collect()]
    suffixes = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("_total",)}
    return {family.name + suffix for family in families for suffix in suffixes.get(family.type, ("",))}


def test_every_number_that_is_shown_or_watched_exists(exported: set[str]) -> None:
    named = {name for expression in expressions() for name in NAMES.findall(expression)}
    assert named - exported == set()


def test_prometheus_itself_takes_the_rules() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("NOT RUN: promtool, which reads alert rules as Prometheus does, is not installed on this machine")
    asked = subprocess.run([promtool, "check", "rules", str(RULES)], capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stdout + asked.stderr


def test_every_rule_watches_something_and_has_what_prometheus_needs() -> None:
    for rule in rules():
        assert NAMES.search(str(rule["expr"])) or str(rule["expr"]).startswith('up{job="classroom"}'), rule
        assert set(rule) - {"for"} == {"alert", "expr", "labels", "annotations"}
        assert re.fullmatch(r"\d+[smh]", str(rule.get("for", "0s")))


def test_every_number_that_is_counted_is_shown(exported: set[str]) -> None:
    named = " ".join(expressions())
    bases = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exported}
    assert {base for base in bases if base not in named} == set()


def test_labels_in_expressions_are_words_of_ours() -> None:
    stages = {value for text in expressions() for label, value in LABELS.findall(text) if label == "stage"}
    assert stages <= set(Stage)


def test_panels_stand_beside_each_other_and_not_on_top() -> None:
    cells: list[tuple[int, int]] = []
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        columns, rows = range(place["x"], place["x"] + place["w"]), range(place["y"], place["y"] + place["h"])
        cells += [(column, row) for column in columns for row in rows]
    assert len(cells) == len(set(cells))


def test_every_alert_is_explained_and_every_explanation_has_its_alert() -> None:
    explained = re.findall(r"^\| `([A-Z][a-z]\w+)` \|", (DOCS / "operations.md").read_text(), re.MULTILINE)
    assert sorted(explained) == sorted(str(rule["alert"]) for rule in rules())
    assert all("summary" in rule["annotations"] for rule in rules())
