-- One row per outlet. Days are counted back from the start of the latest run, whenever it is read.
-- outlet_id: Outlet, as in `outlets`.
-- name: Name of the title.
-- article_count: Articles the corpus holds from it.
-- latest_published_on: Day of its latest dated article.
-- last_run_at: Start of the latest run that took on one of its URLs; runs over the archive alone are left out.
-- last_success_at: Start of the latest run that got a usable answer from it.
-- last_loaded_at: Start of the latest run that found a new article.
-- loaded_7_days: New articles of the last 7 days.
-- loaded_30_days: New articles of the last 30 days.
-- discovered_30_days: URLs taken on in the last 30 days.
-- failed_30_days: Of these, without a usable answer.
-- quarantined_30_days: Of these, kept back.
-- failure_share: failed_30_days / discovered_30_days; null where nothing was taken on.
-- last_failure: Cause of the latest failure, if any.
with

latest as (
    select max(started_at) as at from runs
),

fates as (
    select
        run_fates.outlet_id,
        run_fates.fate,
        run_fates.reason,
        run_fates.position,
        runs.started_at,
        latest.at - runs.started_at <= interval 7 day as in_7_days,
        latest.at - runs.started_at <= interval 30 day as in_30_days
    from run_fates
    inner join runs using (run_id)
    cross join latest
    where runs.flow <> 'reprocess'
),

held as (
    select outlet_id, count(*) as article_count, max(published_on) as latest_published_on
    from articles
    group by outlet_id
),

collected as (
    select
        outlet_id,
        max(started_at) as last_run_at,
        max(started_at) filter (
            where fate in ('unchanged', 'loaded', 'updated', 'unchanged_text', 'duplicate')
        ) as last_success_at,
        max(started_at) filter (where fate = 'loaded') as last_loaded_at,
        count(*) filter (where in_7_days and fate = 'loaded') as loaded_7_days,
        count(*) filter (where in_30_days and fate = 'loaded') as loaded_30_days,
        count(*) filter (where in_30_days) as discovered_30_days,
        count(*) filter (where in_30_days and fate = 'failed') as failed_30_days,
        count(*) filter (where in_30_days and fate = 'quarantined') as quarantined_30_days,
        arg_max(reason, (started_at, position)) filter (where fate = 'failed') as last_failure
    from fates
    group by outlet_id
)

select
    outlets.outlet_id,
    outlets.name,
    coalesce(held.article_count, 0) as article_count,
    held.latest_published_on,
    collected.last_run_at,
    collected.last_success_at,
    collected.last_loaded_at,
    coalesce(collected.loaded_7_days, 0) as loaded_7_days,
    coalesce(collected.loaded_30_days, 0) as loaded_30_days,
    coalesce(collected.discovered_30_days, 0) as discovered_30_days,
    coalesce(collected.failed_30_days, 0) as failed_30_days,
    coalesce(collected.quarantined_30_days, 0) as quarantined_30_days,
    collected.failed_30_days / nullif(collected.discovered_30_days, 0) as failure_share,
    collected.last_failure
from outlets
left join held using (outlet_id)
left join collected using (outlet_id)
order by outlets.outlet_id
