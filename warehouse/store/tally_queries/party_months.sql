-- Articles of each party by outlet and month or interval of months: all of them, and those on each topic. Co-authors of
-- one party count once.
with

articles as (
    select
        trend_articles.article_id,
        outlet_id,
        coalesce(month, date '0001-01-01') as month,
        coalesce(first_month, date '0001-01-01') as first_month,
        coalesce(last_month, date '0001-01-01') as last_month,
        is_bounded,
        coalesce(party_group, '') as party_group,
        coalesce(is_in_commons, false) as is_in_commons
    from trend_articles
    left join article_parties using (article_id)
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

insert into party_months by name
select
    party_group,
    outlet_id,
    month,
    first_month,
    last_month,
    topic_id,
    count(*) as article_count,
    count(*) filter (where is_bounded) as bounded_count,
    count(*) filter (where is_in_commons) as commons_count,
    count(*) filter (where is_quoted_only) as quoted_only_count
from counted
group by party_group, outlet_id, month, first_month, last_month, topic_id
order by party_group, outlet_id, month, first_month, last_month, topic_id
