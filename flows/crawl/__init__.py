"""Read listings and fetch candidates: the rate-limited HTTP client, robots.txt, address checks, outcomes."""
