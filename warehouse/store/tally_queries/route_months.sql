-- Count the articles of each month that one route named, that the other named, and that both named.
with

-- Feed and listing page show the top of the same list, and an import is a person's choice, so they form no pairs. A
-- sitemap is made from the outlet's complete store; an archive keeps pages that other sites linked to.
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

-- A fetched page that is not a separate article (no article, or another address of one) counts as missed by no route.
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
)

insert into route_months by name
select
    named.outlet_id,
    coalesce(named.month, date '0001-01-01') as month,
    pairs.route,
    pairs.other_route,
    count(*) filter (where list_contains(named.routes, pairs.route)) as route_count,
    count(*) filter (where list_contains(named.routes, pairs.other_route)) as other_route_count,
    route_count + other_route_count - count(*) as both_count
from named
inner join pairs
    on list_contains(named.routes, pairs.route) or list_contains(named.routes, pairs.other_route)
group by named.outlet_id, coalesce(named.month, date '0001-01-01'), pairs.route, pairs.other_route
order by named.outlet_id, coalesce(named.month, date '0001-01-01'), pairs.route, pairs.other_route
