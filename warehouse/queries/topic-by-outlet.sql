-- title: Topic by outlet
-- answers: How many of each outlet's articles are on a topic, over a time, and how many of these name it in quotation only.
-- topic = iran-russia: the topic, as in `topics`
-- since = 0001-01-01: first day; its whole month counts
-- until = 9999-12-31: last day; its whole month counts
select
    outlets.name,
    sum(trends.article_count)::bigint as article_count,
    sum(trends.corpus_count)::bigint as corpus_count,
    sum(trends.article_count) / nullif(sum(trends.corpus_count), 0) as share,
    sum(trends.quoted_only_count)::bigint as quoted_only_count,
    max(trends.undated_count) as undated_count
from topic_by_month_outlet as trends
inner join outlets using (outlet_id)
where trends.topic_id = $topic
    and trends.month between date_trunc('month', $since::date) and $until::date
group by outlets.outlet_id, outlets.name
order by article_count desc, outlets.name
