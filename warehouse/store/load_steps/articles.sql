-- Write the row of each changed article: from its latest capture, with the dates that follow from all its captures.
-- Captures with an address come first: one without says only when the piece existed, or its date if no other does.
create or replace temp table moved_texts as
select content_sha256 from new_articles
union
select content_sha256 from articles semi join touched_articles using (article_id);

create or replace temp table new_rows as
with

changed as (
    select
        readings.*,
        (captures.url not like 'urn:text:%', readings.captured_at, readings.capture_id) as turn
    from readings
    semi join touched_articles using (article_id)
    inner join captures using (capture_id)
),

latest as (
    select
        article_id,
        arg_max(capture_id, turn) as capture_id,
        min(captured_at) as first_captured_at,
        max(captured_at) as last_captured_at,
        min(published_not_after) as published_not_after
    from changed
    group by article_id
),

-- An article that existed on the day of a capture was not published after it: a later date is a change or an edition.
bounded as (
    select changed.*, date_precision <> 'none' and coalesce(published_on <= latest.published_not_after, true) as is_dated
    from changed
    inner join latest using (article_id)
),

-- If the latest capture has no possible date, the latest capture with one dates the article.
dating as (
    select
        article_id,
        if(is_dated, published_on, null) as published_on,
        if(is_dated, published_at, null) as published_at,
        if(is_dated or published_on is null, date_basis, 'archive-bound') as date_basis,
        if(is_dated, date_precision, 'none') as date_precision,
        if(is_dated or published_on is null, published_not_before, null) as published_not_before,
        if(is_dated, capture_id, null) as date_capture_id
    from bounded
    qualify row_number() over (partition by article_id order by is_dated desc, turn desc) = 1
),

-- Selected by row number, so that bodies of other articles are not read.
stored as (
    select *
    from articles
    where rowid in (
        select articles.rowid
        from articles
        semi join latest using (article_id, capture_id)
        anti join new_articles using (capture_id)
    )
),

rows as (
    select * from new_articles
    union all by name
    select * from stored
)

select
    rows.* replace (
        dating.published_on as published_on,
        dating.published_at as published_at,
        dating.date_basis as date_basis,
        dating.date_precision as date_precision,
        dating.date_capture_id as date_capture_id,
        -- A bound from a later text may not have been in an earlier text.
        if(dating.published_not_before <= latest.published_not_after, dating.published_not_before, null)
            as published_not_before,
        latest.published_not_after as published_not_after,
        latest.first_captured_at as first_captured_at,
        latest.last_captured_at as last_captured_at,
        new_versions.version as version,
        null as duplicate_of,
        null as duplicate_similarity
    )
from latest
inner join rows using (article_id, capture_id)
inner join dating using (article_id)
inner join new_versions on rows.article_id = new_versions.article_id
    and rows.content_sha256 = new_versions.content_sha256;

delete from articles
using touched_articles
where articles.article_id = touched_articles.article_id;

insert into articles by name select * from new_rows order by article_id;
