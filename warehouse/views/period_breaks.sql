-- Breaks of one series by period. One row per group per period that is incomplete or cannot be compared with the period
-- before. A change within a longer period mixes two levels of coverage in it, so the period after is a break as well.
-- A period is a hole if all of its months are holes; with fewer holes it is unfinished.
create macro period_breaks(series_name, every) as table
with

breaks as (
    select
        group_id,
        month,
        date_trunc(every, month)::date as period,
        break_kind,
        break_reason,
        break_kind in ('hole', 'unfinished') as is_incomplete
    from series_breaks
    where series = series_name
),

placed as (
    select group_id, month, period, break_kind, break_reason from breaks
    union all
    select group_id, month, (period + period_interval(every))::date as period, break_kind, break_reason
    from breaks
    where not is_incomplete and month > period
),

kinds as (
    select
        group_id,
        period,
        case
            when count(*) filter (where break_kind = 'hole')
                = datediff('month', period, (period + period_interval(every))::date) then 'hole'
            when bool_or(break_kind in ('hole', 'unfinished')) then 'unfinished'
            else arg_min(break_kind, list_position(['begins', 'step', 'method', 'ends'], break_kind))
        end as break_kind
    from placed
    group by group_id, period
),

reasons as (
    select group_id, period, break_reason, min(month) as month from placed group by group_id, period, break_reason
),

texts as (
    select group_id, period, string_agg(break_reason, '; ' order by month, break_reason) as break_reason
    from reasons
    group by group_id, period
)

select
    kinds.group_id,
    kinds.period,
    kinds.break_kind,
    texts.break_reason
from kinds
inner join texts on texts.group_id = kinds.group_id and texts.period = kinds.period
