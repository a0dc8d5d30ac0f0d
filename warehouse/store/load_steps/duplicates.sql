-- Of articles with one text, the one published first is the original (undated ones come after, then by first capture),
-- and the others point to it.
with

originals as (
    select
        content_sha256,
        arg_min(article_id, (coalesce(published_on, date 'infinity'), first_captured_at, article_id)) as article_id
    from articles
    semi join moved_texts using (content_sha256)
    group by content_sha256
)

update articles
set duplicate_of = nullif(originals.article_id, articles.article_id)
from originals
where
    articles.content_sha256 = originals.content_sha256
    and articles.duplicate_of is distinct from nullif(originals.article_id, articles.article_id);
