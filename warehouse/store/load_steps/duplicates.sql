-- Find duplicates: of articles with equal or nearly equal texts, the original is the one with an address that was
-- published first (undated ones come after, then by first capture); the others point to it. Texts are linked if they
-- are equal or share enough of their five-word runs; texts that are linked through others form one group.
create or replace temp table moved_articles as
select article_id from touched_articles
union
select near_duplicates.other_id from near_duplicates semi join touched_articles using (article_id)
union
select near_duplicates.article_id
from near_duplicates
semi join touched_articles on near_duplicates.other_id = touched_articles.article_id;

delete from near_duplicates
where article_id in (from touched_articles) or other_id in (from touched_articles);

create or replace temp table likely_pairs as
with

new_bands as (
    select
        articles.article_id,
        articles.content_sha256,
        unnest(articles.text_bands) as band
    from articles
    semi join new_rows using (article_id)
),

known_bands as (
    select
        article_id,
        content_sha256,
        unnest(text_bands) as band
    from articles
    where exists (from new_bands)
)

select distinct
    least(new_bands.article_id, known_bands.article_id) as article_id,
    greatest(new_bands.article_id, known_bands.article_id) as other_id
from new_bands
inner join known_bands using (band)
where new_bands.content_sha256 <> known_bands.content_sha256 and new_bands.article_id <> known_bands.article_id;

insert into near_duplicates
with

likely as (
    select article_id from likely_pairs
    union
    select other_id from likely_pairs
),

runs as (
    select
        article_id,
        list_runs(list_words(body)) as runs
    from articles
    semi join likely using (article_id)
),

measured as (
    select
        likely_pairs.article_id,
        likely_pairs.other_id,
        measure_common(one.runs, other.runs) as similarity
    from likely_pairs
    inner join runs as one using (article_id)
    inner join runs as other on likely_pairs.other_id = other.article_id
)

select
    article_id,
    other_id,
    similarity
from measured
where similarity >= 0.7
order by article_id, other_id;

create or replace temp table linked_texts as
with recursive

links as (
    select
        one.content_sha256 as text_sha256,
        other.content_sha256 as other_sha256
    from near_duplicates
    inner join articles as one using (article_id)
    inner join articles as other on near_duplicates.other_id = other.article_id
),

either_way as (
    select
        text_sha256,
        other_sha256
    from links
    union
    select
        other_sha256,
        text_sha256
    from links
),

reached as (
    select
        content_sha256 as root_sha256,
        content_sha256 as text_sha256
    from moved_texts
    union
    select
        articles.content_sha256,
        articles.content_sha256
    from articles
    semi join moved_articles using (article_id)
    union
    select
        reached.root_sha256,
        either_way.other_sha256
    from reached
    inner join either_way using (text_sha256)
)

select
    text_sha256 as content_sha256,
    min(root_sha256) as group_sha256
from reached
group by text_sha256;

create or replace temp table relinked as
with

originals as (
    select
        linked_texts.group_sha256,
        arg_min(
            articles.article_id,
            (
                articles.url like 'urn:%',
                coalesce(articles.published_on, date 'infinity'),
                articles.first_captured_at,
                articles.article_id
            )
        ) as article_id
    from articles
    inner join linked_texts using (content_sha256)
    group by linked_texts.group_sha256
),

linked as (
    select
        articles.article_id,
        nullif(originals.article_id, articles.article_id) as duplicate_of,
        case
            when originals.article_id = articles.article_id then null
            when original.content_sha256 = articles.content_sha256 then 1
            else near_duplicates.similarity
        end as similarity
    from articles
    inner join linked_texts using (content_sha256)
    inner join originals using (group_sha256)
    inner join articles as original on originals.article_id = original.article_id
    left join near_duplicates
        on
            near_duplicates.article_id = least(articles.article_id, original.article_id)
            and near_duplicates.other_id = greatest(articles.article_id, original.article_id)
)

select linked.*
from linked
inner join articles using (article_id)
where
    articles.duplicate_of is distinct from linked.duplicate_of
    or articles.duplicate_similarity is distinct from linked.similarity;
