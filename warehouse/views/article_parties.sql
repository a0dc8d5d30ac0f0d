-- One row per article per party that one of its authors held on the day of publication.
-- article_id: Article, as in `articles`.
-- party_group: Party with its sister labels taken together; co-authors of one party count once.
-- sat_in_commons: Whether one of them sat in the Commons for it on that day.
select
    article_id,
    coalesce(party_group, party_name, party_id) as party_group,
    coalesce(bool_or(chamber = 'commons'), false) as sat_in_commons
from article_authors
where coalesce(party_group, party_name, party_id) is not null
group by article_id, coalesce(party_group, party_name, party_id)
