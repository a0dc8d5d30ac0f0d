-- Find where each outlet's coverage changed, from the daily and monthly tallies; a comment above each step explains it.
with

days as (
    select outlet_id, day, article_count, prompt_count, capture_count, answered_count from outlet_days
),

output as (
    select outlet_id, month, article_count
    from outlet_months
    where topic_id = '*' and month > date '0001-01-01'
),

ends as (
    select outlet_id, min(month) as first_month, max(month) as last_month from output group by outlet_id
),

months as (
    select outlet_id, unnest(generate_series(first_month, (select max(month) from output), interval 1 month))::date as month
    from ends
),

daily as (
    select
        outlet_id,
        date_trunc('month', day)::date as month,
        sum(article_count) as day_known_count,
        sum(prompt_count) as prompt_count
    from days
    where article_count > 0
    group by outlet_id, date_trunc('month', day)
),

counted as (
    select
        months.outlet_id,
        months.month,
        ends.first_month,
        ends.last_month,
        coalesce(output.article_count, 0) as article_count,
        coalesce(daily.day_known_count, 0) as day_known_count,
        coalesce(daily.prompt_count, 0) as prompt_count
    from months
    inner join ends using (outlet_id)
    left join output on output.outlet_id = months.outlet_id and output.month = months.month
    left join daily on daily.outlet_id = months.outlet_id and daily.month = months.month
),

levels as (
    select
        *,
        if(count(*) over before >= 3, median(article_count) over before, null) as level_before,
        if(count(*) over after >= 3, median(article_count) over after, null) as level_after
    from counted
    where month <= last_month
    window
        before as (partition by outlet_id order by month rows between 6 preceding and 1 preceding),
        after as (partition by outlet_id order by month rows between 1 following and 6 following)
),

-- A silence is two weeks or more without a piece, in which twelve or more were usual: at half the output, as in August,
-- one such period in 400 occurs by chance.
gaps as (
    select
        outlet_id,
        lag(day) over (partition by outlet_id order by day) + 1 as first_day,
        day - 1 as last_day
    from days
    where article_count > 0
    qualify day - lag(day) over (partition by outlet_id order by day) > 14
),

silences as (
    select
        gaps.outlet_id,
        gaps.first_day,
        gaps.last_day,
        (gaps.last_day - gaps.first_day + 1) * 12 / 365.25
        * least(opening.level_before, closing.level_after) as missed_count
    from gaps
    inner join levels as opening
        on opening.outlet_id = gaps.outlet_id and opening.month = date_trunc('month', gaps.first_day)
    inner join levels as closing
        on closing.outlet_id = gaps.outlet_id and closing.month = date_trunc('month', gaps.last_day)
    where missed_count >= 12
),

visited as (
    select
        silences.outlet_id,
        silences.first_day,
        silences.last_day,
        silences.missed_count,
        min(days.day) < silences.first_day as were_runs_before,
        coalesce(bool_or(days.day between silences.first_day and silences.last_day), false) as were_runs_within
    from silences
    left join days on days.outlet_id = silences.outlet_id and days.answered_count > 0
    group by silences.outlet_id, silences.first_day, silences.last_day, silences.missed_count
),

silent as (
    select
        levels.outlet_id,
        levels.month,
        'hole' as break_kind,
        'no piece from ' || strftime(min(visited.first_day), '%-d %B %Y')
        || ' to ' || strftime(max(visited.last_day), '%-d %B %Y')
        || ', when about ' || round(sum(visited.missed_count))::bigint || ' were usual'
        || case
            when bool_or(visited.were_runs_within) then ', though runs reached the outlet'
            when bool_and(visited.were_runs_before) then ', and no run reached the outlet'
            else ''
        end as break_reason
    from levels
    inner join visited
        on visited.outlet_id = levels.outlet_id
        -- A silence counts for a month if it covers at least a week of it.
        and least(visited.last_day, last_day(levels.month)) - greatest(visited.first_day, levels.month) >= 6
    where levels.article_count = levels.day_known_count
    group by levels.outlet_id, levels.month
),

-- Fewer than a fifth, if 30 or more are usual: at half the output one such month in 350 occurs by chance.
thin as (
    select
        outlet_id,
        month,
        'hole' as break_kind,
        article_count || ' pieces, when about ' || round(least(level_before, level_after))::bigint
        || ' were usual' as break_reason
    from levels
    anti join silent using (outlet_id, month)
    where least(level_before, level_after) >= 30 and article_count < least(level_before, level_after) / 5
),

-- From here on, months that are holes are left out.
whole as (
    select
        levels.outlet_id,
        levels.month,
        levels.article_count,
        levels.prompt_count,
        levels.day_known_count
    from levels
    anti join silent using (outlet_id, month)
    anti join thin using (outlet_id, month)
),

sides as (
    select
        *,
        median(article_count) over before as level_before,
        median(article_count) over onward as level_onward,
        abs(ln((article_count + 1) / (lag(article_count) over (partition by outlet_id order by month) + 1))) as leap,
        sum(prompt_count) over before / nullif(sum(day_known_count) over before, 0) as prompt_before,
        sum(prompt_count) over onward / nullif(sum(day_known_count) over onward, 0) as prompt_onward,
        count(*) over before >= 3
        and count(*) over onward >= 3 as are_both_known,
        least(sum(day_known_count) over before, sum(day_known_count) over onward) >= 8 as are_both_dated
    from whole
    window
        before as (partition by outlet_id order by month rows between 6 preceding and 1 preceding),
        onward as (partition by outlet_id order by month rows between current row and 5 following)
),

leaps as (
    select
        *,
        are_both_known
        and greatest(level_before, level_onward) >= 2 * least(level_before, level_onward)
        and abs(level_before - level_onward) >= 10 as is_step,
        are_both_dated and (prompt_before < 0.5) <> (prompt_onward < 0.5) as is_method
    from sides
),

-- Medians of half a year show a step for several months around it; the step is at the largest change.
stretches as (
    select
        *,
        count(*) filter (where not is_step) over through as step_stretch,
        count(*) filter (where not is_method) over through as method_stretch
    from leaps
    window through as (partition by outlet_id order by month)
),

steps as (
    select
        outlet_id,
        month,
        'step' as break_kind,
        'from about ' || round(level_before)::bigint || ' to about ' || round(level_onward)::bigint
        || ' pieces a month' as break_reason
    from stretches
    where is_step
    qualify row_number() over (partition by outlet_id, step_stretch order by leap desc, month) = 1
),

methods as (
    select
        outlet_id,
        month,
        'method' as break_kind,
        if(
            prompt_onward >= 0.5,
            'collected as published from here on, found afterwards before',
            'found afterwards from here on, collected as published before'
        ) as break_reason
    from stretches
    where is_method
    qualify row_number() over (
        partition by outlet_id, method_stretch
        order by abs(prompt_count / nullif(day_known_count, 0) - prompt_before) desc, month
    ) = 1
),

beginnings as (
    select outlet_id, month, 'begins' as break_kind, 'begins' as break_reason
    from levels
    where
        month = first_month
        and level_after * date_diff('month', (select min(month) from output), month) >= 8
),

endings as (
    select
        levels.outlet_id,
        (levels.month + interval 1 month)::date as month,
        'ends' as break_kind,
        'nothing after ' || strftime(levels.month, '%B %Y') as break_reason
    from levels
    where
        levels.month = levels.last_month
        and levels.level_before * date_diff('month', levels.month, (select max(month) from output)) >= 8
),

visited_last as (
    select outlet_id, max(day) as last_day from days where capture_count > 0 or answered_count > 0 group by outlet_id
),

unfinished as (
    select
        outlet_id,
        date_trunc('month', last_day)::date as month,
        'unfinished' as break_kind,
        'collected only to ' || strftime(last_day, '%-d %B %Y') as break_reason
    from visited_last
    where last_day < last_day(last_day)
),

breaks as (
    from silent
    union all by name
    from thin
    union all by name
    from steps
    union all by name
    from methods
    union all by name
    from beginnings
    union all by name
    from endings
    union all by name
    from unfinished
),

reasons as (
    select
        outlet_id,
        month,
        arg_min(break_kind, rank) as break_kind,
        string_agg(break_reason, '; ' order by rank) as break_reason
    from (
        select
            *,
            list_position(['hole', 'unfinished', 'begins', 'step', 'method', 'ends'], break_kind) as rank
        from breaks
    )
    group by outlet_id, month
)

insert into coverage_by_month by name
select
    counted.outlet_id,
    counted.month,
    nullif(counted.article_count, 0) as article_count,
    least(levels.level_before, levels.level_after) as usual_level,
    reasons.break_kind is not null as is_break,
    reasons.break_kind,
    reasons.break_reason
from counted
left join levels on levels.outlet_id = counted.outlet_id and levels.month = counted.month
left join reasons on reasons.outlet_id = counted.outlet_id and reasons.month = counted.month
order by counted.outlet_id, counted.month
