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
    anti join moved_captures using (capture_id)
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

-- An article was known before if a text that is part of it now was.
known_ids as (
    select
        article_id,
        article_id as known_id
    from accepted
    union
    select
        accepted.article_id,
        text_targets.text_id as known_id
    from accepted
    inner join text_targets using (article_id)
),

known as (
    select distinct known_ids.article_id
    from known_ids
    semi join articles on known_ids.known_id = articles.article_id
),

known_texts as (
    select distinct
        known_ids.article_id,
        article_versions.content_sha256
    from known_ids
    inner join article_versions on known_ids.known_id = article_versions.article_id
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
        known.article_id is not null as is_known,
        known_texts.article_id is not null as is_known_text,
        coalesce(stored.article_id, nullif(ordered.first_with_text, ordered.article_id)) as repeats
    from ordered
    left join stored using (content_sha256)
    left join known on ordered.article_id = known.article_id
    left join known_texts
        on ordered.article_id = known_texts.article_id and ordered.content_sha256 = known_texts.content_sha256
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
