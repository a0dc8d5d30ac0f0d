-- Give the captures of each text without an address to its article. Their rows in the batch have that article already.
create or replace temp table capture_moves as
select
    text_captures.capture_id,
    text_targets.article_id
from text_captures
inner join text_targets using (text_id);

update captures
set article_id = capture_moves.article_id
from capture_moves
where captures.capture_id = capture_moves.capture_id and captures.article_id <> capture_moves.article_id;

update readings
set article_id = capture_moves.article_id
from capture_moves
where readings.capture_id = capture_moves.capture_id and readings.article_id <> capture_moves.article_id;

update run_fates
set article_id = capture_moves.article_id
from capture_moves
where run_fates.capture_id = capture_moves.capture_id and run_fates.article_id <> capture_moves.article_id;

update quarantine
set article_id = capture_moves.article_id
from capture_moves
where quarantine.capture_id = capture_moves.capture_id and quarantine.article_id <> capture_moves.article_id;

delete from article_id_changes
using text_targets
where
    article_id_changes.old_article_id = text_targets.text_id
    and (article_id_changes.article_id, article_id_changes.url) is distinct from (text_targets.article_id, text_targets.url);

insert into article_id_changes by name
select
    text_id as old_article_id,
    article_id,
    url
from text_targets
anti join article_id_changes on text_targets.text_id = article_id_changes.old_article_id
where text_id <> article_id
order by text_id;
