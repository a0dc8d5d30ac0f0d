-- Count articles by day of publication, captures by day, and answers by the day of the run. A URL is counted once a
-- day, because a run that continues a killed one may have the same URLs.
with

articles as (
    select outlet_id, published_on as day, first_captured_at
    from articles
    where
        genre <> 'partner'
        and duplicate_of is null
        and published_on is not null
        and date_precision in ('instant', 'day')
),

published as (
    select
        outlet_id,
        day,
        count(*) as article_count,
        -- A nightly run looks back over 30 days of a listing.
        count(*) filter (where first_captured_at::date - day <= 31) as prompt_count
    from articles
    group by outlet_id, day
),

captured as (
    select outlet_id, captured_at::date as day, count(*) as capture_count from captures group by outlet_id, day
),

answered as (
    select run_fates.outlet_id, runs.started_at::date as day, count(distinct run_fates.url) as answered_count
    from run_fates
    inner join runs using (run_id)
    where runs.flow in ('nightly', 'backfill') and run_fates.fate not in ('failed', 'disallowed')
    group by run_fates.outlet_id, runs.started_at::date
),

days as (
    select outlet_id, day from published
    union
    select outlet_id, day from captured
    union
    select outlet_id, day from answered
)

insert into outlet_days by name
select
    days.outlet_id,
    days.day,
    coalesce(published.article_count, 0) as article_count,
    coalesce(published.prompt_count, 0) as prompt_count,
    coalesce(captured.capture_count, 0) as capture_count,
    coalesce(answered.answered_count, 0) as answered_count
from days
left join published on published.outlet_id = days.outlet_id and published.day = days.day
left join captured on captured.outlet_id = days.outlet_id and captured.day = days.day
left join answered on answered.outlet_id = days.outlet_id and answered.day = days.day
order by days.outlet_id, days.day
