-- One row per outlet. Days are counted back from the start of the latest run, not from today. All columns except
-- article_count use days of publication or nightly runs' listings, so that a backfill of old articles changes none.
-- outlet_id: Outlet, as in `outlets`.
-- name: Name of the title.
-- article_count: Its articles in the corpus, of any day.
-- latest_published_on: Day of publication of its latest dated article.
-- last_run_at: Start of the latest nightly run in which its listings had an address.
-- last_success_at: Start of the latest nightly run that got a usable answer for one of these.
-- last_loaded_at: Start of the latest nightly run that found a new article, published in the 30 days before it.
-- published_7_days: Articles in the corpus that were published in the 7 days before the latest run, whichever run loaded them.
-- published_30_days: Articles in the corpus that were published in the 30 days before it.
-- discovered_30_days: URLs from its listings that nightly runs of the last 30 days processed.
-- failed_30_days: Of these, without a usable answer.
-- quarantined_30_days: Of these, quarantined.
-- failure_share: failed_30_days / discovered_30_days; null if there were none.
-- last_failure: Cause of the latest failure among these, if any.
with

latest as (
    select max(started_at) as at from runs
),

loaded as (
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

collected as (
    select
        nightly_answers.outlet_id,
        max(runs.started_at) as last_run_at,
        max(runs.started_at) filter (where nightly_answers.answered_count > 0) as last_success_at,
        max(runs.started_at) filter (where nightly_answers.new_count > 0) as last_loaded_at,
        sum(nightly_answers.discovered_count) filter (where in_30_days)::bigint as discovered_30_days,
        sum(nightly_answers.failed_count) filter (where in_30_days)::bigint as failed_30_days,
        sum(nightly_answers.quarantined_count) filter (where in_30_days)::bigint as quarantined_30_days,
        arg_max(nightly_answers.last_failure, (runs.started_at, runs.run_id)) as last_failure
    from nightly_answers
    inner join (
        select run_id, started_at, latest.at - started_at <= interval 30 day as in_30_days
        from runs
        cross join latest
    ) as runs on runs.run_id = nightly_answers.run_id
    group by nightly_answers.outlet_id
)

select
    outlets.outlet_id,
    outlets.name,
    coalesce(loaded.article_count, 0) as article_count,
    loaded.latest_published_on,
    collected.last_run_at,
    collected.last_success_at,
    collected.last_loaded_at,
    coalesce(loaded.published_7_days, 0) as published_7_days,
    coalesce(loaded.published_30_days, 0) as published_30_days,
    coalesce(collected.discovered_30_days, 0) as discovered_30_days,
    coalesce(collected.failed_30_days, 0) as failed_30_days,
    coalesce(collected.quarantined_30_days, 0) as quarantined_30_days,
    collected.failed_30_days / nullif(collected.discovered_30_days, 0) as failure_share,
    collected.last_failure
from outlets
left join loaded using (outlet_id)
left join collected using (outlet_id)
order by outlets.outlet_id
