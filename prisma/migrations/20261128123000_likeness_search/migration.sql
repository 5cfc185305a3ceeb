-- (The first statement loads the library whose parameter the function names.)
SELECT similarity('load', 'load');
-- Descriptions of other enterprises that may be copied from this one: those of the same provider, or of the same programme
-- in any year, that share at least half of their trigrams. The threshold is what keeps the index selective.
CREATE FUNCTION projects_alike(line bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SET search_path = public, pg_temp SET pg_trgm.similarity_threshold = '0.5' AS $$
	SELECT x.claim_line_id FROM project_text m JOIN project_text x ON x.words % m.words
	WHERE m.claim_line_id = line AND length(m.words) >= 40 AND length(x.words) >= 40 AND x.claim_id <> m.claim_id
		AND x.enterprise_id <> m.enterprise_id AND (x.provider_code = m.provider_code OR x.programme_id = m.programme_id)
	ORDER BY similarity(x.words, m.words) DESC LIMIT 60
$$;
GRANT EXECUTE ON FUNCTION projects_alike TO voucher_app;
