-- One row per topic per party per month, from the party's first month in the corpus to its last.
-- topic_id: Topic, as in `topics`.
-- party_group: Party that an author held on the day, with its sister labels taken together.
-- month: First day of the month.
-- article_count: Articles of the month on the topic by the party, once for each party among the authors. Null without output.
-- corpus_count: All articles of the month by the party; partner content and duplicates are left out of both.
-- share: article_count / corpus_count; null in a month without output.
-- share_low: Lower bound of the share, Wilson 95 % interval.
-- share_high: Upper bound of the share, Wilson 95 % interval.
-- quoted_only_count: Of article_count, those that name the topic in quotation only (in quotation marks or block quotes).
-- undated_count: Articles on the topic whose month is not known, by anybody; the same on every row of a topic.
-- unattributed_count: Dated articles of the month on the topic that no party is known for; the same for each party.
-- commons_count: Of article_count, those with an author who sat in the Commons for the party that day.
-- seat_count: Seats of the Commons that the party held, averaged over the days of the month; null where it held none.
-- is_break: Whether the month cannot be compared with the one before, because of how the corpus was collected.
-- break_kind: Why, in a word, as in `coverage_by_month`.
-- break_reason: Why, in words.
with

shares as (
    from topic_shares('party')
),

unattributed as (
    select topic_id, month, article_count
    from topic_counts
    where series = 'party' and group_id = '' and topic_id <> '*' and month > date '0001-01-01'
),

seats as (
    select party_group, month, seat_count from seats_by_month
)

select
    shares.topic_id,
    shares.group_id as party_group,
    shares.month,
    shares.article_count,
    shares.corpus_count,
    shares.share,
    shares.share_low,
    shares.share_high,
    shares.quoted_only_count,
    shares.undated_count,
    coalesce(unattributed.article_count, 0) as unattributed_count,
    shares.commons_count,
    seats.seat_count,
    shares.is_break,
    shares.break_kind,
    shares.break_reason
from shares
left join unattributed on unattributed.topic_id = shares.topic_id and unattributed.month = shares.month
left join seats on seats.party_group = shares.group_id and seats.month = shares.month
order by shares.topic_id, shares.group_id, shares.month
