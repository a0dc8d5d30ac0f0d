-- Count the answers to the nightly runs in `tallied_runs` for addresses that an outlet's listings named in them.
with

-- A nightly run also retries addresses of any age that earlier runs or a backfill could not fetch. Their last sighting
-- distinguishes them from addresses that the outlet lists now. A candidate's key is that of its normalised address.
outcomes as (
    select
        run_fates.outlet_id,
        run_fates.run_id,
        run_fates.fate,
        run_fates.reason,
        run_fates.position,
        coalesce(
            run_fates.fate = 'loaded' and articles.published_on >= runs.started_at::date - 30, false
        ) as is_new
    from run_fates
    semi join tallied_runs on tallied_runs.run_id = run_fates.run_id
    inner join runs on runs.run_id = run_fates.run_id and runs.flow = 'nightly'
    left join candidates
        on candidates.article_id = coalesce(run_fates.article_id, left(sha256(run_fates.url), 24))
    left join articles on articles.article_id = run_fates.article_id
    where coalesce(candidates.last_seen_at >= runs.started_at, true)
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
