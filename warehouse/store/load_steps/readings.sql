-- Store the reading of each accepted capture; a capture that is read again replaces its reading.
delete from readings
using new_articles
where readings.capture_id = new_articles.capture_id;

insert into readings
select
    new_articles.capture_id,
    new_articles.article_id,
    captures.captured_at,
    new_articles.content_sha256,
    new_articles.published_on,
    new_articles.published_at,
    new_articles.date_basis,
    new_articles.date_precision,
    new_articles.published_not_before,
    new_articles.published_not_after,
    new_articles.extractor_version,
    new_articles.run_id
from new_articles
inner join captures using (capture_id)
order by new_articles.article_id, captures.captured_at, new_articles.capture_id;
