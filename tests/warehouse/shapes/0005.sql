CREATE TABLE articles (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    url VARCHAR NOT NULL CHECK (regexp_full_match(url, '(?:https?://|urn:text:).+')),
    title VARCHAR,
    title_basis VARCHAR CHECK (title_basis IN ('heading', 'markup', 'feed', 'text', 'address', 'none')),
    standfirst VARCHAR,
    body VARCHAR NOT NULL,
    quoted_paragraphs BIGINT[],
    word_count BIGINT NOT NULL CHECK (word_count >= 0),
    language VARCHAR CHECK (regexp_full_match(language, '[a-z]{2,3}')),
    genre VARCHAR NOT NULL CHECK (genre IN ('opinion', 'news', 'interview', 'partner', 'other')),
    published_on DATE,
    published_at TIMESTAMP,
    date_basis VARCHAR NOT NULL CHECK (date_basis IN ('json-ld', 'meta', 'time-tag', 'feed', 'sitemap', 'listing', 'url', 'text', 'archive-bound', 'unknown')),
    date_precision VARCHAR NOT NULL CHECK (date_precision IN ('instant', 'day', 'month', 'year', 'none')),
    published_not_before DATE,
    published_not_after DATE,
    modified_at TIMESTAMP,
    first_captured_at TIMESTAMP NOT NULL,
    last_captured_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    content_sha256 VARCHAR NOT NULL CHECK (regexp_full_match(content_sha256, '[0-9a-f]{64}')),
    duplicate_of VARCHAR CHECK (regexp_full_match(duplicate_of, '[0-9a-f]{24}')),
    duplicate_similarity DOUBLE CHECK (duplicate_similarity >= 0),
    text_bands BIGINT[],
    agreement DOUBLE CHECK (agreement >= 0),
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    date_capture_id VARCHAR CHECK (regexp_full_match(date_capture_id, '[0-9a-f]{24}')),
    extractor_version VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE article_versions (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    version BIGINT NOT NULL CHECK (version >= 1),
    content_sha256 VARCHAR NOT NULL CHECK (regexp_full_match(content_sha256, '[0-9a-f]{64}')),
    title VARCHAR,
    standfirst VARCHAR,
    body VARCHAR NOT NULL,
    word_count BIGINT NOT NULL CHECK (word_count >= 0),
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    first_captured_at TIMESTAMP NOT NULL,
    extractor_version VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE article_id_changes (
    old_article_id VARCHAR NOT NULL CHECK (regexp_full_match(old_article_id, '[0-9a-f]{24}')),
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    url VARCHAR NOT NULL
);

CREATE TABLE date_candidates (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    position BIGINT NOT NULL CHECK (position >= 0),
    basis VARCHAR NOT NULL CHECK (basis IN ('json-ld', 'meta', 'time-tag', 'feed', 'sitemap', 'listing', 'url', 'text', 'archive-bound', 'unknown', 'masthead', 'capture', 'archived-copy', 'prose', 'event', 'office')),
    value VARCHAR NOT NULL,
    parsed_at TIMESTAMP,
    parsed_on DATE,
    precision VARCHAR NOT NULL CHECK (precision IN ('instant', 'day', 'month', 'year', 'none')),
    is_chosen BOOLEAN NOT NULL,
    reason VARCHAR,
    bound VARCHAR CHECK (bound IN ('not_before', 'not_after')),
    source VARCHAR
);

CREATE TABLE captures (
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    url VARCHAR NOT NULL,
    captured_at TIMESTAMP NOT NULL,
    media_type VARCHAR NOT NULL,
    payload_sha256 VARCHAR NOT NULL CHECK (regexp_full_match(payload_sha256, '[0-9a-f]{64}')),
    payload_bytes BIGINT NOT NULL CHECK (payload_bytes >= 0),
    etag VARCHAR,
    last_modified VARCHAR,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL CHECK (warc_offset >= 0),
    route VARCHAR NOT NULL CHECK (route IN ('feed', 'sitemap', 'listing', 'web-archive', 'import')),
    run_id VARCHAR NOT NULL
);

CREATE TABLE readings (
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    captured_at TIMESTAMP NOT NULL,
    content_sha256 VARCHAR NOT NULL CHECK (regexp_full_match(content_sha256, '[0-9a-f]{64}')),
    published_on DATE,
    published_at TIMESTAMP,
    date_basis VARCHAR NOT NULL CHECK (date_basis IN ('json-ld', 'meta', 'time-tag', 'feed', 'sitemap', 'listing', 'url', 'text', 'archive-bound', 'unknown')),
    date_precision VARCHAR NOT NULL CHECK (date_precision IN ('instant', 'day', 'month', 'year', 'none')),
    published_not_before DATE,
    published_not_after DATE,
    extractor_version VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE unaddressed_readings (
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    text_id VARCHAR NOT NULL CHECK (regexp_full_match(text_id, '[0-9a-f]{24}')),
    content_sha256 VARCHAR NOT NULL CHECK (regexp_full_match(content_sha256, '[0-9a-f]{64}')),
    text_bands BIGINT[],
    rows_json VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE capture_lines (
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    edge VARCHAR NOT NULL CHECK (edge IN ('head', 'foot', 'date', 'title')),
    distance BIGINT NOT NULL CHECK (distance >= 0),
    line_id VARCHAR NOT NULL CHECK (regexp_full_match(line_id, '[0-9a-f]{16}')),
    passage_id VARCHAR NOT NULL CHECK (regexp_full_match(passage_id, '[0-9a-f]{16}')),
    text VARCHAR NOT NULL,
    is_quoted BOOLEAN NOT NULL,
    is_signed BOOLEAN NOT NULL,
    is_furniture BOOLEAN NOT NULL
);

CREATE TABLE boilerplate (
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    edge VARCHAR NOT NULL CHECK (edge IN ('head', 'foot', 'date')),
    line_id VARCHAR NOT NULL CHECK (regexp_full_match(line_id, '[0-9a-f]{16}')),
    kind VARCHAR NOT NULL CHECK (kind IN ('recurring', 'biography', 'title', 'masthead')),
    text VARCHAR NOT NULL,
    article_count BIGINT NOT NULL CHECK (article_count >= 0),
    of_count BIGINT NOT NULL CHECK (of_count >= 0),
    first_captured_at TIMESTAMP NOT NULL,
    last_captured_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE author_candidates (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    position BIGINT NOT NULL CHECK (position >= 0),
    source VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    is_chosen BOOLEAN NOT NULL,
    reason VARCHAR
);

CREATE TABLE article_authors (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    position BIGINT NOT NULL CHECK (position >= 0),
    byline VARCHAR,
    name VARCHAR,
    person_id VARCHAR,
    chamber VARCHAR CHECK (chamber IN ('commons', 'lords', 'scottish-parliament', 'senedd', 'ni-assembly', 'london-assembly', 'monarch', 'other')),
    party_id VARCHAR,
    party_name VARCHAR,
    party_group VARCHAR,
    constituency VARCHAR,
    affiliation_text VARCHAR,
    resolution VARCHAR NOT NULL CHECK (resolution IN ('resolved', 'ambiguous', 'not_serving', 'not_in_register', 'staff', 'organisation', 'no_byline', 'date_unknown')),
    reason VARCHAR
);

CREATE TABLE article_categories (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    label VARCHAR NOT NULL,
    category_id VARCHAR
);

CREATE TABLE article_topics (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    topic_id VARCHAR NOT NULL CHECK (regexp_full_match(topic_id, '[a-z0-9][a-z0-9.:_-]*')),
    topic_version BIGINT NOT NULL CHECK (topic_version >= 1),
    mention_count BIGINT NOT NULL CHECK (mention_count >= 0),
    quoted_count BIGINT NOT NULL CHECK (quoted_count >= 0),
    first_offset BIGINT NOT NULL CHECK (first_offset >= 0)
);

CREATE TABLE article_warnings (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    position BIGINT NOT NULL CHECK (position >= 0),
    warning VARCHAR NOT NULL,
    detail VARCHAR
);

CREATE TABLE near_duplicates (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    other_id VARCHAR NOT NULL CHECK (regexp_full_match(other_id, '[0-9a-f]{24}')),
    similarity DOUBLE NOT NULL CHECK (similarity >= 0)
);

CREATE TABLE persons (
    person_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL
);

CREATE TABLE person_names (
    person_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    start_on DATE NOT NULL,
    end_on DATE
);

CREATE TABLE parties (
    party_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    party_group VARCHAR NOT NULL
);

CREATE TABLE memberships (
    membership_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    chamber VARCHAR NOT NULL CHECK (chamber IN ('commons', 'lords', 'scottish-parliament', 'senedd', 'ni-assembly', 'london-assembly', 'monarch', 'other')),
    party_id VARCHAR,
    constituency VARCHAR,
    start_on DATE NOT NULL,
    end_on DATE,
    end_reason VARCHAR
);

CREATE TABLE outlets (
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    name VARCHAR NOT NULL,
    home_url VARCHAR,
    timezone VARCHAR NOT NULL,
    is_declared BOOLEAN NOT NULL
);

CREATE TABLE categories (
    category_id VARCHAR NOT NULL CHECK (regexp_full_match(category_id, '[a-z0-9][a-z0-9.:_-]*')),
    name VARCHAR NOT NULL
);

CREATE TABLE topics (
    topic_id VARCHAR NOT NULL CHECK (regexp_full_match(topic_id, '[a-z0-9][a-z0-9.:_-]*')),
    topic_version BIGINT NOT NULL CHECK (topic_version >= 1),
    title VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    definition VARCHAR NOT NULL
);

CREATE TABLE topic_versions (
    topic_id VARCHAR NOT NULL CHECK (regexp_full_match(topic_id, '[a-z0-9][a-z0-9.:_-]*')),
    topic_version BIGINT NOT NULL CHECK (topic_version >= 1),
    title VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    definition VARCHAR NOT NULL,
    run_id VARCHAR,
    first_loaded_at TIMESTAMP
);

CREATE TABLE candidates (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    url VARCHAR NOT NULL CHECK (regexp_full_match(url, 'https?://.+')),
    route VARCHAR NOT NULL CHECK (route IN ('feed', 'sitemap', 'listing', 'web-archive', 'import')),
    hint VARCHAR NOT NULL,
    listed_on DATE,
    published_not_before DATE,
    published_not_after DATE,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('waiting', 'taken', 'captured', 'failed', 'gone', 'disallowed')),
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    next_attempt_at TIMESTAMP,
    reason VARCHAR,
    run_id VARCHAR
);

CREATE TABLE sightings (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    route VARCHAR NOT NULL CHECK (route IN ('feed', 'sitemap', 'listing', 'web-archive', 'import')),
    url VARCHAR NOT NULL CHECK (regexp_full_match(url, 'https?://.+')),
    hint VARCHAR NOT NULL,
    listed_on DATE,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL
);

CREATE TABLE listings (
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    url VARCHAR NOT NULL CHECK (regexp_full_match(url, 'https?://.+')),
    route VARCHAR NOT NULL CHECK (route IN ('feed', 'sitemap', 'listing', 'web-archive', 'import')),
    etag VARCHAR,
    last_modified VARCHAR,
    read_at TIMESTAMP NOT NULL,
    candidate_count BIGINT NOT NULL CHECK (candidate_count >= 0)
);

CREATE TABLE archive_lookups (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    url VARCHAR NOT NULL CHECK (regexp_full_match(url, 'https?://.+')),
    asked_at TIMESTAMP NOT NULL,
    status BIGINT NOT NULL CHECK (status >= 0),
    copied_at TIMESTAMP,
    copy_url VARCHAR,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL CHECK (warc_offset >= 0),
    run_id VARCHAR NOT NULL
);

CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    flow VARCHAR NOT NULL CHECK (flow IN ('nightly', 'backfill', 'import', 'reprocess', 'members')),
    state VARCHAR NOT NULL CHECK (state IN ('running', 'completed', 'failed', 'crashed')),
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    discovered_count BIGINT NOT NULL CHECK (discovered_count >= 0),
    fetched_count BIGINT NOT NULL CHECK (fetched_count >= 0),
    unchanged_count BIGINT NOT NULL CHECK (unchanged_count >= 0),
    disallowed_count BIGINT NOT NULL CHECK (disallowed_count >= 0),
    failed_count BIGINT NOT NULL CHECK (failed_count >= 0),
    loaded_count BIGINT NOT NULL CHECK (loaded_count >= 0),
    updated_count BIGINT NOT NULL CHECK (updated_count >= 0),
    unchanged_text_count BIGINT NOT NULL CHECK (unchanged_text_count >= 0),
    duplicate_count BIGINT NOT NULL CHECK (duplicate_count >= 0),
    quarantined_count BIGINT NOT NULL CHECK (quarantined_count >= 0),
    discarded_count BIGINT NOT NULL CHECK (discarded_count >= 0),
    deferred_count BIGINT NOT NULL CHECK (deferred_count >= 0),
    message VARCHAR,
    code_version VARCHAR NOT NULL
);

CREATE TABLE run_fates (
    run_id VARCHAR NOT NULL,
    position BIGINT NOT NULL CHECK (position >= 0),
    url VARCHAR NOT NULL,
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    fate VARCHAR NOT NULL CHECK (fate IN ('unchanged', 'disallowed', 'failed', 'loaded', 'updated', 'unchanged_text', 'duplicate', 'quarantined', 'discarded')),
    reason VARCHAR,
    detail VARCHAR,
    article_id VARCHAR,
    capture_id VARCHAR
);

CREATE TABLE quarantine (
    capture_id VARCHAR NOT NULL CHECK (regexp_full_match(capture_id, '[0-9a-f]{24}')),
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    url VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    quarantined_at TIMESTAMP NOT NULL,
    released_by VARCHAR,
    run_id VARCHAR NOT NULL
);

CREATE TABLE quality_results (
    run_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    scope VARCHAR NOT NULL CHECK (scope IN ('row', 'run')),
    checked_count BIGINT NOT NULL CHECK (checked_count >= 0),
    failed_count BIGINT NOT NULL CHECK (failed_count >= 0),
    observed VARCHAR
);

CREATE TABLE outlet_days (
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    day DATE NOT NULL,
    article_count BIGINT NOT NULL CHECK (article_count >= 0),
    prompt_count BIGINT NOT NULL CHECK (prompt_count >= 0),
    capture_count BIGINT NOT NULL CHECK (capture_count >= 0),
    answered_count BIGINT NOT NULL CHECK (answered_count >= 0)
);

CREATE TABLE outlet_months (
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    month DATE NOT NULL,
    first_month DATE NOT NULL,
    last_month DATE NOT NULL,
    topic_id VARCHAR NOT NULL,
    article_count BIGINT NOT NULL CHECK (article_count >= 0),
    bounded_count BIGINT NOT NULL CHECK (bounded_count >= 0),
    quoted_only_count BIGINT NOT NULL CHECK (quoted_only_count >= 0)
);

CREATE TABLE article_parties (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    party_group VARCHAR NOT NULL,
    is_in_commons BOOLEAN NOT NULL
);

CREATE TABLE party_months (
    party_group VARCHAR NOT NULL,
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    month DATE NOT NULL,
    first_month DATE NOT NULL,
    last_month DATE NOT NULL,
    topic_id VARCHAR NOT NULL,
    article_count BIGINT NOT NULL CHECK (article_count >= 0),
    bounded_count BIGINT NOT NULL CHECK (bounded_count >= 0),
    commons_count BIGINT NOT NULL CHECK (commons_count >= 0),
    quoted_only_count BIGINT NOT NULL CHECK (quoted_only_count >= 0)
);

CREATE TABLE coverage_by_month (
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    month DATE NOT NULL,
    article_count BIGINT CHECK (article_count >= 0),
    usual_level DOUBLE CHECK (usual_level >= 0),
    is_break BOOLEAN NOT NULL,
    break_kind VARCHAR CHECK (break_kind IN ('hole', 'unfinished', 'begins', 'step', 'method', 'ends')),
    break_reason VARCHAR
);

CREATE TABLE coverage_days (
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    day DATE NOT NULL,
    loaded_count BIGINT NOT NULL CHECK (loaded_count >= 0),
    quarantined_count BIGINT NOT NULL CHECK (quarantined_count >= 0),
    failed_count BIGINT NOT NULL CHECK (failed_count >= 0),
    waiting_count BIGINT NOT NULL CHECK (waiting_count >= 0),
    discarded_count BIGINT NOT NULL CHECK (discarded_count >= 0)
);

CREATE TABLE route_months (
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    month DATE NOT NULL,
    route VARCHAR NOT NULL CHECK (route IN ('feed', 'sitemap', 'listing', 'web-archive', 'import')),
    other_route VARCHAR NOT NULL CHECK (other_route IN ('feed', 'sitemap', 'listing', 'web-archive', 'import')),
    route_count BIGINT NOT NULL CHECK (route_count >= 0),
    other_route_count BIGINT NOT NULL CHECK (other_route_count >= 0),
    both_count BIGINT NOT NULL CHECK (both_count >= 0)
);

CREATE TABLE nightly_answers (
    outlet_id VARCHAR NOT NULL CHECK (regexp_full_match(outlet_id, '[a-z0-9][a-z0-9.:_-]*')),
    run_id VARCHAR NOT NULL,
    discovered_count BIGINT NOT NULL CHECK (discovered_count >= 0),
    answered_count BIGINT NOT NULL CHECK (answered_count >= 0),
    new_count BIGINT NOT NULL CHECK (new_count >= 0),
    failed_count BIGINT NOT NULL CHECK (failed_count >= 0),
    quarantined_count BIGINT NOT NULL CHECK (quarantined_count >= 0),
    last_failure VARCHAR
);

CREATE TABLE current_tallies (
    tally VARCHAR NOT NULL,
    query_sha256 VARCHAR NOT NULL CHECK (regexp_full_match(query_sha256, '[0-9a-f]{64}'))
);

CREATE TABLE uncounted_articles (
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}'))
);

CREATE TABLE indexed_texts (
    text_number BIGINT NOT NULL CHECK (text_number >= 0),
    article_id VARCHAR NOT NULL CHECK (regexp_full_match(article_id, '[0-9a-f]{24}')),
    content_sha256 VARCHAR NOT NULL CHECK (regexp_full_match(content_sha256, '[0-9a-f]{64}')),
    splitter_version BIGINT NOT NULL CHECK (splitter_version >= 1)
);

CREATE TABLE word_postings (
    word VARCHAR NOT NULL,
    first_number BIGINT NOT NULL CHECK (first_number >= 0),
    last_number BIGINT NOT NULL CHECK (last_number >= 0),
    text_numbers BIGINT[]
);

