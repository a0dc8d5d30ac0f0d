"""Closed word lists for credits, besides those for names: prefixes, staff, agencies, page furniture."""

from typing import Final

from transforms.bylines.name_words import word_set

KINDS: Final = (
    *("a", "an", "the", "ein", "eine", "einen", "un", "une", "una", "is", "was", "this", "article", "analysis", "blog"),
    *("column", "comment", "commentary", "essay", "exclusive", "explainer", "feature", "guest", "interview", "news"),
    *("letter", "opinion", "piece", "post", "recipe", "report", "review", "special", "story", "text", "words", "work"),
    *("authored", "contributed", "created", "edited", "posted", "published", "reported", "reporting", "submitted"),
    *("written", "writing", "analyse", "beitrag", "bericht", "essay", "gastbeitrag", "gastkommentar", "glosse"),
    *("interview", "kolumne", "kommentar", "leitartikel", "meinung", "rezension", "texte", "texto", "tekst"),
    *("erstellt", "geschrieben", "veröffentlicht", "verfasst", "escrito", "escrita", "publicado", "scritto"),
    *("pubblicato", "publié", "écrit", "propos", "recueillis", "skrevet", "skriven", "geschreven", "opinión"),
    *("op-ed", "op-eds", "oped", "viewpoint", "perspective", "speech", "statement", "ysgrifennwyd", "cyhoeddwyd"),
    *(
        "erthygl",
        "postiwyd",
        "barn",
        "interviewed",
        "exklusiv",
        "protokoll",
        "porträt",
        "portrait",
        "reportage",
        "gespräch",
    ),
    *("eigenbericht", "análisis", "crónica", "reportaje", "tribuna", "tribune", "chronique", "éditorial", "enquête"),
    *("récit", "kronikk", "krönika", "debatt", "ledare", "opinie", "felieton", "opinia", "komentarz", "contribution"),
)
"""Words for an article or for writing it that may precede the "by" of a credit."""

BY: Final = ("von", "par", "por", "di", "door", "av", "af", "przez", "from", "gan")
"""The "by" of other languages; "By" itself may also introduce a name of one word."""

BY_AFTER: Final = (*BY, "da", "de", "van")
"""The "by" of other languages that counts only after a word for writing, because these words also begin names."""

LABELS: Final = (
    *("author", "authors", "writer", "reporter", "correspondent", "contributor", "byline", "autor", "autorin"),
    *("autoren", "auteur", "auteurs", "autore", "autores", "автор", "forfatter", "words", "text", "texte", "texto"),
    *("tekst", "report", "story", "awdur", "awduron", "авторка", "текст", "skribent", "skribenter", "yazan", "szerző"),
    *("kirjoittaja", "teksti", "بقلم", "كتب", "الكاتب", "מאת", "作者", "撰文", "执笔", "執筆", "글"),
)
"""Labels of a name: "Words: Jane Roe", "Author Jane Roe"."""

OTHERS_WORK: Final = (
    *(
        "photo(?:s|graph|graphs|graphy)?",
        "pictures?",
        "images?",
        "illustrat(?:ions?|ed)",
        "graphics?",
        "video",
        "artwork",
    ),
    *(
        "fotos?",
        "fotografie",
        "bild(?:er)?",
        "grafik",
        "camera",
        "editing",
        "(?<=\\S )(?:edited|posted|published|uploaded)",
        "translat(?:ion|ed)",
    ),
    *("übersetz(?:t|ung)", "tradu\\w+", "produced", "additional reporting", "fact.?check(?:ed|ing)?", "reviewed"),
    *("redigering", "foto:", "medically reviewed", "責任編集", "责任编辑", "责编"),
)
"""Patterns for other work that a credit names people for; "Edited by Jane Roe" alone remains a credit."""

BUTTONS: Final = (
    *("Link copied", "Copy link", "Follow", "Share", "Email", "E-Mail", "E-mail", "Contact", "Save", "Subscribe"),
    *("View Profile", "View profile", "View all posts", "View Bio", "See all", "Show more", "Read more", "Folgen"),
    *("Teilen", "Facebook", "Twitter", "LinkedIn", "Bluesky", "WhatsApp", "Instagram", "Print", "Bookmark"),
)
"""Buttons printed next to a credit."""

STAFF: Final = word_set(
    "admin administrator anonymous author bureau contributor contributors correspondent correspondents desk editor "
    "editorial editors guest leader newsdesk newsroom our redacción redactie redakce redakcja redaktion redazione "
    "reporter reporters rédaction staff team unknown user webdesk webmaster wire writer writers in-redaktion "
    "mm-redaktion onlineredaktion gastautor gastbeitrag gastautorin"
)
"""A credit with one of these words refers to the outlet's staff, not to a particular person."""

JOBS: Final = word_set(
    "adviser analyst attorney blogger counsel developer engineer fellow intern journaliste korrespondent "
    "korrespondentin lawyer lecturer photographer producer professor redakteur redakteurin redaktionsleiter researcher "
    "academic activist actor barrister broadcaster campaigner comedian consultant economist historian novelist "
    "presenter solicitor teacher "
    "scientist strategist technologist volontär volontärin student freelance freelancer"
)
"""Words for a person's job, besides name_words.ROLES."""

OFFICES: Final = word_set(
    "author chair chairman chairwoman columnist contributor correspondent critic director editor editor-at-large "
    "editor-in-chief journalist minister president professor reporter spokesman spokesperson spokeswoman writer "
    "commentator ceo chancellor vice-chancellor governor senator congressman congresswoman taoiseach tánaiste "
    "chefredakteur chefredakteurin directeur directrice giornalista journaliste "
    "korrespondentin periodista présidente redacteur redaktör redaktør rédacteur rédactrice redactor "
    "redactora verslaggever "
    "abgeordnete abgeordneter bundestagsabgeordnete bundestagsabgeordneter landtagsabgeordnete landtagsabgeordneter "
    "europaabgeordnete europaabgeordneter ministerin bundesminister bundesministerin senatorin kanzlerin "
    "bürgermeisterin oberbürgermeisterin präsidentin vorsitzende vorsitzender staatssekretärin kolumnist kolumnistin "
    "historiker historikerin ökonom ökonomin publizist publizistin schriftsteller schriftstellerin politologe "
    "politologin député députée sénateur sénatrice ministre eurodéputé eurodéputée économiste historien historienne "
    "sociologue politologue essayiste écrivain écrivaine professeur professeure chercheur chercheuse chroniqueur "
    "chroniqueuse éditorialiste diputado diputada senadora ministro ministra alcaldesa eurodiputado eurodiputada "
    "presidenta portavoz exministro exministra catedrático catedrática profesor profesora historiador historiadora "
    "escritor escritora deputata senatrice professoressa deputado deputada eurodeputado eurodeputada vereador "
    "vereadora professora jornalista kamerlid burgemeester staatssecretaris hoogleraar europarlementariër "
    "stortingsrepresentant statsråd statsminister ordfører riksdagsledamot folketingsmedlem kommunalråd posłanka "
    "prezydent europoseł europosłanka publicysta publicystka"
)
"""Job titles of a single person who signs an article."""

BEATS: Final = word_set(
    "assistant associate cabinet contributing chief climate consumer court crime culture data democracy deputy "
    "diplomatic digital economics education energy entertainment environment executive features finance food "
    "foreign guest health home affairs industry investigations investigative junior lead legal lifestyle local "
    "managing media money multimedia news opinion parliamentary first prime personal political politics principal "
    "property regional religion royal science security senior showbiz social society special sport sports staff "
    "technology tech transport travel uk us visual westminster whitehall freelance business defence defense"
)
"""Words that precede an office and belong to it."""

AGENCIES: Final = frozenset(
    {
        *("afp", "agence france presse", "agencies", "alamy", "ani", "anp", "ansa", "ap", "ap news", "apa", "epa"),
        *(
            "associated press",
            "belga",
            "europa press",
            "bloomberg",
            "dpa",
            "dpa afx",
            "dts",
            "efe",
            "epd",
            "getty",
            "getty images",
        ),
        *(
            "europa press",
            "ians",
            "imago",
            "interfax",
            "istock",
            "jiji",
            "keystone sda",
            "kna",
            "kyodo",
            "lusa",
            "newswire",
            "ntb",
        ),
        *("pa", "pa media", "picture alliance", "press association", "pti", "reuters", "ria novosti", "ritzau", "rnd"),
        *("sda", "sda ats", "shutterstock", "sid", "storyful", "tass", "the associated press", "tt", "upi", "wenn"),
        *(
            "xinhua",
            "yonhap",
            "cnn",
            "bbc",
            "nbc",
            "cbs",
            "abc",
            "nyt",
            "mena",
            "spot on news",
            "condé nast",
            "conde nast",
        ),
    }
)
"""News agencies, picture agencies and companies that sign as one author, folded."""

WIRES: Final = word_set(
    "afp ani anp ansa ap apa belga dpa efe epd ians kna lusa ntb pa pti reuters ritzau sda tass tt upi"
)
"""Agencies whose name is printed after a slash with the name of the reporter."""

BODIES: Final = word_set(
    "agencia agencies agentur ag broadcasting channel charity club deutschland gazette gmbh herald inc international "
    "journal llc nachrichten nachrichtenagentur network observer official publications publishing radio report "
    "stiftung store stories studios television tribune tv verlag verein zeitung presse news blog ticker program "
    "programme shimbun wire presse-agentur .com uk cymru democrats conservatives greens protection voice coalition aid "
    "marketing communications action fund rights partnership consortium charities"
)
"""Words that occur only in names of organisations, besides name_words.ORGANISATIONS."""

PAPERS: Final = word_set(
    "advertiser argus chronicle courier dispatch echo enquirer evening examiner express globe independent leader life "
    "mail mercury mirror morning observer record recorder review standard star sun"
)
"""Words of newspapers' names: a site that has one in its name is not its owner's."""

NEVER: Final = word_set(
    "about advertisement ago aktualisiert all article articles become bild bio click comment comments contact cookies "
    "copied copyright credit default e-mail email facebook follow foto fotos google hire home how illustrated "
    "illustration illustrations image images join kommentare last learn lesezeit link log login meet menu min minutes "
    "more none null orcid photo photograph photographs photography photos posted print privacy profile pub published "
    "pubmed read reply replying reserved rights save scholar search share sign subscribe teilen that this twitter uhr "
    "uncategorized undefined updated video view what why revised edition rss feed overview latest"
)
"""Words that no name contains; a text with one of them is not a credit."""
