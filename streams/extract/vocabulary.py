"""Decides which names of tags, roles, classes and ids mean what: tables that the body's rules walk.

Names are written with a hyphen between their words: `read-more` stands for `readMore`, `read_more` and `readmore` too.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Elements that hold no words of the article, whatever lies in them.
SILENT_TAGS = _words(
    "script style noscript template svg math iframe object embed applet canvas audio video map select option "
    "datalist textarea input label meter progress dialog head title link meta base param source track area "
    "frame frameset noframes col colgroup wbr nav footer menu amp-ad amp-embed amp-sidebar amp-social-share "
    "amp-analytics amp-iframe amp-video amp-youtube amp-consent amp-user-notification amp-pixel "
    "-comment -doctype"
)
# Elements within a line whose attributes are not worth a look.
PLAIN_TAGS = _words(
    "b strong i em u s strike del ins small big sub sup code kbd samp var tt q cite abbr acronym dfn mark bdi bdo "
    "ruby rb font nobr data"
)
BOLD_TAGS = _words("b strong")
# Elements within a line that may be marked as something else than words of the article.
INLINE_TAGS = _words("span time a output slot")
HEADING_TAGS = _words("h1 h2 h3 h4 h5 h6")
# Elements that end a line but bound no part of the page.
LINE_TAGS = HEADING_TAGS | _words("p dt dd summary address legend caption tr thead tbody tfoot picture")
IMAGE_TAGS = _words("img amp-img")

# Elements that are noise, unless the article lies in them.
NOISE_TAGS = frozenset({"aside", "form"})

DROPPED_ROLES = _words(
    "navigation contentinfo complementary search dialog alertdialog alert menu menubar toolbar tablist tooltip "
    "banner button status directory"
)

# A token that is one of these holds the body.
BODY_NAMES = _words(
    "article-main-content article-content-body article-body-content article-body-text article-body-copy article-copy "
    "article-main-body article-full-text article-content-text story-copy story-body-text news-article-body "
    "news-detail-content news-detail news-details blog-post td-post-content single-post-content body-copy full-text "
    "full-article full-story main-article main-text rich-text text-body text-content the-entry-content "
    "article-page-content article-detail-content article-detail-body wysiwyg story-detail amp-article-body "
    "wp-block-post-content page-content-text art-content art-body art-text body-content content-body content-text body-text"
)
# So does a token that ends with one of the first words and one of the second: `c-article__body`.
BODY_OF = _words("article story post entry news blog detail content single text amp")
BODY_PARTS = _words("body content text copy")
# A token that is one of these holds the article with what belongs to it.
MAIN_NAMES = _words(
    "article story post entry hentry main main-content content primary content-main page-content article-main "
    "article-wrapper article-container post-article single-post single-article article-page content-area "
    "content-wrapper main-content-area news-article blog-post-content"
)
# A token that is one of these, or ends with it, holds the lines that open the article.
LEAD_NAMES = _words(
    "lead lede standfirst subtitle subtitles subhead subheadline subheading dek deck chapeau chapo sapo intro "
    "introduction summary excerpt abstract ingress vorspann anleser sommario occhiello bajada entradilla"
)

# A token in which one of these words comes up is noise, unless a negation stands before the word.
NOISE_WORDS = _words(
    "related relateds recommend recommended recommendation recommendations recirc recirculation share sharing shares "
    "sharebar sharethis addthis social socials sociable newsletter newsletters subscribe subscription subscriptions "
    "signup promo promos promobox promotion advert adverts advertisement advertisements advertising ad ads adbox "
    "adslot adsense advertorial gpt dfp sponsor sponsored outbrain taboola revcontent mgid zergnet ligatus plista "
    "teads nativo comment comments commentlist disqus fbcomments viafoura breadcrumb breadcrumbs crumbs nav "
    "navigation navbar navi menu menus submenu megamenu footer footnav masthead toolbar toolbox cookie cookies "
    "consent gdpr onetrust popup popups popover modal modals overlay lightbox tags taglist tagcloud topics tagged "
    "hashtags pagination pager paging paginator login register registration captcha rating ratings vote poll "
    "quiz trending popular mostread mostpopular ticker donate donation donations feedback bio biography outlink "
    "playlist carousel slider swiper slick screenreader tooltip byline bylines disclaimer sitemap skiplink cta "
    "jetpack sharedaddy shareaholic player marketing interstitial whatsapp telegram"
)
# A token in which these words follow each other is noise.
NOISE_NAMES = _words(
    "read-more more-from see-also also-read read-also follow-us sign-up table-of-contents up-next next-up next-post "
    "prev-post in-article-ad author-bio author-box author-info about-author about-authors podcast-player audio-player "
    "video-player app-box app-banner google-news most-read most-popular most-viewed read-next read-more-link "
    "you-may-like you-may-also-like more-stories more-news more-articles more-on more-on-this-topic latest-news "
    "latest-posts recent-posts other-stories other-articles next-article prev-article previous-article next-story "
    "article-nav post-navigation post-nav post-meta entry-meta entry-footer post-footer article-footer article-meta "
    "article-info article-tags post-tags entry-tags meta-info about-the-author post-author article-author "
    "entry-author author-name author-details author-profile author-card publish-date published-date pub-date "
    "post-date article-date entry-date read-time reading-time time-to-read view-count share-count listen-now "
    "listen-to-article audio-article text-to-speech no-print do-not-print article-comments comment-section "
    "in-line-ad article-keywords sidebar-container sidebar-wrapper sidebar-content sidebar-inner sidebar-left "
    "sidebar-right print-only skip-nav twitter-tweet instagram-media tiktok-embed fb-post reddit-embed"
)
# A token that is one of these words, or ends with it, is noise.
NOISE_LABELS = _words(
    "toc sidebar sidebars rail author authors date datetime time timestamp updated published modified views meta "
    "category categories counter counters keywords respond"
)
# A token that is one of these is noise.
NOISE_TOKENS = _words("ad ads tag category categories meta aside forum reply replies pr-box")
# A small element with one of these words asks the reader to pay; a large one is what he has paid for.
GATE_WORDS = _words("paywall regwall premium-wall")
# A word before another one that turns its meaning: `has-sidebar` is no sidebar.
NEGATIONS = _words("has with no without not is js enable enabled show hide can allow")
# First words of tokens that say what the page is about, as WordPress writes them: `tag-social-media`.
TOPIC_PREFIXES = _words("tag tags category cat topic author postid type format")

# Words for screen readers only, that no one else sees.
HIDDEN_NAMES = _words(
    "visually-hidden sr-only screen-reader-text screen-reader-only screen-reader hidden-accessible assistive-text offscreen"
)

CAPTION_WORDS = _words(
    "caption captions figcaption legend legende bildunterschrift bildtext cutline imagecaption"
)
CREDIT_WORDS = _words(
    "credit credits copyright photographer photocredit imagecredit agency bildnachweis fotograf credito crediti "
    "photoby byphoto rights attribution"
)

# Words before a colon that say that a maker follows: those of pictures, then others, as patterns.
PICTURE_LABELS = (
    r"photo(?:graph|grapher)?s?(?: credits?| courtesy(?: of)?| illustration)?(?: by)?",
    r"image(?: credits?| source| courtesy(?: of)?)?",
    r"picture(?: credits?)?|pic|foto(?:s|graf|graaf|grafía|grafia)?|bild(?:quelle|nachweis|rechte)?|fotoğraf|zdjęcie|fot",
    r"фото|صورة|تصوير|צילום|写真|撮影|摄影?|사진|ภาพ|फोटो|φωτογραφία",
)
CREDIT_LABELS = (
    r"credits?|copyright|courtesy(?: of)?|source|illustration(?: by)?|quelle|źródło|crédits?(?: photo)?|crédito|credito",
    r"fuente|fonte|imagen?|imagem|источник|джерело|提供|图源?|來源|출처|ที่มา|स्रोत|πηγή",
)
AGENCIES = tuple(
    "AP Photo|AP|REUTERS|Reuters|AFP|Getty Images|Getty|EPA-EFE|EPA|EFE|ANSA|dpa|DPA|IMAGO|imago|TASS|ТАСС|РИА Новости|"
    "Xinhua|新华社|新華社|共同社|時事|ロイター|연합뉴스|뉴시스|뉴스1|PTI|ANI|Shutterstock|Alamy|Unsplash|Pixabay|Pexels|iStock|"
    "Anadolu|AA|PA Wire|PA Images|PA|USA TODAY Sports|NurPhoto|Bloomberg|Keystone|APA|picture alliance|"
    "picture-alliance|ZUMA|Sipa|Instagram|Facebook|Twitter|YouTube|Screenshot|Handout|NTB|Ritzau|TT|Lehtikuva|Belga|"
    "ANP|Rex|WireImage|FilmMagic".split("|")
)

# Lines that are no more than a label between the parts of a text, case and punctuation ignored.
NOISE_LINES = frozenset(
    "advertisement|advertising|ad|sponsored|sponsored content|article continues below|article continues below advertisement|"
    "story continues below|story continues below advertisement|continue reading|continue reading below|read more|"
    "read next|recommended|related|related articles|related stories|more on this story|share this article|"
    "scroll to continue|sign up|subscribe|follow us|anzeige|werbung|weiterlesen|lesen sie auch|auch interessant|"
    "mehr zum thema|publicité|publicidad|publicidade|pubblicità|lire aussi|à lire aussi|lire plus|leer más|lee también|"
    "te puede interesar|leia também|leia mais|continua a leggere|leggi anche|lees ook|lees meer|advertentie|annonse|"
    "annons|reklama|czytaj także|czytaj też|читайте также|реклама|читайте також|devamını oku|ilgili haberler|reklam|"
    "広告|続きを読む|関連記事|こちらもおすすめ|請繼續往下閱讀|请继续往下阅读|廣告|广告|延伸閱讀|延伸阅读|相关阅读|相關閱讀|광고|관련기사|"
    "โฆษณา|อ่านต่อ|ข่าวที่เกี่ยวข้อง|विज्ञापन|यह भी पढ़ें|इसे भी पढ़ें|إعلان|اقرأ أيضا|اقرأ أيضًا|פרסומת|διαβάστε επίσης|διαφήμιση".split(
        "|"
    )
)
