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
        coalesce(
            dated.month_stated,
            if(dated.month_from = dated.month_to, dated.month_from, null),
            date '0001-01-01'
        )::date as month,
        bool_or(sightings.route = 'feed') as by_feed,
        bool_or(sightings.route = 'listing') as by_listing,
        bool_or(sightings.route = 'sitemap') as by_sitemap,
        bool_or(sightings.route = 'web-archive') as by_archive
    from dated
    inner join sightings using (article_id)
    group by dated.article_id, dated.outlet_id, dated.month_stated, dated.month_from, dated.month_to
),

-- Articles that the same routes named are counted together before they are paired.
grouped as (
    select outlet_id, month, by_feed, by_listing, by_sitemap, by_archive, count(*) as article_count
    from named
    group by outlet_id, month, by_feed, by_listing, by_sitemap, by_archive
),

paired as (
    select
        grouped.outlet_id,
        grouped.month,
        pairs.route,
        pairs.other_route,
        grouped.article_count,
        if(pairs.route = 'feed', by_feed, if(pairs.route = 'listing', by_listing, by_sitemap)) as is_named,
        if(pairs.other_route = 'sitemap', by_sitemap, by_archive) as is_named_by_other
    from grouped
    cross join pairs
)

insert into route_months by name
select
    outlet_id,
    month,
    route,
    other_route,
    coalesce(sum(article_count) filter (where is_named), 0)::bigint as route_count,
    coalesce(sum(article_count) filter (where is_named_by_other), 0)::bigint as other_route_count,
    coalesce(sum(article_count) filter (where is_named and is_named_by_other), 0)::bigint as both_count
from paired
where is_named or is_named_by_other
group by outlet_id, month, route, other_route
order by outlet_id, month, route, other_route
