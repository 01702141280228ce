from __future__ import annotations

import json

from schemas.rejection import Reason
from streams.batch import Result
from streams.cli.json_lines import json_line
from streams.explain import Explanation
from streams.extract.body import Passage
from streams.extract.candidates import Candidate
from streams.outcome import Kind, Outcome

PAYLOAD = b'{"title":"A title"}'


def test_an_article_is_within_its_line_untouched() -> None:
    """Byte for byte as it would be published."""
    line = json_line(Result("a.html", Outcome(kind=Kind.ARTICLE, payload=PAYLOAD), 1.25))
    assert b'"article":' + PAYLOAD in line
    assert json.loads(line) == {
        "path": "a.html",
        "outcome": "article",
        "reason": None,
        "detail": None,
        "article": {"title": "A title"},
        "cpu_ms": 1.25,
    }


def test_a_page_whose_child_was_lost() -> None:
    """It has a reason, and no CPU time that would be known."""
    lost = Outcome(kind=Kind.DEAD, reason=Reason.TIMEOUT, detail="more than 20 s")
    line = json.loads(json_line(Result("a.html", lost)))
    assert (line["outcome"], line["reason"], line["detail"]) == ("dead", "timeout", "more than 20 s")
    assert line["article"] is line["cpu_ms"] is None


def test_an_explanation_is_beside_the_article() -> None:
    """Where it was asked for."""
    offered = {"title": (Candidate("html", "A title", won=True),)}
    why = Explanation(passages=(Passage("Home", "nav"), Passage("kept")), candidates=offered)
    line = json.loads(json_line(Result("a.html", Outcome(kind=Kind.ARTICLE, payload=PAYLOAD), 1.0, why)))
    assert line["explanation"] == {
        "removed": [{"rule": "nav", "snippet": "Home"}],
        "sources": {},
        "candidates": {"title": [{"source": "html", "text": "A title", "won": True}]},
    }
