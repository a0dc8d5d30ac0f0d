"""The documents of the simulated outlet: articles, the feed and its archive, sitemaps, listings, robots.txt."""

import gzip
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from tests.flows.simulated.articles import Article

HOST = "www.lamplighter.example"
HOME = f"http://{HOST}"
LONDON = ZoneInfo("Europe/London")
A_FEED_PAGE = 20
A_LISTING_PAGE = 7


def article_page(article: Article, served_on: date) -> bytes:
    """Return the page as served on that day, which its masthead prints."""
    json_ld = {"@context": "https://schema.org", "@type": "OpinionNewsArticle", "headline": article.title}
    dated = f"<script type='application/ld+json'>{json.dumps(json_ld | _dates(article))}</script>"
    when = f"<time datetime='{_stamp(article)}'>{article.day:%d %B %Y}</time>" if article.is_dated else ""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.body)
    return (
        f"<!DOCTYPE html><html lang='en-GB'><head><meta charset='utf-8'><title>{escape(article.title)}</title>"
        f"{dated if article.is_dated else ''}</head><body><header><p>The Lamplighter</p><p>{served_on:%a, %d %B %Y}</p>"
        f"</header><main><article><h1>{escape(article.title)}</h1><p class='byline'>By {article.author}</p>{when}{text}"
        "</article></main><footer><p>Printed by lamplight.</p></footer></body></html>"
    ).encode()


def feed(articles: Sequence[Article], page: int) -> bytes | None:
    """Return that page of the feed and its archive, from 1; None after the last."""
    if not (shown := articles[(page - 1) * A_FEED_PAGE : page * A_FEED_PAGE]):
        return None
    items = "".join(
        f"<item><title>{escape(each.title)}</title><link>{HOME}{each.path}</link><author>{each.author}</author>"
        f"<pubDate>{format_datetime(each.published.replace(tzinfo=LONDON))}</pubDate></item>"
        for each in shown
    )
    channel = f"<channel><title>The Lamplighter</title>{items}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


def listing(articles: Sequence[Article], page: int) -> bytes | None:
    """Return that page of the listing, newest first, from 1; None after the last."""
    if not (shown := articles[(page - 1) * A_LISTING_PAGE : page * A_LISTING_PAGE]):
        return None
    teasers = "".join(
        f"<div class='teaser'><h2><a href='{each.path}'>{escape(each.title)}</a></h2>"
        f"<span class='by'>By {each.author}</span> <time>{each.day:%d %B %Y}</time></div>"
        for each in shown
    )
    older = f"<a rel='next' href='/comment?page={page + 1}'>Older</a>"
    return f"<html><body><nav><a href='/about'>About</a></nav>{teasers}{older}</body></html>".encode()


def robots() -> bytes:
    """Return the rules: one folder is forbidden, and the sitemaps have an index."""
    return f"User-agent: *\nDisallow: /comment/private-\nSitemap: {HOME}/sitemap-index.xml\n".encode()


def sitemap_index(articles: Iterable[Article]) -> bytes:
    """Return the index: a sitemap a year, with the instant of its last change."""
    years: dict[int, datetime] = {}
    for each in articles:
        years[each.day.year] = max(changed_at(each), years.get(each.day.year, changed_at(each)))
    lines = (
        f"<sitemap><loc>{HOME}{sitemap_path(year)}</loc><lastmod>{at.isoformat()}</lastmod></sitemap>"
        for year, at in years.items()
    )
    return _xml("sitemapindex", lines)


def sitemap(articles: Iterable[Article], year: int) -> bytes:
    """Return one year's sitemap; that of 2020 is a gzip file."""
    lines = (
        f"<url><loc>{HOME}{each.listed_path}</loc><lastmod>{changed_at(each).isoformat()}</lastmod></url>"
        for each in articles
        if each.day.year == year
    )
    plain = _xml("urlset", lines)
    return gzip.compress(plain, mtime=0) if year == 2020 else plain


def sitemap_path(year: int) -> str:
    """Return the address of a year's sitemap."""
    return f"/sitemaps/{year}.xml.gz" if year == 2020 else f"/sitemaps/{year}.xml"


def changed_at(article: Article) -> datetime:
    """Return when the page last changed."""
    return article.edited_at or article.published.replace(tzinfo=LONDON).astimezone(UTC)


def _stamp(article: Article) -> str:
    return article.published.replace(tzinfo=LONDON).isoformat()


def _dates(article: Article) -> dict[str, str]:
    author = {"author": article.author, "datePublished": _stamp(article)}
    return author | ({"dateModified": article.edited_at.isoformat()} if article.edited_at else {})


def _xml(root: str, lines: Iterable[str]) -> bytes:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{space}">{"".join(lines)}</{root}>'.encode()
