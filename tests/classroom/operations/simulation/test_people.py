"""What a simulated student notes when the product does not let them in."""

import asyncio
import ssl

import httpx
import pytest

from classroom.operations.simulation.people import Student
from classroom.operations.simulation.site import Browser, Lecture
from classroom.operations.simulation.tally import Shown, Tally


def away(_request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("nobody is there")


@pytest.mark.parametrize(
    ("answer", "noted"),
    [(lambda _request: httpx.Response(503), "answered 503"), (away, "could not be asked: ReadError")],
)
def test_what_kept_students_out_is_counted_without_their_own_links(answer: object, noted: str) -> None:
    tally = Tally()

    async def join() -> list[bool]:
        students = [
            Student(
                Browser("http://localhost:1", httpx.MockTransport(answer)), Lecture("5", f"/join/secret{number}/"),
                pictures=[b""], shown=Shown(tally), tally=tally, lot=lambda: 0.0, least_interval_s=0,
                tls=ssl.create_default_context(),
            )
            for number in range(2)
        ]  # fmt: skip
        return [await student.join("Cleo") for student in students]

    assert asyncio.run(join()) == [False, False]
    assert tally.errors == {f"joining: {noted}": 2}
