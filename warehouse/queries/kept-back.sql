-- title: Quarantine
-- answers: Which pages are or were in quarantine, by which rule, and whether a later run released them.
-- count = 50: how many pages
select quarantined_at, outlet_id, rule, detail, url, released_by
from quarantine
order by quarantined_at desc, url, rule
limit $count::bigint
