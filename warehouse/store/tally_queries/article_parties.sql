-- Parties of each article's authors. Co-authors of one party count once.
insert into article_parties by name
select
    article_id,
    coalesce(party_group, party_name, party_id) as party_group,
    coalesce(bool_or(chamber = 'commons'), false) as is_in_commons
from article_authors
where coalesce(party_group, party_name, party_id) is not null
group by article_id, coalesce(party_group, party_name, party_id)
order by article_id, party_group
