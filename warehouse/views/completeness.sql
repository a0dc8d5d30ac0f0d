-- One row per outlet per month per pair of independent routes that both named articles of that month.
-- outlet_id: Outlet, as in `outlets`.
-- month: First day of the month of publication: the article's own where it is loaded and dated, otherwise the listings'.
-- route: One route; what it named is taken to be chosen without regard to what the other did (docs/operating.md).
-- other_route: The other.
-- route_count: Articles of the month that the one route has named.
-- other_route_count: Articles of the month that the other has named.
-- both_count: Articles that both have named.
-- known_count: Articles that either has named.
-- total: Articles the outlet published that month, estimated (Chapman); null where both_count is under 3. Too low where the routes tend to name the same articles: of two that are equal, the estimate is that nothing is missing.
-- total_low: Lower bound of the total, 95 % interval; never under known_count.
-- total_high: Upper bound of the total, 95 % interval; null where both_count is under 3.
-- undated_count: Articles that either route has named and whose month is not known: where these are many, all counts and the total are too low. The same on every row of an outlet and pair.
with

-- Feed and listing page show the top of one list, and an import is a person's choice: those are no pairs. A sitemap is
-- written from the outlet's whole store; an archive keeps what others linked to.
pairs as (
    select route, other_route
    from (
        values
        ('feed', 'sitemap'),
        ('feed', 'web-archive'),
        ('listing', 'sitemap'),
        ('listing', 'web-archive'),
        ('sitemap', 'web-archive')
    ) as independent (route, other_route)
),

-- What was fetched and is no article of its own (no article, or another address of one) is nobody's to miss.
spurious as (
    select article_id
    from candidates
    anti join articles using (article_id)
    anti join (select article_id from quarantine where released_by is null) as kept_back using (article_id)
    where state = 'captured'
),

dated as (
    select
        candidates.article_id,
        candidates.outlet_id,
        date_trunc('month', coalesce(
            if(articles.date_precision in ('instant', 'day', 'month'), articles.published_on, null),
            candidates.listed_on
        )) as month_stated,
        date_trunc('month', greatest(articles.published_not_before, candidates.published_not_before)) as month_from,
        date_trunc('month', least(articles.published_not_after, candidates.published_not_after)) as month_to
    from candidates
    anti join spurious using (article_id)
    left join articles using (article_id)
),

named as (
    select
        dated.outlet_id,
        dated.article_id,
        coalesce(dated.month_stated, if(dated.month_from = dated.month_to, dated.month_from, null))::date as month,
        list(sightings.route) as routes
    from dated
    inner join sightings using (article_id)
    group by all
),

counted as (
    select
        named.outlet_id,
        named.month,
        pairs.route,
        pairs.other_route,
        count(*) filter (where list_contains(named.routes, pairs.route)) as route_count,
        count(*) filter (where list_contains(named.routes, pairs.other_route)) as other_route_count,
        route_count + other_route_count - count(*) as both_count,
        count(*) as known_count
    from named
    inner join pairs
        on list_contains(named.routes, pairs.route) or list_contains(named.routes, pairs.other_route)
    group by named.outlet_id, named.month, pairs.route, pairs.other_route
),

-- Of the articles that neither named, the expected number and its bounds on the log scale, half an article added to
-- each cell (Sadinle, Communications in Statistics, Simulation and Computation 38 (2009), 1909-1924).
expected as (
    select
        *,
        (route_count - both_count + 0.5) * (other_route_count - both_count + 0.5) / (both_count + 0.5) as unseen,
        exp(1.959963984540054 * sqrt( -- 97.5 % of a normal distribution
            1 / (route_count - both_count + 0.5) + 1 / (other_route_count - both_count + 0.5) + 1 / (both_count + 0.5)
        )) as factor
    from counted
    where month is not null and route_count > 0 and other_route_count > 0
),

-- To the doubt about that expectation the chance of the number itself is added, a Poisson variable's, by the squares of
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
    and undated.month is null
order by bounded.outlet_id, bounded.month, bounded.route, bounded.other_route
