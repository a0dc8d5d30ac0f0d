-- One row per article per party that one of its authors held on the day of publication.
-- article_id: Article, as in `articles`.
-- party_group: Party with its sister labels taken together; co-authors of one party count once.
select distinct
    article_id,
    coalesce(party_group, party_name, party_id) as party_group
from article_authors
where coalesce(party_group, party_name, party_id) is not null
