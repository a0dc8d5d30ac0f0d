-- Articles of each outlet by month: all of them, and those on each topic.
with

articles as (
    select article_id, outlet_id, coalesce(month, date '0001-01-01') as month from trend_articles
),

counted as (
    select outlet_id, month, '*' as topic_id from articles
    union all
    select articles.outlet_id, articles.month, article_topics.topic_id
    from article_topics
    inner join articles using (article_id)
)

insert into outlet_months by name
select outlet_id, month, topic_id, count(*) as article_count
from counted
group by outlet_id, month, topic_id
order by outlet_id, month, topic_id
