-- One row per topic per party per month, from the party's first month in the corpus to its last.
-- topic_id: Topic, as in `topics`.
-- party_group: Party that an author held on the day, with its sister labels taken together.
-- month: First day of the month.
-- article_count: Articles of the month on the topic by the party; a piece counts once for each party among its authors.
-- corpus_count: All articles of the month by the party; partner content and duplicates are left out of both.
-- share: article_count / corpus_count; null in a month without output.
-- share_low: Lower bound of the share, Wilson 95 % interval.
-- share_high: Upper bound of the share, Wilson 95 % interval.
-- undated_count: Articles on the topic whose month is not known, by anybody; the same on every row of a topic.
-- unattributed_count: Dated articles of the month on the topic that no party is known for; the same for each party.
with

articles as (
    select article_id, month from trend_articles
),

credited as (
    select articles.article_id, articles.month, article_parties.party_group
    from article_parties
    inner join articles using (article_id)
    where articles.month is not null
),

topical as (
    select article_topics.topic_id, articles.article_id, articles.month
    from article_topics
    inner join articles using (article_id)
),

tagged as (
    select topical.topic_id, credited.party_group, credited.month, count(*) as article_count
    from topical
    inner join credited using (article_id)
    group by topical.topic_id, credited.party_group, credited.month
),

undated as (
    select topic_id, count(*) as undated_count from topical where month is null group by topic_id
),

unattributed as (
    select topical.topic_id, topical.month, count(*) as unattributed_count
    from topical
    anti join credited using (article_id)
    where topical.month is not null
    group by topical.topic_id, topical.month
),

output as (
    select party_group, month, count(*) as corpus_count from credited group by party_group, month
),

spans as (
    select party_group, unnest(generate_series(min(month), max(month), interval 1 month))::date as month
    from output
    group by party_group
),

measured as (
    select
        topics.topic_id,
        spans.party_group,
        spans.month,
        coalesce(tagged.article_count, 0) as article_count,
        coalesce(output.corpus_count, 0) as corpus_count,
        coalesce(undated.undated_count, 0) as undated_count,
        coalesce(unattributed.unattributed_count, 0) as unattributed_count,
        1.959963984540054 as z -- 97.5 % of a normal distribution
    from topics
    cross join spans
    left join output on output.party_group = spans.party_group and output.month = spans.month
    left join tagged
        on tagged.topic_id = topics.topic_id
        and tagged.party_group = spans.party_group
        and tagged.month = spans.month
    left join undated on undated.topic_id = topics.topic_id
    left join unattributed on unattributed.topic_id = topics.topic_id and unattributed.month = spans.month
)

select
    topic_id,
    party_group,
    month,
    article_count,
    corpus_count,
    article_count / nullif(corpus_count, 0) as share,
    case when corpus_count > 0 then greatest(0, (
        article_count + z * z / 2 - z * sqrt(article_count * (corpus_count - article_count) / corpus_count + z * z / 4)
    ) / (corpus_count + z * z)) end as share_low,
    case when corpus_count > 0 then least(1, (
        article_count + z * z / 2 + z * sqrt(article_count * (corpus_count - article_count) / corpus_count + z * z / 4)
    ) / (corpus_count + z * z)) end as share_high,
    undated_count,
    unattributed_count
from measured
order by topic_id, party_group, month
