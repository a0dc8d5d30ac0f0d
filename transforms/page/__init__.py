"""Parse an HTML page once, and read its metadata, headline and text.

In order, for one page:

1. `parse` decodes the bytes (`decoding`), parses them (`deep_markup`), repairs the tree (`tree_repairs`, `drop_caps`,
   `layout_tables`), reads JSON-LD and meta tags (`json_ld`, `lenient_json`, `meta_tags`), and collects in one walk the
   elements that the markup names (`survey`, by `element_names`).
2. `titles` chooses the headline (`headings`, `title_text`); `placement` then measures how near to it an element is.
   `transforms.dates`, `bylines` and `categories` read the same page and placement.
3. `standfirsts` chooses the summary.
4. `body` extracts the text: `furniture` removes named blocks, except prose (`article_text`), and `next_articles`;
   `visible_text` lists what
   a reader sees; `content_blocks` joins the blocks of the article; `main_text` finds the text with trafilatura's steps
   (`main_block`, `block_names`, `wild_text`, `ligatures`); `joined_blocks` separates joined paragraphs and drops
   copies; `removed_text` restores lost prose and lists the rest.
5. `block_quotes`, `language` and `extractor_agreement` describe the text that was found.

A process loads the model of languages and the stop words when it first needs them; importing `shared_data` loads them
at once.
"""

from warehouse.deferred_import import defer_import

# trafilatura imports it, and with it numpy, for an option that is not used here: a quarter of the time that a single
# page waits for.
defer_import("py3langid")
