"""The invented articles of the simulated outlet: where each is listed, and its expected outcome."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from tests.flows.simulated.prose import headline, paragraphs

FIRST = datetime(2019, 1, 9, 9, 30)
DAYS_APART = 45
LIVE = ("feed", "sitemap", "listing")
EVERYWHERE = (*LIVE, "wayback", "common-crawl")

NOT_COPIED: dict[str, object] = {"copied_at": ()}
# What is special about an article, by the last part of its number (modulo 20).
SPECIAL: dict[int, dict[str, object]] = {
    2: {"kind": "moved", "old_slug": "old-{}"},
    3: {"kind": "moved", "old_slug": "old-{}", "routes": ("wayback", "common-crawl")},
    4: {"kind": "lost", "status": 404, "routes": ("wayback",)},
    5: {"kind": "lost", "status": 410, "routes": ("common-crawl",)},
    6: {"kind": "gone", "status": 404, "routes": ("sitemap",)} | NOT_COPIED,
    7: {"kind": "gone", "status": 410, "routes": ("sitemap",)} | NOT_COPIED,
    8: {"kind": "failing", "routes": LIVE} | NOT_COPIED,
    10: {"kind": "forbidden", "slug": "private-{}", "routes": ("sitemap",)} | NOT_COPIED,
    11: {"routes": ("feed",)} | NOT_COPIED,
    12: {"routes": ("sitemap",)} | NOT_COPIED,
    13: {"routes": ("listing",), "is_dated": False} | NOT_COPIED,
    14: {"kind": "lost", "status": 404, "routes": ("wayback", "common-crawl"), "is_dated": False},
}


@dataclass(frozen=True, slots=True)
class Article:
    """One invented piece; `published` is local time in London.

    `routes` list it. `kind` is what its page does when asked: sound, moved (301 from `old_slug`, which the sitemap and
    the archives still have), lost (404 or 410 at the outlet, kept by an archive), gone (404 or 410, kept
    nowhere), failing (500 at first), forbidden (robots.txt). `is_dated` says whether its page prints its date;
    `copied_at` are the instants at which the archives copied it.
    """

    number: int
    slug: str
    title: str
    author: str
    published: datetime
    body: tuple[str, ...]
    routes: tuple[str, ...] = EVERYWHERE
    kind: str = "sound"
    status: int = 200
    old_slug: str | None = None
    is_dated: bool = True
    copied_at: tuple[datetime, ...] = ()
    edited_at: datetime | None = None

    @property
    def path(self) -> str:
        """Path of its page."""
        return f"/comment/{self.slug}"

    @property
    def listed_path(self) -> str:
        """Path at which the sitemap and the archives know it."""
        return f"/comment/{self.old_slug}" if self.old_slug else self.path

    @property
    def day(self) -> date:
        """Day of publication."""
        return self.published.date()


def invent(seed: int, count: int) -> tuple[Article, ...]:
    """Return so many articles, oldest first, one every 45 days from January 2019; the same seed gives the same."""
    random = Random(seed)
    return tuple(_special(_plain(random, number)) for number in range(count))


def _plain(random: Random, number: int) -> Article:
    published = FIRST + timedelta(days=DAYS_APART * number, minutes=random.randint(0, 600))
    copied = (published + timedelta(days=20, hours=3)).replace(tzinfo=UTC)
    return Article(
        number=number,
        slug=f"piece-{number:03d}-{random.choice(('bus', 'ferry', 'market', 'court'))}",
        title=headline(random, number),
        author=f"{random.choice(('Ada', 'Bryn', 'Cora', 'Dov'))} {random.choice(('Fenwick', 'Oduya', 'Trask'))}",
        published=published,
        body=paragraphs(random, 6),
        copied_at=(copied, copied + timedelta(days=200)),
    )


def _special(article: Article) -> Article:
    """Give the article its trouble or its single route, if its number has one."""
    changes = dict(SPECIAL.get(article.number % 20, {}))
    for name in ("slug", "old_slug"):
        if pattern := changes.get(name):
            changes[name] = str(pattern).format(article.slug)
    return replace(article, **changes)  # type: ignore[arg-type]  # the table above is of its fields


def edited(articles: tuple[Article, ...], numbers: tuple[int, ...], at: datetime) -> tuple[Article, ...]:
    """Return the articles, those of these numbers with a paragraph more, changed at that (aware) instant."""
    return tuple(_edited(each, at) if each.number in numbers else each for each in articles)


def _edited(article: Article, at: datetime) -> Article:
    more = f"Correction: an earlier version of part {article.number} miscounted the petitions of {article.author}."
    return replace(article, body=(*article.body, more), edited_at=at)


def newest_first(articles: tuple[Article, ...], route: str) -> Iterator[Article]:
    """Yield what a route lists."""
    return (article for article in reversed(articles) if route in article.routes)
