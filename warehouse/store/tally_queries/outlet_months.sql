-- Articles of each outlet by month or interval of months: all of them, and those on each topic.
with

articles as (
    select
        article_id,
        outlet_id,
        coalesce(month, date '0001-01-01') as month,
        coalesce(first_month, date '0001-01-01') as first_month,
        coalesce(last_month, date '0001-01-01') as last_month,
        is_bounded
    from trend_articles
),

counted as (
    select *, '*' as topic_id, false as is_quoted_only from articles
    union all
    select
        articles.*,
        article_topics.topic_id,
        article_topics.quoted_count = article_topics.mention_count as is_quoted_only
    from article_topics
    inner join articles using (article_id)
)

insert into outlet_months by name
select
    outlet_id,
    month,
    first_month,
    last_month,
    topic_id,
    count(*) as article_count,
    count(*) filter (where is_bounded) as bounded_count,
    count(*) filter (where is_quoted_only) as quoted_only_count
from counted
group by outlet_id, month, first_month, last_month, topic_id
order by outlet_id, month, first_month, last_month, topic_id
