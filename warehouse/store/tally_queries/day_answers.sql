-- Answers on the days of the runs in `tallied_runs`, to replace those in outlet_days. A URL counts once a day, because
-- a run that continues a killed one may have the same URLs.
create or replace temp table day_answers as
with

days as (
    select distinct started_at::date as day from runs semi join tallied_runs using (run_id)
),

day_runs as (
    select runs.run_id, runs.started_at::date as day
    from runs
    inner join days on days.day = runs.started_at::date
    where runs.flow in ('nightly', 'backfill')
)

select run_fates.outlet_id, day_runs.day, count(distinct run_fates.url) as answered_count
from run_fates
inner join day_runs using (run_id)
where run_fates.fate not in ('failed', 'disallowed')
group by run_fates.outlet_id, day_runs.day;

update outlet_days
set answered_count = day_answers.answered_count
from day_answers
where outlet_days.outlet_id = day_answers.outlet_id and outlet_days.day = day_answers.day;

insert into outlet_days by name
select
    day_answers.outlet_id,
    day_answers.day,
    0 as article_count,
    0 as prompt_count,
    0 as capture_count,
    day_answers.answered_count
from day_answers
anti join outlet_days using (outlet_id, day)
order by day_answers.outlet_id, day_answers.day;
