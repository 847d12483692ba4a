import pytest
from celery import Celery
from django.conf import settings

from classroom.live import nudges


async def test_a_broker_that_is_away_is_said_at_once_and_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Celery(broker="redis+socket:///nowhere/redis.sock")
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(nudges, "app", app)
    with pytest.raises(nudges.NudgeError) as refusal:
        await nudges.nudge_frame_worker()
    assert not isinstance(refusal.value.__cause__, TimeoutError)
