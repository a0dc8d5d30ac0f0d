-- One row per outlet per day on which something was published or taken on; for declared outlets every day between.
-- outlet_id: Outlet, as in `outlets`.
-- day: The day: of publication for published_count, of the run's start (UTC) for the other counts.
-- published_count: Articles the corpus holds from that day: a hole here is a hole in the corpus, or a quiet day.
-- discovered_count: URLs that the day's runs took on; runs over the archive alone are left out.
-- loaded_count: Of these, new articles.
-- updated_count: Of these, known articles with a new text.
-- quarantined_count: Of these, kept back.
-- failed_count: Of these, without a usable answer.
with

articles as (
    select outlet_id, published_on as day from articles where published_on is not null
),

fates as (
    select run_fates.outlet_id, runs.started_at::date as day, run_fates.fate
    from run_fates
    inner join runs using (run_id)
    where runs.flow <> 'reprocess'
),

published as (
    select outlet_id, day, count(*) as published_count from articles group by outlet_id, day
),

collected as (
    select
        outlet_id,
        day,
        count(*) as discovered_count,
        count(*) filter (where fate = 'loaded') as loaded_count,
        count(*) filter (where fate = 'updated') as updated_count,
        count(*) filter (where fate = 'quarantined') as quarantined_count,
        count(*) filter (where fate = 'failed') as failed_count
    from fates
    group by outlet_id, day
),

days as (
    select outlet_id, day from published
    union
    select outlet_id, day from collected
    union
    select published.outlet_id, unnest(generate_series(min(published.day), max(published.day), interval 1 day))::date
    from published
    inner join outlets on outlets.outlet_id = published.outlet_id and outlets.is_declared
    group by published.outlet_id
)

select
    days.outlet_id,
    days.day,
    coalesce(published.published_count, 0) as published_count,
    coalesce(collected.discovered_count, 0) as discovered_count,
    coalesce(collected.loaded_count, 0) as loaded_count,
    coalesce(collected.updated_count, 0) as updated_count,
    coalesce(collected.quarantined_count, 0) as quarantined_count,
    coalesce(collected.failed_count, 0) as failed_count
from days
left join published on published.outlet_id = days.outlet_id and published.day = days.day
left join collected on collected.outlet_id = days.outlet_id and collected.day = days.day
order by days.outlet_id, days.day
