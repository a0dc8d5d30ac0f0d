-- Update the index of the archive: add new captures; if a capture was seen twice, keep the earlier record.
delete from captures
using new_captures
where
    captures.capture_id = new_captures.capture_id
    and (new_captures.captured_at, new_captures.warc_file, new_captures.warc_offset)
    < (captures.captured_at, captures.warc_file, captures.warc_offset);

-- The outlets may have changed since: a capture that is read again gets the outlet that has its address now.
update captures
set outlet_id = new_captures.outlet_id
from new_captures
where captures.capture_id = new_captures.capture_id and captures.outlet_id <> new_captures.outlet_id;

insert into captures by name
select new_captures.*
from new_captures
anti join captures using (capture_id)
order by warc_file, warc_offset;
