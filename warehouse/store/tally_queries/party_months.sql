-- Articles of each party by outlet and month: all of them, and those on each topic. Co-authors of one party count once.
with

articles as (
    select
        trend_articles.article_id,
        outlet_id,
        coalesce(month, date '0001-01-01') as month,
        coalesce(party_group, '') as party_group,
        coalesce(is_in_commons, false) as is_in_commons
    from trend_articles
    left join article_parties using (article_id)
),

counted as (
    select party_group, outlet_id, month, '*' as topic_id, is_in_commons, false as is_quoted_only from articles
    union all
    select
        articles.party_group,
        articles.outlet_id,
        articles.month,
        article_topics.topic_id,
        articles.is_in_commons,
        article_topics.quoted_count = article_topics.mention_count as is_quoted_only
    from article_topics
    inner join articles using (article_id)
)

insert into party_months by name
select
    party_group,
    outlet_id,
    month,
    topic_id,
    count(*) as article_count,
    count(*) filter (where is_in_commons) as commons_count,
    count(*) filter (where is_quoted_only) as quoted_only_count
from counted
group by party_group, outlet_id, month, topic_id
order by party_group, outlet_id, month, topic_id
