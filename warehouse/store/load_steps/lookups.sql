-- Store web archives' answers; one that is read from the archive again is stored once.
insert into archive_lookups by name
select new_archive_lookups.*
from new_archive_lookups
anti join archive_lookups using (article_id, asked_at)
order by asked_at, article_id;
