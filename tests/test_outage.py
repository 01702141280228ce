from __future__ import annotations

import logging

import pytest

from schemas.log_fields import ACTION, OUTAGE_SECONDS, Action
from streams.log_record import FIELDS
from streams.outage import SILENCE, Silence


def test_a_broker_that_does_not_answer_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """With what is to be done; and once more when it is over, with how long that was."""
    silence = Silence(logging.getLogger("streams.worker"))
    for seconds in (0.4, SILENCE - 1, SILENCE, SILENCE + 1, SILENCE + 2, 0.3, 0.2):
        silence.look(seconds)
    told = [getattr(record, FIELDS) for record in caplog.records]
    assert [fields[ACTION] for fields in told] == [Action.BROKER_AWAY, Action.BROKER_BACK]
    assert [fields[OUTAGE_SECONDS] for fields in told] == [SILENCE, SILENCE + 2]
    assert "see to the broker" in caplog.messages[0]
