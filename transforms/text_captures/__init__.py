"""Extract articles from captures stored as plain text, without markup, from among the lines that the site printed.

In the order of `read`:

1. `dump_formats` undoes what a program did to the text (Markdown, the header of an e-mail, front matter), and `lines`
   classifies each line by its form (`captions`; `collection_lines`: what databases and archives add), `name_lines`
   reads names.
2. `titles` finds the title (`title_evidence`, `headings`, `address_words`); `listing_pages` refuses lists of articles.
3. `layout` splits the lines: above the title, below it, the text, after the text (`text_end`); `foreign_lines` finds
   lines within the text that are not of the article.
4. `authors` (`sentence_authors`), `labels` and `dates` (`date_lines`) read these parts; `personal_voice` tells opinion
   from report.

`identity` makes an address for a text without one, and finds the names of a capture's site.
"""
