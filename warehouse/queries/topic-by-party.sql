-- title: Topic by party
-- answers: How many of each party's articles are on a topic, by the party held on the day, over a time, and how many in quotation only.
-- topic = iran-russia: the topic, as in `topics`
-- since = 0001-01-01: first day; its whole month counts
-- until = 9999-12-31: last day; its whole month counts
select
    party_group,
    sum(article_count)::bigint as article_count,
    sum(corpus_count)::bigint as corpus_count,
    sum(article_count) / nullif(sum(corpus_count), 0) as share,
    sum(quoted_only_count)::bigint as quoted_only_count,
    min(month) filter (where article_count > 0) as first_month,
    max(month) filter (where article_count > 0) as last_month
from topic_by_month_party
where topic_id = $topic
    and month between date_trunc('month', $since::date) and $until::date
group by party_group
order by article_count desc, party_group
