-- Add the gate's results to those of the run's earlier batches. For a rule of the run, the observed value is that of
-- the latest batch that broke it, or else of the latest batch that was large enough to have one.
create or replace temp table all_results as
with

parts as (
    select *, 1 as part from new_quality_results
    union all by name
    select quality_results.*, 0 as part
    from quality_results
    semi join new_quality_results using (run_id, rule)
)

select
    run_id,
    rule,
    any_value(scope) as scope,
    sum(checked_count) as checked_count,
    sum(failed_count) as failed_count,
    arg_max(observed, (failed_count > 0, part)) filter (where observed is not null) as observed
from parts
group by run_id, rule;

delete from quality_results
using all_results
where quality_results.run_id = all_results.run_id and quality_results.rule = all_results.rule;

insert into quality_results by name from all_results order by rule;
