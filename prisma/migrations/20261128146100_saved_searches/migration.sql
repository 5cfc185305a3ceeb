-- Saved searches with alerts on new listings, and what a person looked for lately.

-- Every listing once, in the order in which it first became public and findable: what alerts count by.
CREATE TABLE fresh_listing (
	id BIGSERIAL PRIMARY KEY,
	listing_id BIGINT NOT NULL UNIQUE REFERENCES listing (id) ON DELETE CASCADE,
	at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

/**
 * Puts a listing at the end of the line, unless it has a place. One at a time: a later number is never seen before an
 * earlier one, so whoever has read up to a number has missed nothing.
 */
CREATE FUNCTION note_fresh_listing(listing bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM fresh_listing f WHERE f.listing_id = listing) THEN RETURN; END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('fresh_listing', 0));
	INSERT INTO fresh_listing (listing_id) VALUES (listing) ON CONFLICT (listing_id) DO NOTHING;
END $$;
REVOKE ALL ON FUNCTION note_fresh_listing(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_fresh_listing(bigint) TO voucher_app;
GRANT SELECT ON fresh_listing TO voucher_app;

CREATE TABLE saved_search (
	id BIGSERIAL PRIMARY KEY,
	account_id BIGINT NOT NULL REFERENCES account (id),
	organisation_id BIGINT NOT NULL REFERENCES organisation (id),
	name TEXT NOT NULL,
	query TEXT NOT NULL,
	alert TEXT NOT NULL,
	seen_id BIGINT NOT NULL,
	told_at TIMESTAMPTZ(3),
	created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT saved_search_once UNIQUE (account_id, query),
	CONSTRAINT saved_search_words CHECK (name <> '' AND length(name) <= 80 AND length(query) <= 2000),
	CONSTRAINT saved_search_alert CHECK (alert IN ('off', 'at_once', 'daily'))
);
CREATE INDEX saved_search_alert_idx ON saved_search (alert, id) WHERE alert <> 'off';

/** What has been looked through is not looked through again: an alert goes forward only. */
CREATE FUNCTION saved_search_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF NEW.seen_id < OLD.seen_id THEN RAISE EXCEPTION 'an alert goes forward only' USING ERRCODE = '23514'; END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER saved_search_guard BEFORE UPDATE OF seen_id ON saved_search FOR EACH ROW EXECUTE FUNCTION saved_search_guard();
GRANT SELECT, INSERT, DELETE ON saved_search TO voucher_app;
GRANT UPDATE (name, alert, seen_id, told_at) ON saved_search TO voucher_app;
GRANT USAGE ON SEQUENCE saved_search_id_seq TO voucher_app;

CREATE TABLE recent_search (
	account_id BIGINT PRIMARY KEY REFERENCES account (id),
	texts TEXT[] NOT NULL,
	CONSTRAINT recent_search_few CHECK (cardinality(texts) <= 10)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON recent_search TO voucher_app;
