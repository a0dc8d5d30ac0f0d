-- The one place where each URL of the run ended. Bytes met twice in one run count once; again, they are unchanged.
with

turns as (
    select *, row_number() over (partition by capture_id order by position) as nth
    from new_fates
    where capture_id is not null and (fate is null or fate in ('quarantined', 'discarded'))
)

insert into run_fates by name
select
    new_run.run_id,
    new_fates.position,
    new_fates.url,
    new_fates.outlet_id,
    case
        when turns.nth > 1 then 'unchanged'
        else coalesce(new_fates.fate, decisions.fate)
    end as fate,
    if(decisions.repeats is null, new_fates.reason, 'same_text') as reason,
    if(decisions.repeats is null, new_fates.detail, 'It has the text of article ' || decisions.repeats || '.') as detail,
    new_fates.article_id,
    new_fates.capture_id
from new_fates
cross join new_run
left join turns using (position)
left join decisions on turns.capture_id = decisions.capture_id and turns.nth = 1
order by new_fates.position;
