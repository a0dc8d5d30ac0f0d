-- One row per outlet per month per pair of independent routes that both listed articles of that month.
-- outlet_id: Outlet, as in `outlets`.
-- month: First day of the month of publication: the article's own if it is loaded and dated, otherwise the listings'.
-- route: One route; assumed to list articles independently of the other route (docs/operating.md).
-- other_route: The other route.
-- route_count: Articles of the month that `route` has listed.
-- other_route_count: Articles of the month that `other_route` has listed.
-- both_count: Articles that both have listed.
-- known_count: Articles that at least one of them has listed.
-- total: Articles the outlet published that month, estimated (Chapman); null if both_count is below 3. Too low if the routes tend to list the same articles: for two identical routes, the estimate is that nothing is missing.
-- total_low: Lower bound of the total, 95 % interval; never below known_count.
-- total_high: Upper bound of the total, 95 % interval; null if both_count is below 3.
-- undated_count: Articles listed by at least one of the routes whose month is not known: if there are many, all counts and the total are too low. The same on every row of an outlet and pair.
with

counted as (
    select *, route_count + other_route_count - both_count as known_count from route_months
),

-- The expected number of articles that neither listed, and its bounds on the log scale, with half an article added
-- to each cell (Sadinle, Communications in Statistics, Simulation and Computation 38 (2009), 1909-1924).
expected as (
    select
        *,
        (route_count - both_count + 0.5) * (other_route_count - both_count + 0.5) / (both_count + 0.5) as unseen,
        exp(1.959963984540054 * sqrt( -- 97.5 % of a normal distribution
            1 / (route_count - both_count + 0.5) + 1 / (other_route_count - both_count + 0.5) + 1 / (both_count + 0.5)
        )) as factor
    from counted
    where month > date '0001-01-01' and route_count > 0 and other_route_count > 0
),

-- The uncertainty of that expectation and the Poisson variation of the number itself are combined by the squares of
-- the margins (Zou and Donner, Statistics in Medicine 27 (2008), 1693-1702).
bounded as (
    select
        *,
        unseen - sqrt((unseen - unseen / factor) ** 2 + 1.959963984540054 ** 2 * unseen) as unseen_low,
        unseen + sqrt((unseen * factor - unseen) ** 2 + 1.959963984540054 ** 2 * unseen) as unseen_high,
        both_count >= 3 as is_estimated
    from expected
)

select
    bounded.outlet_id,
    bounded.month,
    bounded.route,
    bounded.other_route,
    bounded.route_count,
    bounded.other_route_count,
    bounded.both_count,
    bounded.known_count,
    if(
        bounded.is_estimated,
        (bounded.route_count + 1) * (bounded.other_route_count + 1) / (bounded.both_count + 1) - 1,
        null
    ) as total,
    bounded.known_count
    + if(bounded.is_estimated, floor(greatest(bounded.unseen_low, 0))::bigint, 0) as total_low,
    if(bounded.is_estimated, bounded.known_count + ceil(bounded.unseen_high)::bigint, null) as total_high,
    coalesce(undated.known_count, 0) as undated_count
from bounded
left join counted as undated
    on undated.outlet_id = bounded.outlet_id
    and undated.route = bounded.route
    and undated.other_route = bounded.other_route
    and undated.month = date '0001-01-01'
order by bounded.outlet_id, bounded.month, bounded.route, bounded.other_route
