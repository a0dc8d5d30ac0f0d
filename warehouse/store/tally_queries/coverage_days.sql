-- Count known articles by day of publication and by outcome.
with

articles as (
    select
        article_id,
        outlet_id,
        -- A date that is only a month or a year may be stored as its first day.
        if(date_precision in ('instant', 'day'), published_on, null) as published_on
    from articles
),

candidates as (
    select
        article_id,
        outlet_id,
        state,
        coalesce(listed_on, if(published_not_before = published_not_after, published_not_before, null)) as listed_on
    from candidates
),

kept_back as (
    select article_id, min(outlet_id) as outlet_id from quarantine where released_by is null group by article_id
),

known as (
    select article_id from articles
    union
    select article_id from candidates
    union
    select article_id from kept_back
),

placed as (
    select
        coalesce(articles.outlet_id, candidates.outlet_id, kept_back.outlet_id) as outlet_id,
        coalesce(articles.published_on, candidates.listed_on) as day,
        case
            when articles.article_id is not null then 'loaded'
            when kept_back.article_id is not null then 'quarantined'
            when candidates.state in ('failed', 'gone', 'disallowed') then 'failed'
            when candidates.state = 'captured' then 'discarded'
            else 'waiting'
        end as place
    from known
    left join articles using (article_id)
    left join candidates using (article_id)
    left join kept_back using (article_id)
)

insert into coverage_days by name
select
    outlet_id,
    coalesce(day, date '0001-01-01') as day,
    count(*) filter (where place = 'loaded') as loaded_count,
    count(*) filter (where place = 'quarantined') as quarantined_count,
    count(*) filter (where place = 'failed') as failed_count,
    count(*) filter (where place = 'waiting') as waiting_count,
    count(*) filter (where place = 'discarded') as discarded_count
from placed
group by outlet_id, coalesce(day, date '0001-01-01')
order by outlet_id, coalesce(day, date '0001-01-01')
