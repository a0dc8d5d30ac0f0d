-- Count the answers to the nightly runs in `tallied_runs` for addresses that an outlet's listings named in them.
with

-- Only the rows that these runs name are joined: a night costs the same whatever the corpus has.
of_runs as (
    from run_fates
    semi join tallied_runs on tallied_runs.run_id = run_fates.run_id
    select *, coalesce(run_fates.article_id, left(sha256(run_fates.url), 24)) as candidate_id
),

seen as (
    from candidates
    semi join of_runs on of_runs.candidate_id = candidates.article_id
    select article_id, last_seen_at
),

known as (
    from articles
    semi join of_runs on of_runs.article_id = articles.article_id
    select article_id, published_on
),

-- A nightly run also retries addresses of any age that earlier runs or a backfill could not fetch. Their last sighting
-- distinguishes them from addresses that the outlet lists now. A candidate's key is that of its normalised address.
outcomes as (
    select
        of_runs.outlet_id,
        of_runs.run_id,
        of_runs.fate,
        of_runs.reason,
        of_runs.position,
        coalesce(
            of_runs.fate = 'loaded' and known.published_on >= runs.started_at::date - 30, false
        ) as is_new
    from of_runs
    inner join runs on runs.run_id = of_runs.run_id and runs.flow = 'nightly'
    left join seen on seen.article_id = of_runs.candidate_id
    left join known on known.article_id = of_runs.article_id
    where coalesce(seen.last_seen_at >= runs.started_at, true)
)

insert into nightly_answers by name
select
    outlet_id,
    run_id,
    count(*) as discovered_count,
    count(*) filter (
        where fate in ('unchanged', 'loaded', 'updated', 'unchanged_text', 'duplicate')
    ) as answered_count,
    count(*) filter (where is_new) as new_count,
    count(*) filter (where fate = 'failed') as failed_count,
    count(*) filter (where fate = 'quarantined') as quarantined_count,
    arg_max(reason, position) filter (where fate = 'failed') as last_failure
from outcomes
group by outlet_id, run_id
order by outlet_id, run_id
