"""Lines of paywalls and appeals are found, although most lines are not searched with the patterns."""

import pytest

from transforms.boilerplate.foot_patterns import is_appeal, is_paywall_line
from transforms.boilerplate.line_patterns import match_rule


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to continue reading",
        "Please REGISTER here to read the full article",
        "Log in for the full story",
        "Upgrade now to unlock this",
        "To continue reading, sign in or start a trial",
        "This report is for registered subscribers only",
        "La suite est réservée aux abonnés",
        "Il vous reste 70 % de cet article à lire",
        "Jetzt weiterlesen mit L+",
        "Mit dem Probe-Abo gleich weiterlesen",
        "Um den ganzen Artikel zu lesen, melden Sie sich an",
        "Inicia sesión para seguir leyendo",
    ],
)
def test_a_paywall_line_is_recognised(line: str) -> None:
    assert is_paywall_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Support our independent journalism",
        "Fund quality reporting",
        "The Lantern is your daily source for local news",
        "Become a member",
        "Please consider a donation",
        "Donate",
        "Enjoyed this article? Tell us.",
        "If you liked reading this piece",
        "Hat Ihnen dieser Artikel gefallen?",
        "Unterstützen Sie unsere Arbeit",
        "Unabhängiger Journalismus braucht Ihre Unterstützung",
        "Testen Sie die Laterne vier Wochen",
        "Soutenez notre journal, aidez-nous",
        "Faites un don",
        "Apoya nuestro periodismo",
        "Apoye el periodismo de Fenwick",
        "Hazte socio",
        "The Lamp depends on the generosity of its readers. If you value it, please consider making a donation.",
        "Upgrade to a paid plan to support this work.",
    ],
)
def test_an_appeal_is_recognised(line: str) -> None:
    assert is_appeal(line)


def test_prose_matches_no_rule() -> None:
    line = "The council would like to support the bridge, and the minister has signed the letter."
    assert not is_paywall_line(line)
    assert not is_appeal(line)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Please SIGN-UP for our daily briefing", "newsletter"),
        ("Register for breaking news alerts", "newsletter"),
        ("Melden Sie sich für den Newsletter an", "newsletter"),
        ("Abonnieren Sie unser Bulletin", "newsletter"),
        ("Inscrivez-vous au podcast", "newsletter"),
        ("Suscríbete a nuestro podcast", "newsletter"),
        ("Get the best of the Lantern in your inbox", "newsletter"),
        ("The Lantern is a reader-supported publication", "newsletter"),
        ("Already a subscriber? Then welcome.", "access notice"),
        ("Log in or create an account", "access notice"),
        ("Il vous reste 70 % de cet article", "access notice"),
        ("Article réservé, réservée aux abonnés", "access notice"),
        ("Cambiar tu contraseña, crear otra", "access notice"),
        ("Please enable JavaScript", "access notice"),
        ("You need a more up to date browser", "access notice"),
        ("Empfohlener redaktioneller Inhalt", "access notice"),
        ("Externer Inhalt wird hier angezeigt", "access notice"),
        ("Please log in and read the rules before commenting", "access notice"),
        ("You must logout and then login again", "access notice"),
        ("Contenido solo para suscriptores", "access notice"),
        ("Please follow the Lantern on Bluesky", "follow us"),
        ("Keep up by following us on any network", "follow us"),
        ("Download our free app", "follow us"),
        ("Submit your letter", "follow us"),
        ("Pour accéder en illimité", "follow us"),
        ("Do you have an opinion on the issues raised in this article? Submit yours.", "readers' letters"),
        ("We want our comments to be a lively place", "readers' letters"),
        ("You may submit a response of up to 300 words", "readers' letters"),
        ("Send us your letters to the editor, by post", "readers' letters"),
        ("We may earn commission from links", "disclosure"),
        ("This page contains references to products", "disclosure"),
        ("The Lantern is not the card issuer of any card", "disclosure"),
        ("Our website uses cookies", "cookie notice"),
        ("(Credit: John Doe)", "picture credit"),
        ("Crédito: John Doe", "picture credit"),
        ("Abbildung: John Doe", "picture credit"),
        ("Picture by: John Doe", "picture credit"),
        ("File photo from the ford", "picture credit"),
        ("Getty Images", "picture credit"),
        ("(Pic by the sea: John Doe)", "picture credit"),
        ("Click here to subscribe to our daily briefing – the best pieces from the Lantern.", "newsletter"),
        ("Recibe cada tarde el boletín de Opinión", "newsletter"),
        ("Schrijf je in voor onze nieuwsbrief", "newsletter"),
        (
            "Do you have a compelling personal story you’d like to see published on Lantern? Send us a pitch.",
            "readers' letters",
        ),
        (
            "The Lantern is committed to publishing a diversity of letters. Here’s our email: x@lantern.example",
            "readers' letters",
        ),
        (
            "- SHARE: If you have anything to share that we should be looking into, contact us (in confidence).",
            "readers' letters",
        ),
        ("Leestijd 3 minuten", "reading time"),
        ("3 min de lectura", "reading time"),
        ("- Gepubliceerd op", "date line"),
        ("Posted on", "date line"),
        ("[See more: What the tide leaves behind]", "prompt"),
        ("Czytaj także: Ostatni prom", "prompt"),
        ("Get in touch: Tell us about your ferry", "prompt"),
        ("Weiterlesen mit L+", "prompt"),
    ],
)
def test_a_boilerplate_line_is_recognised(line: str, rule: str) -> None:
    assert match_rule(line) == rule
