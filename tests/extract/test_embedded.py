from __future__ import annotations

import json

from streams.extract.document import Document
from streams.extract.embedded import article_bodies, scripted_bodies

TEXT = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour. "
URL = "https://soundpost.example/ferry"


def document(script: str, kind: str = "") -> Document:
    """A page that is a script and little else."""
    return Document.parse(f"<html><body><script {kind}>{script}</script></body></html>", URL)


def test_a_stated_body_is_read_as_lines_or_as_html() -> None:
    """JSON-LD holds plain text or markup."""
    for said in ("One.\nTwo.", "<p>One.</p><p>Two.</p>"):
        data = json.dumps({"@type": "NewsArticle", "articleBody": said})
        (body,) = article_bodies(document(data, "type=application/ld+json"))
        assert body.text(separator="|") == "One.|Two."


def test_without_a_stated_body_there_is_none() -> None:
    """An empty body, or one that is no text, is none."""
    for said in ("", " ", 3):
        data = json.dumps({"@type": "NewsArticle", "articleBody": said})
        assert list(article_bodies(document(data, "type=application/ld+json"))) == []


def test_the_longest_html_in_a_script_is_found() -> None:
    """Also where it is a string within JSON that is a string itself."""
    short, long = (f"<p>{TEXT * n}</p><p>{TEXT * n}</p>" for n in (5, 9))
    script = f"a = {json.dumps({'a': short})}; b = {json.dumps(json.dumps({'b': long}))}; c = {json.dumps('c' * 900)}"
    (body,) = scripted_bodies(document(script.replace("</", r"<\/")))
    assert body.text() == TEXT * 18


def test_scripts_without_html_give_nothing() -> None:
    """Plain strings, and what is no JSON string at all, are left alone."""
    broken = '"' + r"\q<p>x<p>" * 200 + '"'
    assert list(scripted_bodies(document(f"a = {json.dumps('c' * 900)}; b = {broken}"))) == []
    assert list(scripted_bodies(document("a = 1"))) == []
