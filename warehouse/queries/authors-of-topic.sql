-- title: Authors of a topic
-- answers: Who has written on a topic, under which party, how often and over what time.
-- topic = iran-russia: the topic, as in `topics`
-- count = 20: how many authors
select
    article_authors.name,
    article_authors.chamber,
    article_authors.party_name,
    count(distinct articles.article_id) as article_count,
    min(articles.published_on) as first_on,
    max(articles.published_on) as last_on,
    article_authors.person_id
from article_topics
inner join articles using (article_id)
inner join article_authors using (article_id)
where article_topics.topic_id = $topic
    and article_authors.resolution = 'resolved'
    and articles.genre <> 'partner'
    and articles.duplicate_of is null
group by
    article_authors.name, article_authors.chamber, article_authors.party_name, article_authors.person_id
order by article_count desc, last_on desc, article_authors.name
limit $count::bigint
