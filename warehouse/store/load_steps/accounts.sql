-- One row per way in which the totals of the run do not add up: a sentence with the number of cases.
with

problems as (
    select 'have no outcome' as problem from new_captures anti join new_outcomes using (capture_id)
    union all
    select 'passed the gate but have another outcome'
    from new_articles
    inner join new_outcomes using (capture_id)
    where new_outcomes.fate is not null and new_outcomes.fate <> 'unchanged'
    union all
    -- Captures of earlier runs that this run only extracts again have no outcome in it.
    select 'passed the gate and have no row of outcomes'
    from new_articles
    semi join new_captures using (capture_id)
    anti join new_outcomes using (capture_id)
    union all
    select 'have no outcome, and did not pass the gate'
    from new_outcomes
    anti join new_articles using (capture_id)
    where fate is null
    union all
    select 'passed the gate and are not in the archive''s index' from new_articles anti join captures using (capture_id)
    union all
    select 'passed the gate and are in quarantine as well' from new_articles semi join new_quarantine using (capture_id)
    union all
    select 'are quarantined without a rule'
    from new_outcomes
    anti join quarantine using (capture_id)
    where fate = 'quarantined'
)

select count(*) || ' captures ' || problem as sentence
from problems
group by problem
order by problem;
