-- Store the lines near the edges of the texts, replacing those of an earlier extraction; and for each outlet of the
-- batch, which of its lines are known to be boilerplate.
delete from capture_lines
using (select distinct capture_id from new_capture_lines) as read_now
where capture_lines.capture_id = read_now.capture_id;

insert into capture_lines by name select * from new_capture_lines order by capture_id, edge, distance;

delete from boilerplate
using (
    select outlet_id from captures semi join new_capture_lines using (capture_id)
    union
    select outlet_id from new_boilerplate
) as read_now
where boilerplate.outlet_id = read_now.outlet_id;

insert into boilerplate by name select * from new_boilerplate order by outlet_id, edge, line_id, first_captured_at;
