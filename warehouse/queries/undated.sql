-- title: Articles without a date
-- answers: Which articles have no date, and between which days they were published; a trend counts those that have both bounds.
-- topic = : a topic, as in `topics`; empty for all articles
-- count = 50: how many articles
select
    articles.outlet_id,
    articles.title,
    articles.published_not_before,
    articles.published_not_after,
    articles.date_basis,
    articles.url
from articles
where articles.published_on is null
    and (
        $topic = ''
        or exists (
            select 1
            from article_topics
            where article_topics.article_id = articles.article_id and article_topics.topic_id = $topic
        )
    )
order by articles.published_not_after desc, articles.url
limit $count::bigint
