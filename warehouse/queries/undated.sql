-- title: Pieces without a date
-- answers: Which pieces no trend can count for want of a date, and between which days they must have come out.
-- topic = : a topic, as in `topics`; empty for all pieces
-- count = 50: how many pieces
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
