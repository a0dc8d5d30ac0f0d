-- Write to the articles which other article's text they repeat, as `duplicates` found it.
update articles
set duplicate_of = relinked.duplicate_of, duplicate_similarity = relinked.similarity
from relinked
where articles.article_id = relinked.article_id;
