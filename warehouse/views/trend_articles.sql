-- One row per article that trends count: partner content and repeats of another article's text are left out.
-- article_id: Article, as in `articles`.
-- outlet_id: Outlet, as in `outlets`.
-- month: First day of the month of publication; null where the month is not known.
with

articles as (
    select
        article_id,
        outlet_id,
        -- A year alone may be stored as its first day: it would pile up in January.
        if(date_precision = 'year', null, date_trunc('month', published_on)) as month_stated,
        date_trunc('month', published_not_before) as month_from,
        date_trunc('month', published_not_after) as month_to
    from articles
    where genre <> 'partner' and duplicate_of is null
)

select
    article_id,
    outlet_id,
    coalesce(month_stated, if(month_from = month_to, month_from, null))::date as month
from articles
