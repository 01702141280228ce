from __future__ import annotations

import pytest

from schemas.rejection import Reason
from streams.extract.body import extract_body
from streams.extract.document import Document
from streams.extract.wall import in_place_of_page
from streams.extract.wall_words import ERRORS, WALLS
from streams.sites import SiteRule

URL = "https://www.soundpost.example/2024/03/ferry"
MENU = "".join(f"<li><a href=/{n}>Section {n}</a></li>" for n in range(12))
NOINDEX = '<meta name="robots" content="noindex, nofollow">'
P = "<p>The ferry to Norrholm sailed again on Monday, after eleven days in the harbour.</p>"


def found(html: str, url: str = URL) -> Reason | None:
    """What came in place of a page."""
    document = Document.parse(html, url)
    return in_place_of_page(document, extract_body(document, SiteRule()))


def page(title: str, body: str, head: str = "") -> str:
    """A whole page."""
    return f"<html><head><title>{title}</title>{head}</head><body>{body}"


@pytest.mark.parametrize(
    "html",
    [
        page("404", "<h1>404</h1><p>Gone.</p>"),
        page("Page not found | The Sound Post", f"<ul>{MENU}</ul><h1>Page not found</h1>{P}"),
        page("页面不存在 - 北岛日报", "<h1>出错了</h1><p>您访问的页面已被删除。</p>"),
        page("ไม่พบหน้า", "<p>หน้านี้ถูกลบแล้ว</p>"),
        page("الصفحة غير موجودة | بريد المضيق", "<h2>عذرا</h2><p>ربما حذف المقال.</p>"),
        page("पेज नहीं मिला", "<p>यह पेज हटा दिया गया है।</p>"),
        page("The Sound Post", f'<div class="error-404"><h1>Oh no</h1>{P}</div>'),
        page("", "<b>Fatal error</b>: Uncaught Error in <b>/srv/a.php</b> on line <b>31</b>"),
        page("Fehler 503", "<p>Bitte versuchen Sie es später noch einmal.</p>"),
    ],
)
def test_an_error_is_told_by_its_names(html: str) -> None:
    """In the title, in the headline, in the markup, in what programs print."""
    assert found(html) is Reason.ERROR_PAGE


@pytest.mark.parametrize(
    "html",
    [
        page("Access Denied", "<h1>Access Denied</h1><p>Reference #18.8f00aa11.1700000000.0</p>"),
        page(
            "soundpost.example", "<p>Enable JS</p><script src=https://geo.captcha-delivery.com/c.js></script>"
        ),
        page(
            "The Sound Post", f'<div id="consent-layer"><h1>It is up to you</h1>{P}<button>Yes</button></div>'
        ),
        page(
            "The Sound Post",
            f"<p>We and 84 partners use cookies.</p>{P}<button>A</button><button>B</button>",
            NOINDEX,
        ),
        page("Log in", f"<h1>Read on</h1>{P}<form><input type=password></form>"),
        page("安全验证", "<p>请拖动滑块完成验证。</p>"),
        page("लॉग इन", "<p>आगे पढ़ने के लिए कृपया लॉग इन करें।</p>"),
    ],
)
def test_a_wall_is_told_by_several_signs(html: str) -> None:
    """Names, makers of checks, boxes, buttons and what else comes with them."""
    assert found(html) is Reason.WALL


@pytest.mark.parametrize(
    "html",
    [
        page("Error 404 and other songs", f"<h1>Error 404 and other songs</h1>{P}"),
        page("Captcha - why we hate it", f"<h1>Captcha - why we hate it</h1>{P}"),
        page("Login - a play in two acts | The Sound Post", f"<h1>Login - a play in two acts</h1>{P}"),
        page("Captcha", f"<div class='post tag-captcha'>{P}</div><h2>Why we hate captchas</h2>"),
        page("Peugeot 404", f"<h1>Peugeot 404</h1>{P}"),
        page(
            "Why cookies crumble",
            f"<h1>Why cookies crumble</h1>{P}<button>Share</button><button>Print</button>",
        ),
        page("The ferry is back", f'<div class="cookie-consent">Yes?</div><h1>The ferry is back</h1>{P}'),
        page("The ferry is back", f"<ul>{MENU}</ul><form>Log in<input type=password></form>{P}", NOINDEX),
        page("The ferry is back", f"{P}<script src=https://www.google.com/recaptcha/api.js></script>"),
        page(
            "Access denied",
            f"<h1>Access denied</h1>{''.join(P.replace('eleven', str(n)) for n in range(12, 40))}",
        ),
    ],
)
def test_an_article_about_such_things_is_none(html: str) -> None:
    """Bare as these pages are, one sign is not enough, and a long text is an article."""
    assert found(html) is None


def test_the_address_is_a_sign_among_others() -> None:
    """As are no links, and no place in the index of search engines."""
    html = page("The Sound Post", P, NOINDEX)
    assert found(html) is None
    assert found(html, "https://www.soundpost.example/login?next=/ferry") is Reason.WALL


def test_an_address_without_host_names_nothing() -> None:
    """Every text holds the empty name."""
    assert found(page("The ferry", f"<p>Cookies are baked on board.</p>{P}", NOINDEX), "ferry.html") is None


@pytest.mark.parametrize("words", [ERRORS, WALLS])
def test_the_words_are_as_titles_are_compared(words: tuple[str, ...]) -> None:
    """In lower case, with plain apostrophes, each once."""
    assert [word for word in words if word != word.lower() or "’" in word] == []
    assert len(set(words)) == len(words)
