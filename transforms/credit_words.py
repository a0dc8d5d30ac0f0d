"""The closed classes of words in credits beyond those of names: prefixes, staff, agencies, page furniture."""

from typing import Final


def words(text: str) -> frozenset[str]:
    """Return the words of a list written as running text."""
    return frozenset(text.split())


PREFIXES: Final = (
    *("ein kommentar von", "kommentar von", "ein gastbeitrag von", "gastbeitrag von", "interview von", "text von"),
    *("propos recueillis par", "contributed by", "submitted by", "published by", "reported by", "reporting by"),
    *("written by", "posted by", "words by", "story by", "text by", "report by", "analysis by", "opinion by"),
    *("review by", "article by", "recipe by", "authored by", "created by", "edited by", "authors", "author", "autoren"),
    *("autorin", "autor", "auteur", "words", "texte", "texto", "tekst", "text", "from", "by", "von", "par", "por"),
    *("di", "door", "av", "af", "przez", "van"),
)
"""What stands before a name in a credit, longer ones first."""

STAFF: Final = words(
    "admin administrator anonymous author bureau contributor contributors correspondent correspondents desk editor "
    "editorial editors guest leader newsdesk newsroom our redacción redactie redakce redakcja redaktion redazione "
    "reporter reporters rédaction staff team unknown user webdesk webmaster wire writer writers in-redaktion "
    "mm-redaktion onlineredaktion gastautor gastbeitrag gastautorin"
)
"""A credit with one of these names somebody at the outlet, nobody in particular."""

JOBS: Final = words(
    "adviser analyst attorney blogger counsel developer engineer fellow intern journaliste korrespondent "
    "korrespondentin lawyer lecturer photographer producer professor redakteur redakteurin redaktionsleiter researcher "
    "scientist strategist technologist volontär volontärin student freelance freelancer"
)
"""What somebody does, besides name_words.ROLES."""

AGENCIES: Final = frozenset(
    {
        *("afp", "agence france presse", "agencies", "alamy", "ani", "anp", "ansa", "ap", "ap news", "apa", "epa"),
        *("associated press", "belga", "bloomberg", "dpa", "dpa afx", "dts", "efe", "epd", "getty", "getty images"),
        *("ians", "imago", "interfax", "istock", "jiji", "keystone sda", "kna", "kyodo", "lusa", "newswire", "ntb"),
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
"""News agencies, picture agencies and houses that sign as one, folded."""

BODIES: Final = words(
    "agencia agencies agentur ag broadcasting channel charity club deutschland gazette gmbh herald inc international "
    "journal llc nachrichten nachrichtenagentur network observer official publications publishing radio report "
    "stiftung store stories studios television tribune tv verlag verein zeitung presse news blog ticker program "
    "programme shimbun wire presse-agentur .com"
)
"""Words only bodies have in their names, besides name_words.ORGANISATIONS."""

NEVER: Final = words(
    "advertisement ago aktualisiert all article articles bio click comment comments contact cookies copied copyright "
    "email e-mail facebook follow home how image images kommentare lesezeit link login menu min minutes more none null "
    "photo photos posted print privacy profile published read reserved rights save search share sign subscribe teilen "
    "that this twitter uhr undefined updated video view what why credit last uncategorized default bild foto fotos"
)
"""Words no name has: a credit with one of them was something else."""
