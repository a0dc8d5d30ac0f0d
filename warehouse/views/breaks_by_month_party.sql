-- One row per party per month in which an outlet with a tenth or more of the party's output changed its coverage.
-- party_group: Party, including its sister labels.
-- month: First day of the month.
-- break_kind: Kind of break, as in `coverage_by_month`; the most serious if there are several.
-- break_reason: The outlets that changed, each with the reason.
with

output as (
    select party_group, outlet_id, month, article_count
    from party_months
    where topic_id = '*' and month > date '0001-01-01' and party_group <> ''
),

beginnings as (
    select party_group, min(month) as first_month from output group by party_group
),

breaks as (
    select outlet_id, month, break_kind, break_reason from coverage_by_month where is_break
),

weighed as (
    select
        output.party_group,
        breaks.outlet_id,
        breaks.month,
        breaks.break_kind,
        breaks.break_reason,
        sum(output.article_count) filter (where output.outlet_id = breaks.outlet_id)
        / sum(output.article_count) as weight
    from breaks
    inner join output on output.month between breaks.month - interval 6 month and breaks.month + interval 6 month
    group by output.party_group, breaks.outlet_id, breaks.month, breaks.break_kind, breaks.break_reason
),

reasons as (
    select
        weighed.party_group,
        weighed.month,
        weighed.break_kind,
        sum(weighed.weight) as weight,
        string_agg(coalesce(outlets.name, weighed.outlet_id), ', ' order by weighed.weight desc, weighed.outlet_id)
        || ': ' || weighed.break_reason as break_reason
    from weighed
    inner join beginnings using (party_group)
    left join outlets using (outlet_id)
    where
        weighed.weight >= 0.1
        and not (weighed.break_kind = 'begins' and weighed.month = beginnings.first_month)
    group by weighed.party_group, weighed.month, weighed.break_kind, weighed.break_reason
)

select
    party_group,
    month,
    arg_min(
        break_kind, list_position(['hole', 'unfinished', 'begins', 'step', 'method', 'ends'], break_kind)
    ) as break_kind,
    string_agg(break_reason, '; ' order by weight desc, break_reason) as break_reason
from reasons
group by party_group, month
order by party_group, month
