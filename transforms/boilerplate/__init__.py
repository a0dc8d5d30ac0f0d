"""What is not the article: whole pages, lines that are never prose, and what recurs at an outlet."""
