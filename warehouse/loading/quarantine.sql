-- What this run kept back, and what earlier runs did and this one lets through.
delete from quarantine
using new_quarantine
where quarantine.capture_id = new_quarantine.capture_id and quarantine.rule = new_quarantine.rule;

insert into quarantine by name select * from new_quarantine;

update quarantine
set released_by = new_run.run_id
from decisions, new_run
where quarantine.capture_id = decisions.capture_id and quarantine.released_by is null;
