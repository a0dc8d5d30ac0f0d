"""The rooms behind the fetch, page after page: extract, clean, judge, load."""
