"""How many bytes a browser fetches for a report."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from classroom.courses.models import Course
from classroom.reports.finders import STATIC_PATH as PLOTLY
from classroom.reports.management.commands.measure_report import BUCKET_S, MINUTES, large_lecture

MEGABYTE = 1_000_000
LOADED = re.compile(rf'(?:src|href)="{settings.STATIC_URL}([^"]+)"')
IMPORTED = re.compile(r'^(?:import|export)\s[^;"]*"(\.[^"]+)"', re.MULTILINE)


def own_files_of(page: str) -> set[Path]:
    """The project's own files that a page loads, with the modules that these import, and those that they import."""
    waiting = [Path(finders.find(name)) for name in LOADED.findall(page) if name != PLOTLY]
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += [(file.parent / name).resolve(strict=True) for name in IMPORTED.findall(file.read_text())]
    return found


def test_a_large_report_with_all_that_it_loads_is_below_a_megabyte_besides_plotly(adas: Client, course: Course) -> None:
    page = adas.get(reverse("report", args=[large_lecture(course).pk])).content
    assert page.count(b"<tr>") > 3 * MINUTES * 60 // BUCKET_S
    files = own_files_of(page.decode())
    assert {"tokens.css", "report.css", "report.js", "report_chart.js", "report_figures.js"} <= {f.name for f in files}
    assert len(page) + sum(file.stat().st_size for file in files) < MEGABYTE
