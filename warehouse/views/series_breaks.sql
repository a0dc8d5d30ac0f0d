-- One row per series per group per month that cannot be compared with the month before.
-- series: corpus (all articles, one group), outlet, or party.
-- group_id: Outlet or party group; empty for the corpus.
-- month: First day of the month.
-- break_kind: Kind of break, as in `coverage_by_month`.
-- break_reason: Reason of the break, in words.
select 'corpus' as series, '' as group_id, month, break_kind, break_reason from breaks_by_month
union all
select 'outlet' as series, outlet_id as group_id, month, break_kind, break_reason from coverage_by_month where is_break
union all
select 'party' as series, party_group as group_id, month, break_kind, break_reason from breaks_by_month_party
