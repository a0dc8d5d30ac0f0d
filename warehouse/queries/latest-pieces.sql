-- title: Latest articles
-- answers: The latest dated articles on a topic, with who wrote them, under which party on the day, and how much is quoted.
-- topic = iran-russia: the topic, as in `topics`
-- count = 20: how many articles
with

authors as (
    select
        article_id,
        string_agg(name || coalesce(' (' || party_name || ')', ''), '; ' order by position) as authors
    from article_authors
    group by article_id
)

select
    articles.published_on,
    outlets.name as outlet,
    articles.title,
    authors.authors,
    article_topics.mention_count,
    article_topics.quoted_count,
    articles.url
from article_topics
inner join articles using (article_id)
left join outlets using (outlet_id)
left join authors using (article_id)
where article_topics.topic_id = $topic
    and articles.published_on is not null
    and articles.duplicate_of is null
order by articles.published_on desc, articles.url
limit $count::bigint
