-- title: Topic by month
-- answers: How many articles a month are on a topic, what share of all articles that is, and how many name it in quotation only.
-- topic = iran-russia: the topic, as in `topics`
-- since = 0001-01-01: first day; its whole month counts
-- until = 9999-12-31: last day; its whole month counts
select
    month,
    article_count,
    max_article_count,
    corpus_count,
    max_corpus_count,
    share,
    share_low,
    share_high,
    bounded_count,
    quoted_only_count,
    undated_count
from topic_by_month
where topic_id = $topic
    and month between date_trunc('month', $since::date) and $until::date
order by month
