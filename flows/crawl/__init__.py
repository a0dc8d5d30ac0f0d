"""Read listings and fetch candidates.

In order:

1. `routes` reads an outlet's listings by every declared route: `feeds`, `sitemaps`, `listings` (listing pages) and
   `web_archives` (`wayback`, `common_crawl`, `archive_index`). `listing_reader` requests each listing and archives it,
   `documents` parses it within limits, and `paging` says where to stop.
2. `outlet_fetcher` fetches candidates, from the outlet or as `archived_copies`.
3. Both send requests through `client`, which obeys `robots` and `rate_limits`; `transport` sends one request
   (`lenient_head` reads a malformed head), and `responses` is what came back, or why nothing did. `response_replay`
   answers from the archive after a crash.
"""
