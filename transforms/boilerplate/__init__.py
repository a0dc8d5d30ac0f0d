"""Recognise what is not the article: whole pages, single lines, and lines that recur at an outlet.

In order:

1. `non_articles` refuses pages that are no article.
2. `paragraphs` removes lines by rules that hold for any outlet (`line_patterns`, `foot_patterns`, `footnotes`).
3. `edge_lines` collects the first and last lines of each text; `recurring` learns from those of all captures of an
   outlet which ones it prints everywhere, and removes them.
"""
