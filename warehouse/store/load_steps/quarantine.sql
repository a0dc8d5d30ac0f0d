-- Store the quarantine of this run, replacing earlier results for the same captures; and release captures from it.
delete from quarantine
using new_quarantine
where
    quarantine.capture_id = new_quarantine.capture_id
    and (quarantine.rule = new_quarantine.rule or quarantine.released_by is null);

insert into quarantine by name
select
    new_quarantine.* replace (
        coalesce(captures.article_id, new_quarantine.article_id) as article_id,
        if(length(new_quarantine.detail) > 1000, left(new_quarantine.detail, 999) || '…', new_quarantine.detail)
            as detail
    )
from new_quarantine
left join captures using (capture_id)
order by new_quarantine.capture_id, new_quarantine.rule;

update quarantine
set released_by = new_run.run_id
from decisions, new_run
where quarantine.capture_id = decisions.capture_id and quarantine.released_by is null;
