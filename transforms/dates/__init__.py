"""When a piece was published: every date the page states, read, weighed, and chosen or refused."""
