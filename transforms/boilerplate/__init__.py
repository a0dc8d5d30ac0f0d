"""Recognise what is not the article: whole pages, single lines, and lines that recur at an outlet."""
