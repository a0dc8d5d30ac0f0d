"""Find whom a page credits, each name by itself, and the line that introduces the author.

In order, from the page down to a word:

1. `page_credits` collects the credits of a page: JSON-LD, meta tags, the printed byline (`printed_bylines`,
   `byline_elements`, `byline_lines`) and the feed.
2. `sentence_credits` reads credits from sentences where there is no byline; `first_person` tells whether the person is
   the author or the subject. `affiliation_lines` finds the line that says who the author is.
3. `credit_reader` reads one printed credit into persons, staff and organisations: it removes what surrounds the names
   (`credit_cleanup`), splits parts and offices (`printed_roles`, `role_units`, `credit_offices`), and
   recognises bodies, interviews and inverted names (`credit_bodies`, `interviews`, `inverted_names`).
4. `names` extracts the names from a part (`name_lists`, `name_spans`). The word lists are `credit_words`, `name_words`,
   `given_names` and `more_given_names`.
5. `author_candidates` lists every credit, and why it does or does not name the author.
"""
