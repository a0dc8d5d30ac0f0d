-- One row per outlet. Days are counted back from the start of the latest run, whenever it is read. All but article_count
-- rests on days of publication or on what nightly runs met in the outlet's listings: filling old holes makes none fresh.
-- outlet_id: Outlet, as in `outlets`.
-- name: Name of the title.
-- article_count: Articles the corpus holds from it, of whatever day.
-- latest_published_on: Day of publication of its latest dated article.
-- last_run_at: Start of the latest nightly run in which its listings named an address.
-- last_success_at: Start of the latest nightly run that got a usable answer for one of these.
-- last_loaded_at: Start of the latest nightly run that found a new article, published in the 30 days before it.
-- published_7_days: Articles held that were published in the 7 days before the latest run, whichever run loaded them.
-- published_30_days: Articles held that were published in the 30 days before it.
-- discovered_30_days: URLs that its listings named and nightly runs of the last 30 days took on.
-- failed_30_days: Of these, without a usable answer.
-- quarantined_30_days: Of these, kept back.
-- failure_share: failed_30_days / discovered_30_days; null where nothing was taken on.
-- last_failure: Cause of the latest failure among these, if any.
with

latest as (
    select max(started_at) as at from runs
),

-- A nightly run also tries again what earlier ones, or a backfill, could not fetch, however old: by their last sighting
-- these are told from what the outlet lists now. A candidate's key is that of its normalised address.
fates as (
    select
        run_fates.outlet_id,
        run_fates.article_id,
        run_fates.fate,
        run_fates.reason,
        run_fates.position,
        runs.started_at,
        latest.at - runs.started_at <= interval 30 day as in_30_days
    from run_fates
    inner join runs on runs.run_id = run_fates.run_id and runs.flow = 'nightly'
    cross join latest
    left join candidates
        on candidates.article_id = coalesce(run_fates.article_id, left(sha256(run_fates.url), 24))
    where coalesce(candidates.last_seen_at >= runs.started_at, true)
),

held as (
    select
        articles.outlet_id,
        count(*) as article_count,
        max(articles.published_on) as latest_published_on,
        count(*) filter (
            where articles.published_on between latest.at::date - 7 and latest.at::date
        ) as published_7_days,
        count(*) filter (
            where articles.published_on between latest.at::date - 30 and latest.at::date
        ) as published_30_days
    from articles
    cross join latest
    group by articles.outlet_id
),

found as (
    select fates.outlet_id, max(fates.started_at) as last_loaded_at
    from fates
    inner join articles using (article_id)
    where fates.fate = 'loaded' and articles.published_on >= fates.started_at::date - 30
    group by fates.outlet_id
),

collected as (
    select
        outlet_id,
        max(started_at) as last_run_at,
        max(started_at) filter (
            where fate in ('unchanged', 'loaded', 'updated', 'unchanged_text', 'duplicate')
        ) as last_success_at,
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
    found.last_loaded_at,
    coalesce(held.published_7_days, 0) as published_7_days,
    coalesce(held.published_30_days, 0) as published_30_days,
    coalesce(collected.discovered_30_days, 0) as discovered_30_days,
    coalesce(collected.failed_30_days, 0) as failed_30_days,
    coalesce(collected.quarantined_30_days, 0) as quarantined_30_days,
    collected.failed_30_days / nullif(collected.discovered_30_days, 0) as failure_share,
    collected.last_failure
from outlets
left join held using (outlet_id)
left join found using (outlet_id)
left join collected using (outlet_id)
order by outlets.outlet_id
