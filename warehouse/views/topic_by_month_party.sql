-- One row per topic per party per month, from the party's first month in the corpus to its last.
-- topic_id: Topic, as in `topics`.
-- party_group: Party that an author held on the day, including its sister labels.
-- month: First day of the month.
-- article_count: Articles of the month on the topic by the party, once for each party among the authors. Null without output.
-- max_article_count: article_count at most, including the articles whose interval has several months, this one among them.
-- corpus_count: All articles of the month by the party; partner content and duplicates are left out of both.
-- max_corpus_count: corpus_count at most, likewise.
-- share: article_count / corpus_count; null in a month without output.
-- min_share: Lowest share that the articles known by an interval allow (docs/decisions/0034); share if there are none.
-- max_share: Highest share that they allow.
-- share_low: Lower bound of the share, Wilson 95 % interval at min_share.
-- share_high: Upper bound of the share, Wilson 95 % interval at max_share.
-- bounded_count: Of article_count, those known by an interval alone, which lies in the month; the others are dated.
-- quoted_only_count: Of article_count, those that name the topic in quotation only (in quotation marks or block quotes).
-- undated_count: Articles on the topic that may be of any month, by anybody; the same on every row of a topic.
-- unattributed_count: Dated articles of the month on the topic that no party is known for; the same for each party.
-- commons_count: Of article_count, those with an author who sat in the Commons for the party that day.
-- seat_count: Seats of the Commons that the party held, averaged over the days of the month; null where it held none.
-- is_break: Whether the month cannot be compared with the one before, because of how the corpus was collected.
-- break_kind: Kind of break, as in `coverage_by_month`.
-- break_reason: Reason of the break, in words.
with

shares as (
    from topic_shares('party', 'month')
),

unattributed as (
    select topic_id, first_month as month, article_count
    from topic_counts
    where
        series = 'party'
        and group_id = ''
        and topic_id <> '*'
        and first_month = last_month
        and first_month > date '0001-01-01'
),

seats as (
    select party_group, month, seat_count from seats_by_month
)

select
    shares.topic_id,
    shares.group_id as party_group,
    shares.period as month,
    shares.article_count,
    shares.max_article_count,
    shares.corpus_count,
    shares.max_corpus_count,
    shares.share,
    shares.min_share,
    shares.max_share,
    shares.share_low,
    shares.share_high,
    shares.bounded_count,
    shares.quoted_only_count,
    shares.undated_count,
    coalesce(unattributed.article_count, 0) as unattributed_count,
    shares.commons_count,
    seats.seat_count,
    shares.is_break,
    shares.break_kind,
    shares.break_reason
from shares
left join unattributed on unattributed.topic_id = shares.topic_id and unattributed.month = shares.period
left join seats on seats.party_group = shares.group_id and seats.month = shares.period
order by shares.topic_id, shares.group_id, shares.period
