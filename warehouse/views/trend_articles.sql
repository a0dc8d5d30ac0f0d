-- One row per article that trends count: partner content and repeats of another article's text are left out.
-- article_id: Article, as in `articles`.
-- outlet_id: Outlet, as in `outlets`.
-- month: First day of the month of publication; null if the month is not known.
-- first_month: First day of the first month in which it may have been published; null if it may be any month.
-- last_month: First day of the last month in which it may have been published; null if it may be any month.
-- is_bounded: Whether only an interval is known in which it was published; false for dated articles.
with

articles as (
    select
        article_id,
        outlet_id,
        published_on,
        date_precision,
        published_not_before,
        published_not_after
    from articles
    where genre <> 'partner' and duplicate_of is null
),

intervals as (
    select
        article_id,
        outlet_id,
        -- A year alone may be stored as its first day: it is an interval, or all of its articles would be in January.
        published_on is null or date_precision = 'year' as is_bounded,
        case
            when published_on is null then published_not_before
            when date_precision = 'year' then greatest(date_trunc('year', published_on), published_not_before)
            else published_on
        end as first_on,
        case
            when published_on is null then published_not_after
            when date_precision = 'year'
                then least(date_trunc('year', published_on) + interval 1 year - interval 1 day, published_not_after)
            else published_on
        end as last_on
    from articles
)

select
    article_id,
    outlet_id,
    if(date_trunc('month', first_on) = date_trunc('month', last_on), date_trunc('month', first_on), null)::date as month,
    -- Bounds that contradict each other are ignored.
    if(first_on <= last_on, date_trunc('month', first_on), null)::date as first_month,
    if(first_on <= last_on, date_trunc('month', last_on), null)::date as last_month,
    is_bounded and coalesce(first_on <= last_on, false) as is_bounded
from intervals
