"""The closed classes of words in credits beyond those of names: prefixes, collective credits, agencies, page furniture."""

from typing import Final

PREFIXES: Final = (
    *("ein kommentar von", "kommentar von", "ein gastbeitrag von", "gastbeitrag von", "interview von", "text von"),
    *("propos recueillis par", "contributed by", "submitted by", "published by", "reported by", "reporting by"),
    *("written by", "posted by", "words by", "story by", "text by", "report by", "analysis by", "opinion by"),
    *("review by", "article by", "recipe by", "authored by", "created by", "edited by", "authors", "author", "autoren"),
    *("autorin", "autor", "auteur", "words", "texte", "texto", "tekst", "text", "from", "by", "von", "par", "por"),
    *("di", "door", "av", "af", "przez", "van"),
)
"""What stands before a name in a credit, longer ones first."""

STAFF: Final = frozenset(
    {
        *("admin", "administrator", "anonymous", "author", "bureau", "contributor", "contributors", "correspondent"),
        *("correspondents", "desk", "editor", "editorial", "editors", "guest", "leader", "newsdesk", "newsroom", "our"),
        *("redacción", "redactie", "redakce", "redakcja", "redaktion", "redazione", "reporter", "reporters"),
        *("rédaction", "staff", "team", "unknown", "user", "webdesk", "webmaster", "wire", "writer", "writers"),
        *("in-redaktion", "onlineredaktion", "gastautor", "gastbeitrag", "gastautorin"),
    }
)
"""A credit with one of these names somebody at the outlet, nobody in particular."""

AGENCIES: Final = frozenset(
    {
        *("afp", "agence france presse", "agencies", "alamy", "ani", "anp", "ansa", "ap", "ap news", "apa", "epa"),
        *("associated press", "belga", "bloomberg", "dpa", "dpa afx", "dts", "efe", "epd", "getty", "getty images"),
        *("ians", "imago", "interfax", "istock", "jiji", "keystone sda", "kna", "kyodo", "lusa", "newswire", "ntb"),
        *("pa", "pa media", "picture alliance", "press association", "pti", "reuters", "ria novosti", "ritzau", "rnd"),
        *("sda", "sda ats", "shutterstock", "sid", "storyful", "tass", "the associated press", "tt", "upi", "wenn"),
        *("xinhua", "yonhap", "cnn", "bbc", "nbc", "cbs", "abc", "nyt", "mena", "et online", "spot on news"),
    }
)
"""News agencies and picture agencies, folded."""

BODIES: Final = frozenset(
    {
        *(
            "agencia",
            "agencies",
            "agentur",
            "ag",
            "broadcasting",
            "channel",
            "charity",
            "club",
            "deutschland",
            "gazette",
        ),
        *("gmbh", "herald", "inc", "international", "journal", "llc", "nachrichten", "nachrichtenagentur", "network"),
        *("observer", "official", "publications", "publishing", "radio", "report", "stiftung", "store", "stories"),
        *("studios", "television", "tribune", "tv", "verlag", "verein", "zeitung", "presse", "news", "blog", "ticker"),
    }
)
"""Words only bodies have in their names, besides name_words.ORGANISATIONS."""

NEVER: Final = frozenset(
    {
        *("advertisement", "ago", "aktualisiert", "all", "article", "articles", "bio", "click", "comment", "comments"),
        *("contact", "cookies", "copied", "copyright", "email", "e-mail", "facebook", "follow", "home", "how", "image"),
        *(
            "kommentare",
            "lesezeit",
            "link",
            "login",
            "menu",
            "min",
            "minutes",
            "more",
            "none",
            "null",
            "photo",
            "photos",
        ),
        *(
            "posted",
            "print",
            "privacy",
            "profile",
            "published",
            "read",
            "reserved",
            "rights",
            "save",
            "search",
            "share",
        ),
        *(
            "sign",
            "subscribe",
            "teilen",
            "that",
            "this",
            "twitter",
            "uhr",
            "undefined",
            "updated",
            "video",
            "view",
            "what",
        ),
        *(
            "why",
            "with",
            "your",
            "you",
            "is",
            "are",
            "was",
            "has",
            "images",
            "credit",
            "last",
            "uncategorized",
            "default",
        ),
    }
)
"""Words no name has: a credit with one of them was something else."""
