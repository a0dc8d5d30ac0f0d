-- Store the quarantine of this run, replacing earlier results for the same captures; and release captures from it.
delete from quarantine
using new_quarantine
where
    quarantine.capture_id = new_quarantine.capture_id
    and (quarantine.rule = new_quarantine.rule or quarantine.released_by is null);

insert into quarantine by name
select * replace (if(length(detail) > 1000, left(detail, 999) || '…', detail) as detail)
from new_quarantine
order by capture_id, rule;

update quarantine
set released_by = new_run.run_id
from decisions, new_run
where quarantine.capture_id = decisions.capture_id and quarantine.released_by is null;
