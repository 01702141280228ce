from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.article import Article
from streams.enrich.language import add_language, detect

TEXTS = {
    "en": "The city council passed a new budget for the coming year, most of it for roads and schools.",
    "de": "Der Stadtrat hat den neuen Haushalt für das nächste Jahr beschlossen, vor allem für Straßen und Schulen.",
    "es": "El consejo municipal aprobó el nuevo presupuesto para el próximo año, sobre todo para las escuelas.",
    "ru": "Городской совет принял новый бюджет на следующий год. Жители давно просили об этом, но денег не было.",
    "el": "Το δημοτικό συμβούλιο ενέκρινε τον νέο προϋπολογισμό για το επόμενο έτος.",
    "ar": "وافق مجلس المدينة على الميزانية الجديدة للعام المقبل ومعظمها للطرق والمدارس.",
    "he": "מועצת העיר אישרה את התקציב החדש לשנה הבאה, רובו לכבישים ולבתי ספר.",
    "hi": "नगर परिषद ने अगले वर्ष के लिए नया बजट पारित किया, अधिकांश सड़कों और स्कूलों के लिए।",
    "th": "สภาเมืองอนุมัติงบประมาณใหม่สำหรับปีหน้า เงินส่วนใหญ่จะใช้ซ่อมแซมถนนและโรงเรียน",
    "ja": "市議会は来年度の新しい予算案を可決した。資金の大半は道路と学校の修繕に充てられる。",
    "ko": "시의회는 내년도 새 예산안을 통과시켰다. 예산의 대부분은 도로와 학교 보수에 쓰인다.",
    "zh": "市议会通过了明年的新预算。市长表示，大部分资金将用于修缮道路和学校。",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_body_tells_its_language(language: str, text: str, article: Callable[..., Article]) -> None:
    """The body's own words go before what the page claims, and the source says so."""
    claimed = article(text=text, language="fr", sources={"title": "json-ld", "language": "html"})
    found = add_language(claimed)
    assert found.language == language
    assert found.sources == {"title": "json-ld", "language": "detection"}


def test_beginning_that_does_not_tell(article: Callable[..., Article]) -> None:
    """Where the first 500 characters are figures and names, more of the body is read."""
    assert add_language(article(text="12:30 " * 100 + TEXTS["de"])).language == "de"


def test_traditional_chinese_is_chinese() -> None:
    """The language is given without its script."""
    assert detect("市議會通過了明年的新預算。市長表示，大部分資金將用於修繕道路和學校。") == "zh"


@pytest.mark.parametrize("text", ["", "12:30", "asdf", "Foo"])
def test_claim_stands_where_the_body_does_not_tell(text: str, article: Callable[..., Article]) -> None:
    """Where detection is not certain, the page's claim and its source stay."""
    claimed = article(text=text, language="fi", sources={"language": "html"})
    assert add_language(claimed) == claimed
    assert add_language(article(text=text)).language is None


def test_claim_stands_between_languages_that_are_written_alike(article: Callable[..., Article]) -> None:
    """Among languages that are written alike the publisher knows better."""
    text = "Rådet vedtok det nye budsjettet for neste år, og det meste av pengene går til veier og skoler."
    assert detect(text) == "no"
    assert add_language(article(text=text, language="nb")).language == "nb"
    assert add_language(article(text=text, language="sv")).language == "no"


def test_characters_that_cannot_be_read_do_no_harm() -> None:
    """Controls, halves of surrogate pairs and code points without a character are passed over."""
    text = "The city\x00 council\x07 passed \udce9 a new \uffff budget \U000e0001 for \ue000 the coming year."
    assert detect(text) == "en"
