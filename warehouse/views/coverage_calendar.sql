-- One row per outlet per day of publication on which an article is known of; for declared outlets every day between.
-- One more, without a day, for what is known of and not dated to the day: over all rows nothing is left out.
-- outlet_id: Outlet, as in `outlets`.
-- day: Day of publication: the article's own where it is loaded and dated to the day, otherwise the listings'; null where neither has one.
-- discovered_count: Articles known of from that day: the sum of the five that follow.
-- loaded_count: Of these, in the corpus. A day without is a hole in the corpus, or a day without output.
-- quarantined_count: Of these, fetched and kept back by a rule.
-- failed_count: Of these, without a usable answer so far, gone, or forbidden by robots.txt or our address rules.
-- waiting_count: Of these, not fetched yet, or fetched by a run that is still under way.
-- discarded_count: Of these, fetched and not an article of its own: no article, or another address of one.
with

articles as (
    select
        article_id,
        outlet_id,
        -- A month or a year alone may be stored as its first day.
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
),

counted as (
    select
        outlet_id,
        day,
        count(*) as discovered_count,
        count(*) filter (where place = 'loaded') as loaded_count,
        count(*) filter (where place = 'quarantined') as quarantined_count,
        count(*) filter (where place = 'failed') as failed_count,
        count(*) filter (where place = 'waiting') as waiting_count,
        count(*) filter (where place = 'discarded') as discarded_count
    from placed
    group by outlet_id, day
),

days as (
    select outlet_id, day from counted
    union
    select counted.outlet_id, unnest(generate_series(min(counted.day), max(counted.day), interval 1 day))::date
    from counted
    inner join outlets on outlets.outlet_id = counted.outlet_id and outlets.is_declared
    where counted.day is not null
    group by counted.outlet_id
)

select
    days.outlet_id,
    days.day,
    coalesce(counted.discovered_count, 0) as discovered_count,
    coalesce(counted.loaded_count, 0) as loaded_count,
    coalesce(counted.quarantined_count, 0) as quarantined_count,
    coalesce(counted.failed_count, 0) as failed_count,
    coalesce(counted.waiting_count, 0) as waiting_count,
    coalesce(counted.discarded_count, 0) as discarded_count
from days
left join counted on counted.outlet_id = days.outlet_id and counted.day is not distinct from days.day
order by days.outlet_id, days.day
