-- Store the one outcome of each URL of the run. The same bytes twice in one run count once; the second is unchanged.
with

earlier as (
    select distinct run_fates.capture_id
    from run_fates
    semi join new_run using (run_id)
    where run_fates.capture_id is not null and run_fates.fate not in ('unchanged', 'disallowed', 'failed')
),

turns as (
    select
        new_outcomes.*,
        row_number() over (partition by new_outcomes.capture_id order by new_outcomes.position) = 1
        and earlier.capture_id is null as is_first
    from new_outcomes
    left join earlier using (capture_id)
    where
        new_outcomes.capture_id is not null
        and (new_outcomes.fate is null or new_outcomes.fate in ('quarantined', 'discarded'))
)

insert into run_fates by name
select
    new_run.run_id,
    new_outcomes.position,
    new_outcomes.url,
    new_outcomes.outlet_id,
    case
        when not turns.is_first then 'unchanged'
        else coalesce(new_outcomes.fate, decisions.fate)
    end as fate,
    if(decisions.repeats is null, new_outcomes.reason, 'same_text') as reason,
    case
        when decisions.repeats is not null then 'It has the text of article ' || decisions.repeats || '.'
        -- Text from a server may have any length.
        when length(new_outcomes.detail) > 1000 then left(new_outcomes.detail, 999) || '…'
        else new_outcomes.detail
    end as detail,
    -- A text without an address is part of the article that has its address.
    coalesce(article_id_changes.article_id, new_outcomes.article_id) as article_id,
    new_outcomes.capture_id
from new_outcomes
cross join new_run
left join turns using (position)
left join article_id_changes
    on new_outcomes.article_id = article_id_changes.old_article_id and new_outcomes.url like 'urn:text:%'
left join decisions on turns.capture_id = decisions.capture_id and turns.is_first
order by new_outcomes.position;
