-- One row per outlet per day of publication on which an article is known of; for declared outlets every day between.
-- One more, without a day, for what is known of and not dated to the day: over all rows nothing is left out.
-- outlet_id: Outlet, as in `outlets`.
-- day: Day of publication: the article's own where it is loaded and dated to the day, otherwise the listings'; null where neither has one.
-- discovered_count: Articles known of from that day: the sum of the five that follow.
-- loaded_count: Of these, in the corpus. A day without is a hole in the corpus, or a day without output.
-- quarantined_count: Of these, fetched and kept back by a rule.
-- failed_count: Of these, without a usable answer so far, gone, or forbidden by robots.txt or our address rules.
-- waiting_count: Of these, not fetched yet, or fetched by a run that is still under way.
-- discarded_count: Of these, fetched and not an article of its own: no article, or another address of one.
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
