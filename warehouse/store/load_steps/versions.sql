-- Write the versions of each changed article from all its readings: one per text, numbered by its earliest capture.
create or replace temp table new_versions as
with

-- A capture without an address comes and goes with the text that it is part of: what it says is second choice.
earliest as (
    select
        readings.article_id,
        readings.content_sha256,
        min(readings.captured_at) as first_captured_at,
        arg_min(readings.capture_id, (captures.url like 'urn:text:%', readings.captured_at, readings.capture_id))
            as capture_id
    from readings
    semi join touched_articles using (article_id)
    inner join captures using (capture_id)
    group by readings.article_id, readings.content_sha256
),

-- Selected by row number, so that bodies of other articles are not read: 0.02 s instead of 0.2 s for 60,000 articles.
stored as (
    select *
    from article_versions
    where rowid in (select article_versions.rowid from article_versions semi join touched_articles using (article_id))
),

texts as (
    select
        article_id, content_sha256, capture_id, title, standfirst, body, word_count, extractor_version, run_id, 0 as age
    from new_articles
    union all by name
    select
        article_id, content_sha256, capture_id, title, standfirst, body, word_count, extractor_version, run_id, 1 as age
    from stored
),

-- The latest extraction of the earliest capture; if there is none, that of another capture with the same text.
chosen as (
    select
        texts.* exclude (capture_id, age),
        earliest.capture_id,
        earliest.first_captured_at
    from earliest
    inner join texts using (article_id, content_sha256)
    qualify row_number() over (
        partition by article_id, content_sha256
        order by texts.capture_id <> earliest.capture_id, texts.age, texts.capture_id
    ) = 1
)

select
    article_id,
    row_number() over (partition by article_id order by first_captured_at, capture_id) as version,
    content_sha256,
    title,
    standfirst,
    body,
    word_count,
    capture_id,
    first_captured_at,
    extractor_version,
    run_id
from chosen;

delete from article_versions
using touched_articles
where article_versions.article_id = touched_articles.article_id;

insert into article_versions by name select * from new_versions order by article_id, version;
