"""Lines of paywalls and appeals are found, although most lines are not searched with the patterns."""

import pytest

from transforms.boilerplate.line_patterns import is_appeal, is_paywall_line


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
def test_a_line_of_a_wall(line: str) -> None:
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
    ],
)
def test_an_appeal(line: str) -> None:
    assert is_appeal(line)


def test_prose_is_neither() -> None:
    line = "The council would like to support the bridge, and the minister has signed the letter."
    assert not is_paywall_line(line)
    assert not is_appeal(line)
