-- One row per outlet per day of publication with a known article; for declared outlets also every day in between.
-- One more row, without a day, counts known articles not dated to the day, so that all rows together count everything.
-- outlet_id: Outlet, as in `outlets`.
-- day: Day of publication: the article's own if it is loaded and dated to the day, otherwise the listings'; null if neither has one.
-- discovered_count: Known articles of that day: the sum of the five counts that follow.
-- loaded_count: Of these, in the corpus. A day without any is a hole in the corpus, or a day without output.
-- quarantined_count: Of these, fetched and quarantined by a rule.
-- failed_count: Of these, without a usable answer so far, gone, or forbidden by robots.txt or our address rules.
-- waiting_count: Of these, not fetched yet, or fetched by a run that is still active.
-- discarded_count: Of these, fetched and not a separate article: no article, or another address of one.
with

counted as (
    select
        outlet_id,
        nullif(day, date '0001-01-01') as day,
        loaded_count + quarantined_count + failed_count + waiting_count + discarded_count as discovered_count,
        loaded_count,
        quarantined_count,
        failed_count,
        waiting_count,
        discarded_count
    from coverage_days
),

days as (
    select outlet_id, day from counted
    union
    select counted.outlet_id, unnest(generate_series(min(counted.day), max(counted.day), interval 1 day))::date
    from counted
    inner join outlets on outlets.outlet_id = counted.outlet_id and outlets.is_declared
    where counted.day is not null
    group by counted.outlet_id
)

select
    days.outlet_id,
    days.day,
    coalesce(counted.discovered_count, 0) as discovered_count,
    coalesce(counted.loaded_count, 0) as loaded_count,
    coalesce(counted.quarantined_count, 0) as quarantined_count,
    coalesce(counted.failed_count, 0) as failed_count,
    coalesce(counted.waiting_count, 0) as waiting_count,
    coalesce(counted.discarded_count, 0) as discarded_count
from days
left join counted on counted.outlet_id = days.outlet_id and counted.day is not distinct from days.day
order by days.outlet_id, days.day
