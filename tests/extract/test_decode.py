from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.rejection import Reason, Unprocessable
from streams.extract.charsets import _CODECS
from streams.extract.decode import as_utf8

RUSSIAN = (
    "Городской совет принял новый бюджет на следующий год. По словам мэра, большая часть средств будет "
    "направлена на ремонт дорог и школ. Жители района давно просили об этом, но деньги нашлись только "
    "сейчас."
)
POLISH = (
    "Rada miasta przyjęła nowy budżet na przyszły rok. Zdaniem burmistrza „większość środków” zostanie "
    "przeznaczona na naprawę dróg i szkół. Mieszkańcy dzielnicy od dawna o to prosili, ale pieniądze "
    "znalazły się dopiero teraz."
)
CZECH = (
    "Městská rada přijala nový rozpočet na příští rok. Podle starosty bude většina peněz určena na "
    "opravu silnic a škol. Obyvatelé čtvrti o to žádali dlouho, ale peníze se našly až nyní."
)
FRENCH = (
    "Le conseil municipal a adopté le nouveau budget pour l’année prochaine. Selon le maire, la majeure "
    "partie des fonds sera consacrée à la réparation des routes et des écoles. Les habitants l'avaient "
    "demandé « depuis longtemps »."
)
GERMAN = (
    "Der Stadtrat hat den neuen Haushalt für das nächste Jahr beschlossen. Laut Bürgermeister fließt der "
    "größte Teil der Mittel in die Reparatur von Straßen und Schulen. Die Bewohner hatten lange darum "
    "gebeten – „erst jetzt“ gelang es."
)
GREEK = (
    "Το δημοτικό συμβούλιο ενέκρινε τον νέο προϋπολογισμό για το επόμενο έτος. Σύμφωνα με τον δήμαρχο, "
    "το μεγαλύτερο μέρος των χρημάτων θα δοθεί για δρόμους και σχολεία. Οι κάτοικοι το ζητούσαν εδώ και "
    "καιρό."
)
TURKISH = (
    "Belediye meclisi gelecek yılın yeni bütçesini kabul etti. Başkana göre paranın büyük kısmı yolların "
    "ve okulların onarımına ayrılacak. Mahalle sakinleri bunu uzun zamandır istiyordu, ancak kaynak "
    "ancak şimdi bulunabildi."
)
HEBREW = (
    "מועצת העיר אישרה את התקציב החדש לשנה הבאה. לדברי ראש העיר, רוב הכסף יופנה לתיקון כבישים ובתי ספר. "
    "תושבי השכונה ביקשו זאת זמן רב, אך הכסף נמצא רק עכשיו."
)
ARABIC = (
    "وافق مجلس المدينة على الميزانية الجديدة للعام المقبل. وقال رئيس البلدية إن معظم الأموال ستخصص "
    "لإصلاح الطرق والمدارس. وكان سكان الحي قد طلبوا ذلك منذ وقت طويل، لكن المال لم يتوفر إلا الآن."
)
LITHUANIAN = (
    "Miesto taryba patvirtino naują kitų metų biudžetą. Pasak mero, didžioji dalis lėšų bus skirta "
    "keliams ir mokykloms taisyti. Rajono gyventojai to prašė jau seniai, tačiau pinigų atsirado tik "
    "dabar."
)
VIETNAMESE = (
    "Hội đồng thành phố đã thông qua ngân sách mới cho năm tới. Theo thị trưởng, phần lớn số tiền sẽ "
    "được dùng để sửa chữa đường sá và trường học."
)
JAPANESE = (
    "市議会は来年度の新しい予算案を可決した。市長によると、資金の大半は道路と学校の修繕に充てら"
    "れる。住民は長い間これを求めてきたが、ようやく財源が見つかったという。"
)
KOREAN = (
    "시의회는 내년도 새 예산안을 통과시켰다. 시장에 따르면 예산의 대부분은 도로와 학교 보수에 쓰인다. "
    "주민들은 오래전부터 이를 요구해 왔지만 이제야 재원이 마련됐다."
)
TRADITIONAL = (
    "市議會通過了明年的新預算。市長表示，大部分資金將用於修繕道路和學校。居民長期以來一直要求這"
    "樣做，但直到現在才找到經費。"
)
SIMPLIFIED = (
    "市议会通过了明年的新预算。市长表示，大部分资金将用于修缮道路和学校。居民长期以来一直要求这"
    "样做，但直到现在才找到经费。"
)
THAI = (
    "สภาเมืองอนุมัติงบประมาณใหม่สำหรับปีหน้า นายกเทศมนตรีกล่าวว่าเงินส่วนใหญ่จะใช้ซ่อมแซมถนนและโรงเรียน "
    "ชาวบ้านเรียกร้องเรื่องนี้มานานแล้ว แต่เพิ่งจะมีเงินในตอนนี้"
)

TEXTS = [
    *((codec, RUSSIAN) for codec in ("windows-1251", "koi8-r", "iso-8859-5", "ibm866")),
    *((codec, POLISH) for codec in ("windows-1250",)),
    *((codec, CZECH) for codec in ("windows-1250", "iso-8859-2")),
    *((codec, FRENCH) for codec in ("windows-1252",)),
    *((codec, GERMAN) for codec in ("windows-1252",)),
    *((codec, GREEK) for codec in ("windows-1253", "iso-8859-7")),
    ("windows-1254", TURKISH),
    ("windows-1255", HEBREW),
    ("windows-1256", ARABIC),
    ("windows-1257", LITHUANIAN),
    *((codec, JAPANESE) for codec in ("shift_jis", "euc-jp", "iso-2022-jp")),
    ("euc-kr", KOREAN),
    ("big5", TRADITIONAL),
    *((codec, SIMPLIFIED) for codec in ("gb2312", "gb18030")),
    *(("utf-8", text) for text in (RUSSIAN, GERMAN, ARABIC, JAPANESE, KOREAN, SIMPLIFIED, THAI, VIETNAMESE)),
]


def decode(body: bytes, content_type: str | None) -> str:
    """The page as text."""
    return as_utf8(body, content_type).decode()


def page(text: str, head: str = "") -> str:
    """A page around a text, with as much markup before it as pages have."""
    script = "<script>var config = {mode: 1};</script>" * 50
    head = f"{head}<title>{text[:30]}</title>{script}"
    return f"<!doctype html><html><head>{head}</head><body><p>{text}</p></body></html>"


def in_charset(label: str, text: str) -> bytes:
    """The bytes of a text in a charset by its label on the web."""
    return text.encode({"windows-874": "cp874", "windows-1258": "cp1258"}.get(label, label))


@pytest.mark.parametrize(("label", "text"), TEXTS)
def test_undeclared_charsets_are_detected(label: str, text: str) -> None:
    """The text alone tells its charset."""
    html = page(text)
    assert decode(in_charset(label, html), None) == html


@pytest.mark.parametrize(("label", "text"), TEXTS)
def test_declared_in_the_header(label: str, text: str) -> None:
    """The charset parameter of the content type is believed, quoted or not."""
    html = page(text)
    assert decode(in_charset(label, html), f"text/html; charset={label}") == html
    assert decode(in_charset(label, html), f'text/html;Charset = "{label.upper()}"') == html


@pytest.mark.parametrize(("label", "text"), TEXTS)
@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="{}">',
        "<META CHARSET={}>",
        '<meta http-equiv="Content-Type" content="text/html; charset={}">',
        '<!-- <meta charset="koi8-u"> --><meta content="text/html;charset={}" http-equiv=content-type />',
    ],
)
def test_declared_in_the_page(label: str, text: str, declaration: str) -> None:
    """A meta element in the first 4 kB is believed, unless it stands in a comment."""
    html = page(text, declaration.format(label))
    assert decode(in_charset(label, html), "text/html") == html


def test_declared_in_xml() -> None:
    """An XML declaration is believed."""
    html = f'<?xml version="1.0" encoding="windows-1251"?>{page("Паром")}'
    assert decode(html.encode("cp1251"), None) == html


def test_vietnamese_and_thai_as_declared() -> None:
    """Charsets that are seldom detected are read where they are declared."""
    marks = "Thành phô\N{COMBINING ACUTE ACCENT}"
    assert decode(page(marks).encode("cp1258"), "text/html; charset=windows-1258") == page(marks)
    assert decode(page(THAI).encode("cp874"), "text/html; charset=tis-620") == page(THAI)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE, "plain words"])
def test_utf16_and_byte_order_marks(codec: str, text: str) -> None:
    """A byte order mark goes before every declaration, and UTF-16 is known without one."""
    html = page(text, '<meta charset="iso-8859-1">')
    assert decode(html.encode(codec), "text/html; charset=windows-1251") == html
    assert decode(b"\xfe\xff" + html.encode("utf-16-be"), None) == html


def test_utf16_in_a_declaration_means_utf8() -> None:
    """A declaration that can be read as ASCII is not in UTF-16, whatever it says."""
    html = page("café \x92 – naïve", '<meta charset="utf-16">')
    body = html.encode().replace(b"\xc2\x92", b"\x92")
    assert decode(body, None) == html.replace("\x92", "\ufffd")


def test_valid_utf8_goes_before_every_declaration() -> None:
    """Bytes that are UTF-8 throughout are nothing else."""
    html = page(GERMAN, '<meta charset="windows-1251">')
    assert decode(html.encode(), "text/html; charset=iso-8859-1") == html


def test_declared_utf8_that_is_not() -> None:
    """Where the bytes belie UTF-8, the page's own declaration is next, then detection."""
    declared = page(RUSSIAN, '<meta charset="windows-1251">')
    assert decode(declared.encode("cp1251"), "text/html; charset=utf-8") == declared
    assert decode(page(RUSSIAN).encode("cp1251"), "text/html; charset=utf-8") == page(RUSSIAN)


def test_declared_legacy_charset_that_is_not() -> None:
    """A declared charset in which many bytes have no meaning is passed over."""
    html = page(RUSSIAN * 3)
    assert decode(html.encode("cp1251"), "text/html; charset=euc-jp") == html


def test_default_of_servers_is_believed_last() -> None:
    """Servers send iso-8859-1 for want of knowledge: what the page says goes before it."""
    html = page(RUSSIAN, '<meta charset="windows-1251">')
    assert decode(html.encode("cp1251"), "text/html; charset=ISO-8859-1") == html


def test_unknown_label_is_no_declaration() -> None:
    """A label that the web does not know is passed over."""
    assert decode(page(RUSSIAN).encode("cp1251"), "text/html; charset=rot13") == page(RUSSIAN)


def test_iso_charsets_with_quotation_marks_are_windows_charsets() -> None:
    """Quotation marks where ISO has control characters show the charset of Windows."""
    html = page(POLISH)
    assert "„" in decode(html.encode("cp1250"), "text/html; charset=iso-8859-2")


def test_single_bad_bytes_are_replaced() -> None:
    """A few bad bytes do not cost the page its charset."""
    body = page(GERMAN * 3).encode() + b"\xff\xfe!"
    assert decode(body, None) == page(GERMAN * 3) + "\ufffd\ufffd!"


def test_page_that_was_cut_within_a_character() -> None:
    """Half a character at the end is left out."""
    assert decode("<p>Straße".encode()[:-2], None) == "<p>Stra"


def test_short_western_text_without_a_declaration() -> None:
    """Where detection fails, the Western charset is taken."""
    assert decode(b"<p>caf\xe9</p>", None) == "<p>café</p>"


def test_nuls_are_dropped() -> None:
    """NULs, which cut texts short in many programs, are not in the text."""
    assert decode(b"<p>a\0b</p>", None) == "<p>ab</p>"


@pytest.mark.parametrize("size", [300, 3000, 100_000])
def test_random_bytes_are_no_text(size: int) -> None:
    """Bytes that are text in no charset are refused."""
    with pytest.raises(Unprocessable) as caught:
        decode(random.Random(size).randbytes(size), "text/html")  # noqa: S311 - any bytes will do
    assert caught.value.reason is Reason.UNDECODABLE


def test_nothing_is_a_text() -> None:
    """No bytes give an empty text."""
    assert decode(b"", None) == ""


@given(body=st.binary(max_size=300), label=st.sampled_from(sorted(_CODECS)))
def test_any_bytes_are_decoded_or_refused(body: bytes, label: str) -> None:
    """Whatever the bytes and the declaration, a text comes out that can be written, or a reason."""
    with suppress(Unprocessable):
        assert "\0" not in decode(body, f"text/html; charset={label}")


@given(body=st.binary(max_size=100))
def test_any_escapes_are_decoded_or_refused(body: bytes) -> None:
    """ASCII with the escapes of Japanese mail is no exception."""
    with suppress(Unprocessable):
        decode(b"\x1b$B" + bytes(byte & 0x7F for byte in body), None).encode()
