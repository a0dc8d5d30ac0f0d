-- One row per party per month with output in which it held a seat of the Commons.
-- party_group: Party, including its sister labels.
-- month: First day of the month.
-- seat_count: Seats held, averaged over the days of the month; vacant seats and those of a dissolved House count for no party.
with

months as (
    select unnest(generate_series(min(first_month), max(last_month), interval 1 month))::date as month
    from outlet_months
    where topic_id = '*' and first_month > date '0001-01-01'
),

spells as (
    select
        coalesce(parties.party_group, memberships.party_id) as party_group,
        memberships.start_on,
        coalesce(memberships.end_on, date '9999-12-31') as end_on
    from memberships
    left join parties using (party_id)
    where memberships.chamber = 'commons' and memberships.party_id is not null
)

select
    spells.party_group,
    months.month,
    sum(
        least(spells.end_on, last_day(months.month)) - greatest(spells.start_on, months.month) + 1
    ) / day(last_day(months.month)) as seat_count
from months
inner join spells on spells.start_on <= last_day(months.month) and spells.end_on >= months.month
group by spells.party_group, months.month
order by spells.party_group, months.month
