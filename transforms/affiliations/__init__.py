"""Identify credited persons in the register of parliamentarians, and the seat they held on the day.

In order, for one credited person:

1. `evidence` collects what the page says about an office (`offices_elsewhere`: one of another country).
2. `register` finds the persons of that name, also by a shorter one (`short_names`) or with one letter wrong
   (`misspelt_names`).
3. `on_date` selects one by the seats held that day (`register_checks`); `ambiguity` says why it may be somebody else.
4. `resolve` returns the result as rows of `article_authors`, or null with a reason.

`register_package` converts mySociety's package into the register's tables.
"""
