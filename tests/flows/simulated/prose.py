"""Text for invented articles: recognised as English, and no two paragraphs are equal."""

from random import Random

_PLACES = (
    *("Marlow", "Thirsk", "Ludlow", "Brecon", "Oban", "Kelso", "Whitby", "Frome"),
    *("Deal", "Louth", "Wick", "Selby", "Ripon", "Hythe", "Leek", "Otley"),
)
_THINGS = (
    *("bus service", "post office", "cottage hospital", "swimming pool", "night shelter", "ferry timetable"),
    *("magistrates' court", "reading room", "allotment society", "tramway depot", "fire station", "grain market"),
)
_PEOPLE = (
    *("a retired signalman", "the parish clerk", "a young midwife", "two dairy farmers", "the head teacher"),
    *("a lorry driver", "the harbour master", "my predecessor", "a volunteer treasurer", "the night porter"),
)
_VERBS = (
    *("defended", "mended", "measured", "inherited", "rebuilt"),
    *("counted", "lost", "remembered", "closed", "repainted"),
)
_SENTENCES = (
    "In {place} the {thing} was {verb} for {number} years before anybody in Whitehall asked what it cost.",
    "When {person} wrote to me about the {thing}, the letter had {number} signatures and a stain of tea.",
    "No minister has yet explained why {place} should wait {number} months for an answer about its {thing}.",
    "The committee heard from {person}, who had {verb} the same {thing} since the winter of {year}.",
    "A budget is a list of promises, and the one about the {thing} in {place} was made in {year}.",
    "Of the {number} families I met near {place}, most had seen the {thing} {verb} twice and thanked for nothing.",
    "It would take {number} thousand pounds, {person} told us, to keep the {thing} open until {year}.",
    "What the department calls an efficiency is, seen from {place}, the end of the {thing} after {number} summers.",
)


def paragraphs(random: Random, count: int) -> tuple[str, ...]:
    """Return so many paragraphs of three sentences each."""
    return tuple(" ".join(_sentence(random) for _ in range(3)) for _ in range(count))


def headline(random: Random, number: int) -> str:
    """Return a headline; `number` makes it unlike every other."""
    return f"Why {random.choice(_PLACES)} cannot wait for its {random.choice(_THINGS)}, part {number}"


def _sentence(random: Random) -> str:
    return random.choice(_SENTENCES).format(
        place=random.choice(_PLACES),
        thing=random.choice(_THINGS),
        person=random.choice(_PEOPLE),
        verb=random.choice(_VERBS),
        number=random.randint(11, 987),
        year=random.randint(1948, 2018),
    )
