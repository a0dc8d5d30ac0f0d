-- One row per accepted capture: whether it adds a new article, a new text, or neither; and the article it repeats.
create or replace temp table decisions as
with

accepted as (
    select
        new_articles.article_id,
        new_articles.capture_id,
        new_articles.content_sha256,
        new_articles.published_on,
        captures.captured_at
    from new_articles
    inner join captures using (capture_id)
),

ordered as (
    select
        *,
        row_number() over (partition by article_id order by captured_at, capture_id) as nth,
        row_number() over (partition by article_id, content_sha256 order by captured_at, capture_id) as nth_of_text,
        first_value(article_id) over (
            partition by content_sha256 order by published_on nulls last, captured_at, article_id, capture_id
        ) as first_with_text
    from accepted
),

stored as (
    select content_sha256, min(article_id) as article_id
    from articles
    semi join accepted using (content_sha256)
    group by content_sha256
),

judged as (
    select
        ordered.article_id,
        ordered.capture_id,
        ordered.nth,
        ordered.nth_of_text,
        exists (from articles where articles.article_id = ordered.article_id) as is_known,
        exists (
            from article_versions
            where
                article_versions.article_id = ordered.article_id
                and article_versions.content_sha256 = ordered.content_sha256
        ) as is_known_text,
        coalesce(stored.article_id, nullif(ordered.first_with_text, ordered.article_id)) as repeats
    from ordered
    left join stored using (content_sha256)
)

select
    article_id,
    capture_id,
    case
        when not is_known and nth = 1 then if(repeats is null, 'loaded', 'duplicate')
        when not is_known_text and nth_of_text = 1 then 'updated'
        else 'unchanged_text'
    end as fate,
    if(not is_known and nth = 1, repeats, null) as repeats
from judged;
