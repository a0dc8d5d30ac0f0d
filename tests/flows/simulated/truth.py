"""The expected result of a backfill of the simulated outlet, from its articles: for one route and for several."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from tests.flows.simulated.articles import Article
from tests.flows.simulated.pages import HOST

ROUTES = ("feed", "sitemap", "listing", "web-archive")


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """One row of `articles` as it must be; `not_after` is None where no archive bounds it."""

    url: str
    title: str
    published_on: date | None
    not_after: date | None


def listed_on(article: Article, routes: Collection[str]) -> set[str]:
    """Return those of the routes, as the outlet declares them, that name the article."""
    named = {"web-archive" if route in ("wayback", "common-crawl") else route for route in article.routes}
    return named & set(routes)


def right(
    articles: Collection[Article], routes: Collection[str], since: date = date.min, until: date = date.max
) -> list[Right]:
    """Return the rows that can be found by these routes, for what was published between the two days."""
    return sorted(row for each in articles if since <= each.day <= until for row in _row(each, listed_on(each, routes)))


def _row(article: Article, routes: set[str]) -> Iterator[Right]:
    if not routes or article.kind in ("gone", "forbidden"):
        return
    if article.kind == "lost" and "web-archive" not in routes:
        return
    is_copy = routes == {"web-archive"}
    path = article.listed_path if is_copy else article.path  # an archive knows a moved piece at its old address alone
    dated = article.day if article.is_dated or "listing" in routes else None
    bound = article.copied_at[0].date() if "web-archive" in routes and article.copied_at else None
    yield Right(f"https://{HOST}{path}", article.title, dated, bound)
