-- Decide which article each text without an address is, if the batch may change that: the one with an address that is
-- the same piece, or one of its own. This follows from the current texts alone, not from the order of loads: the text
-- of its latest capture, and of each article the text of its latest capture with an address.
create or replace temp table affected_texts as
with

-- What the articles of the batch were and are.
changed as (
    select content_sha256, text_bands from new_articles where url not like 'urn:text:%'
    union all
    select articles.content_sha256, articles.text_bands
    from articles
    semi join new_articles using (article_id)
    where articles.url not like 'urn:text:%'
),

changed_bands as (
    select distinct unnest(text_bands) as band from changed
),

text_bands as (
    select
        text_id,
        unnest(text_bands) as band
    from unaddressed_readings
    where exists (from changed_bands)
)

select text_id from unaddressed_readings semi join changed using (content_sha256)
union
select text_id from text_bands semi join changed_bands using (band)
union
select article_id from new_captures where url like 'urn:text:%'
union
select article_id from new_articles where url like 'urn:text:%';

create or replace temp table text_captures as
with

current_ids as (
    select text_id as article_id from affected_texts
    union
    select article_id_changes.article_id
    from article_id_changes
    semi join affected_texts on article_id_changes.old_article_id = affected_texts.text_id
)

select
    captures.capture_id,
    get_text_id(captures.url) as text_id
from captures
semi join current_ids using (article_id)
where captures.url like 'urn:text:%' and get_text_id(captures.url) in (from affected_texts);

create or replace temp table own_texts as
with

-- Read before Backbench stored what it needs to move them: they stay until they are extracted again.
incomplete as (
    select text_id from text_captures semi join readings using (capture_id) anti join unaddressed_readings using (capture_id)
)

select
    text_id,
    content_sha256,
    text_bands,
    rows_json ->> '$.articles[0].outlet_id' as outlet_id,
    if(rows_json ->> '$.articles[0].title_basis' = 'address', null, rows_json ->> '$.articles[0].title') as title,
    rows_json ->> '$.articles[0].body' as body
from unaddressed_readings
semi join affected_texts using (text_id)
anti join incomplete using (text_id)
inner join captures using (capture_id)
qualify row_number() over (partition by text_id order by captures.captured_at desc, capture_id desc) = 1;

create or replace temp table same_pieces as
with

own_bands as (
    select
        text_id,
        unnest(text_bands) as band
    from own_texts
),

known_bands as (
    select
        article_id,
        unnest(text_bands) as band
    from articles
    where exists (from own_bands)
    union all
    select
        article_id,
        unnest(text_bands) as band
    from new_articles
),

likely as (
    select text_id, article_id from own_bands inner join known_bands using (band)
    union
    select text_id, article_id from own_texts inner join articles using (content_sha256)
    union
    select text_id, article_id from own_texts inner join new_articles using (content_sha256)
),

-- Selected by row number, so that bodies of other articles are not read.
stored as (
    select *
    from articles
    where rowid in (select articles.rowid from articles semi join likely using (article_id))
),

addressed as (
    select * from new_articles semi join likely using (article_id)
    union all by name
    select * from stored anti join new_articles using (capture_id)
),

latest as (
    select addressed.*
    from addressed
    inner join captures using (capture_id)
    where addressed.url not like 'urn:text:%'
    qualify row_number() over (partition by addressed.article_id order by captures.captured_at desc, capture_id desc) = 1
),

pairs as (
    select
        own_texts.text_id,
        own_texts.outlet_id as text_outlet_id,
        latest.article_id,
        latest.outlet_id,
        latest.url,
        own_texts.content_sha256 = latest.content_sha256 as is_equal,
        coalesce(list_has_any(own_texts.text_bands, latest.text_bands), false) as is_near,
        own_texts.title as one_title,
        if(latest.title_basis = 'address', null, latest.title) as other_title,
        own_texts.body as one_body,
        latest.body as other_body
    from likely
    inner join own_texts using (text_id)
    inner join latest using (article_id)
)

-- Nearly equal: two captures of a piece differ in leftover furniture and in corrections. The evidence for 0.9 is in
-- docs/decisions/0069.
select
    text_id,
    text_outlet_id,
    article_id,
    outlet_id,
    url
from pairs
where
    is_equal
    or (
        is_near
        and (
            list_words(one_title) = list_words(other_title)
            or list_words(split_part(one_body, chr(10), 1)) = list_words(split_part(other_body, chr(10), 1))
        )
        and measure_common(list_runs(list_words(one_body)), list_runs(list_words(other_body))) >= 0.9
    );

create or replace temp table text_targets as
with

known_outlets as (
    select outlet_id, home_url, is_declared from new_outlets
    union all
    select outlet_id, home_url, is_declared from outlets anti join new_outlets using (outlet_id)
),

-- The outlet whose mark the text prints has its address, or the site that the outlet is on. Without a mark, any may.
-- The mark of an outlet that is a whole site is on the pages of the outlets within it too.
fitting as (
    select
        same_pieces.*,
        same_pieces.outlet_id = same_pieces.text_outlet_id
        and regexp_matches(coalesce(known_outlets.home_url, ''), '^https?://[^/]+/.') as is_of_outlet
    from same_pieces
    left join known_outlets on same_pieces.text_outlet_id = known_outlets.outlet_id
    where
        not coalesce(known_outlets.is_declared, false)
        or same_pieces.outlet_id = same_pieces.text_outlet_id
        or get_host(same_pieces.url) = get_host(known_outlets.home_url)
),

preferred as (
    select *
    from fitting
    qualify is_of_outlet = bool_or(is_of_outlet) over (partition by text_id)
),

dates as (
    select
        readings.article_id,
        arg_max(readings.published_on, (readings.captured_at, readings.capture_id))
            filter (where readings.date_precision <> 'none') as published_on,
        min(readings.captured_at) as first_captured_at
    from readings
    semi join preferred using (article_id)
    inner join captures using (capture_id)
    where captures.url not like 'urn:text:%'
    group by readings.article_id
),

-- One text at addresses of two outlets may be of either: it stays an article of its own.
decided as (
    select
        preferred.text_id,
        preferred.article_id,
        preferred.url
    from preferred
    inner join dates using (article_id)
    qualify
        min(preferred.outlet_id) over (partition by preferred.text_id)
        = max(preferred.outlet_id) over (partition by preferred.text_id)
        and row_number() over (
            partition by preferred.text_id
            order by dates.published_on nulls last, dates.first_captured_at, preferred.article_id
        ) = 1
),

targets as (
    select
        affected_texts.text_id,
        coalesce(decided.article_id, affected_texts.text_id) as article_id,
        decided.url
    from affected_texts
    left join decided using (text_id)
),

rewritten as (
    select article_id from targets
    union
    select article_id from new_articles
    union
    select article_id_changes.article_id
    from article_id_changes
    semi join affected_texts on article_id_changes.old_article_id = affected_texts.text_id
)

select * from targets
union all
-- The other texts of the articles that are written again.
select
    article_id_changes.old_article_id as text_id,
    article_id_changes.article_id,
    article_id_changes.url
from article_id_changes
semi join rewritten using (article_id)
semi join unaddressed_readings on article_id_changes.old_article_id = unaddressed_readings.text_id
anti join affected_texts on article_id_changes.old_article_id = affected_texts.text_id;

-- The articles to write: those of the batch, and those that texts move to or from.
create or replace temp table touched_articles as
select article_id from new_articles
union
select article_id from text_targets
union
select text_id from text_targets
union
select article_id_changes.article_id
from article_id_changes
semi join text_targets on article_id_changes.old_article_id = text_targets.text_id;
