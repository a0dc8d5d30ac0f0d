"""Candidate -> response: the polite client, robots.txt, address checks, and what each answer comes to."""
