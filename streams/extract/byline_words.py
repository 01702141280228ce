"""Decides which words of a byline are no name: prefixes, roles, agencies, groups, placeholders."""

from __future__ import annotations


def _table(text: str) -> tuple[str, ...]:
    return tuple(entry.strip() for line in text.splitlines() for entry in line.split("|") if entry.strip())


def _set(text: str) -> frozenset[str]:
    return frozenset(_table(text))


PREFIXES = _table(
    """
    written by | posted by | reported by | reporting by | story by | words by | text by | article by
    view all posts by | all posts by | posts by | alle beiträge von | zeige alle beiträge von | about
    published by | edited by | compiled by | photos by | as told to | opinion by | analysis by | by
    geschrieben von | verfasst von | veröffentlicht von | erstellt von | gespeichert von | ein artikel von
    artikel von | ein beitrag von | beitrag von | eine kolumne von | kolumne von | ein interview von | text von
    publicado el | redactado por | rédaction | posté par | scritto da | pubblicato da | geschreven door
    geplaatst door | skrivet av | skriven av | publicerad av | publisert av | napisał | napisała | opublikował
    ditulis oleh | diposting oleh | đăng bởi | опубликовал | опубликовала | подготовил | підготував | napsal
    napsala | autorin | post author
    analyse von | kommentar von | ein kommentar von | interview von | ein gastbeitrag von | von | text
    écrit par | publié par | rédigé par | propos recueillis par | par | escrito por | publicado por | por
    di | a cura di | scritto da | da | door | av | af | skrevet av | skrevet af | tekst | od | przez | autor
    autora | autores | autorzy | autori | autoren | auteur | auteurs | author | authors | autore | autorka
    author name | redakteur | reporter | szerző | írta | yazan | yazar | haber | penulis | oleh | editor
    tác giả | bởi | tekijä | teksti | kirjoittaja | συντάκτης | του | της | γράφει ο | γράφει η | γράφει
    από | автор | авторы | текст | автори | на | от | بقلم | كتب | كتبت | نویسنده | מאת | द्वारा | लेखक
    โดย | 文 | 撰文 | 作者 | 記者 | 记者 | 编辑 | 編輯 | 責任編輯 | 责任编辑 | 来源 | 文字 | 글 | 기자 | 執筆 | 著者 | 取材
    """
)
"""What introduces a name, longer forms before shorter ones."""

LEADS = _table(
    """
    written by | posted by | reported by | reporting by | story by | words by | text by | article by | by
    published by | post author | author | authors | geschrieben von | verfasst von | veröffentlicht von | erstellt von
    ein artikel von | artikel von | ein beitrag von | beitrag von | ein gastbeitrag von | kommentar von
    eine kolumne von | ein interview von | text von | text | von | autor | autorin | autoren | autora | autores
    écrit par | rédigé par | publié par | par | auteur | auteurs | texte | escrito por | publicado por | por | texto
    scritto da | a cura di | di | autore | geschreven door | door | skrevet av | skriven av | av | af | napisał
    od | szerző | yazan | penulis | ditulis oleh | oleh | tác giả | автор | текст | από | 작성자 | 作者 | 撰文 | 記者
    记者 | 著者 | 執筆
    """
)
"""What a line opens with that goes on to name the author."""

SUFFIXES = _table(
    """
    기자 | 특파원 | 선임기자 | 記者 | 记者 | 編集委員 | 論説委員 | さん | jr | reporter | dpa | afp | reuters | ap | usa today
    staff writer | m d | ph d
    """
)
"""Titles that follow a name."""

PARTICLES = _set(
    """
    de | del | della | di | da | das | do | dos | du | des | la | le | les | lo | van | von | vom | zu | zum
    zur | der | den | dem | ten | ter | te | op | af | av | al | el | bin | ibn | bint | abu | ben | y | e
    i | und | san | mac | st | ap | d | l | o | na | ní
    """
)
"""Words in lower case that are part of names."""

AGENCIES = _set(
    """
    ap | associated press | the associated press | reuters | thomson reuters | afp | dpa | ddp
    agence france presse | deutsche presse agentur | upi | united press international | bloomberg
    bloomberg news | epd | kna | sid | apa | austria presse agentur | sda | keystone sda | ats | efe
    agencia efe | europa press | ansa | agi | adnkronos | lusa | anp | belga | ritzau | ntb | tt
    tt nyhetsbyrån | stt | bns | elta | leta | pap | ctk | čtk | tasr | mti | hina | tanjug | beta | fena
    agerpres | mediafax | bta | ana mpa | ape mpe | anadolu | aa | iha | dha | tass | тасс | interfax
    интерфакс | ria novosti | риа новости | unian | уніан | ukrinform | укрінформ | xinhua | 新华社 | 新華社 | cna
    中央社 | kyodo | 共同通信 | jiji | 時事通信 | yonhap | 연합뉴스 | newsis | 뉴시스 | pti | ani | ians | app | bernama
    antara | vna | ttxvn | aap | australian associated press | pa | pa media | press association | cp
    the canadian press | canadian press | sapa | pana | mena | spa | wam | kuna | petra | irna | isna
    tasnim | prensa latina | telam | télam | notimex | agencia brasil | agência brasil | estadao conteudo
    folhapress | afp relaxnews | cnn newsource | the conversation | pr newswire | business wire
    globe newswire | globenewswire | getty images | ap news | nexstar media wire | tribune news service
    news service of florida | states newsroom | the center square | ots
    """
)
"""News agencies, folded for comparison."""

ROLE_WORDS = _set(
    """
    reporter | reporters | correspondent | correspondents | editor | editors | columnist | writer | writers
    contributor | contributors | contributing | journalist | journalists | producer | photographer
    analyst | blogger | anchor  | author | authors | intern | specialist | director | professor
    manager | founder | ceo | chief | senior | freelance | fellow | phd | redakteur | redakteurin
    reporterin | korrespondent | korrespondentin | autorin | autor | chefredakteur | chefredakteurin
    volontär | volontärin | ressortleiter | redaktör | redaktor | journaliste | rédacteur | rédactrice
    correspondant | correspondante | reportero | redactor | redactora | periodista | corresponsal
    jornalista | repórter | correspondente | giornalista | corrispondente | inviato | inviata | redacteur
    verslaggever | journalistin | корреспондент | обозреватель | журналист | редактор | dziennikarz
    dziennikarka | toimittaja | muhabir | muhabiri | editör | editörü | wartawan | jurnalis | kommentator
    kolumnist | kolumnistin | follow | email | twitter | facebook | instagram | linkedin | subscribe
    updated | published | about  | sponsored | president | chairman | minister   | share
    posts | view | profile
    """
)
"""Words of which one makes a name a job, a button or a sentence."""

GROUP_WORDS = _set(
    """
    news | newsroom | newsdesk | desk | staff | team | press | media | agency | agencies | board | bureau
    magazine | network | digital | online | tv | radio | com | wire | services | service | editorial
    publisher | company | inc | ltd | llc | gmbh | group | foundation | institute | university | college
    school | association | society | department | council | committee | redaktion | onlineredaktion
    nachrichten | zeitung | presse | verlag | agentur | agenturen | rédaction | redaction | agences | agence
    redacción | redaccion | redação | redacao | agencia | agencias | agências | redazione | redactie
    redaksjonen | redaktionen | redakcja | redakce | redakcia | redakcija | szerkesztőség | redacția
    редакция | редакція | toimitus | haber | merkezi | redaksi  | newspaper | times | daily | post
    journal | today | tribune | weekly | herald | guardian | report | reports | newsletter | podcast | www
    webdesk | redaktionsnetzwerk | rundfunk | fernsehen | the | our | your | and  | special | für
    amt | ministerium | ministry | ministère | ministerio | stiftung | verein | verband | bundesverband | fraktion
    eg | ag | noticias | notícias | notizie | actualités | periódico | diario | diário | jornal | giornale | gazette
    gazeta | газета | новости | новини | illustrierte | zeitschrift | magazin
    forum | guides | center | centre | project | office | club
    """
)
"""Words of which one makes a name a group or a firm."""

NOBODY = _set(
    """
    admin | administrator | webmaster | root | user | guest | anonymous | unknown | none | null | undefined
    n a | na | test | default | author | various | nan | contributor | no author | true | false
    unbekannt | anonym | none none | redakcja | web | home | blog | superuser | super user | site admin
    wordpress | editor | view all | see all | see more | read more | name | full bio | bio | website | webseite | profil
    all posts | alle beiträge | articles | artikel | archive | archiv | more | mehr | weiterlesen | contact
    kontakt | impressum | posted in | gesponserte inhalte | post comment | leave a comment | comments
    """
)
"""Placeholders that stand where a name should be."""

ARTICLES = _set(
    "the | der | die | das | le | la | les | el | los | las | il | lo | gli | o | os | as | de | het | den | det"
)
"""What the name of a paper opens with, and hardly a person's."""

CONJUNCTIONS = {
    "en": ("with",),
    "de": ("und", "u"),
    "fr": ("et", "avec"),
    "es": ("y", "e"),
    "pt": ("e", "com"),
    "it": ("e", "ed"),
    "ca": ("i",),
    "nl": ("en",),
    "da": ("og",),
    "no": ("og",),
    "nb": ("og",),
    "nn": ("og",),
    "is": ("og",),
    "sv": ("och",),
    "fi": ("ja",),
    "et": ("ja",),
    "pl": ("i", "oraz"),
    "cs": ("a",),
    "sk": ("a",),
    "hr": ("i",),
    "bs": ("i",),
    "sr": ("i", "и"),
    "sl": ("in",),
    "hu": ("és",),
    "ro": ("și", "si"),
    "sq": ("dhe",),
    "el": ("και", "κι"),
    "ru": ("и",),
    "bg": ("и",),
    "mk": ("и",),
    "uk": ("і", "та", "й"),
    "be": ("і",),
    "tr": ("ve",),
    "id": ("dan",),
    "ms": ("dan",),
    "vi": ("và",),
    "hi": ("और",),
    "ar": ("و",),
    "fa": ("و",),
    "he": ("ו",),
    "th": ("และ",),
    "sw": ("na",),
    "af": ("en",),
}
"""What joins two names, by language."""
