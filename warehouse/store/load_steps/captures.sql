-- The index of the archive. New captures are added; of a capture seen twice, the earlier record is kept.
delete from captures
using new_captures
where
    captures.capture_id = new_captures.capture_id
    and (new_captures.captured_at, new_captures.warc_file, new_captures.warc_offset)
    < (captures.captured_at, captures.warc_file, captures.warc_offset);

-- An outlet may be declared anew since: what is read again goes under the one that has its address now.
update captures
set outlet_id = new_captures.outlet_id
from new_captures
where captures.capture_id = new_captures.capture_id and captures.outlet_id <> new_captures.outlet_id;

insert into captures by name
select new_captures.*
from new_captures
anti join captures using (capture_id)
order by warc_file, warc_offset;
