-- A web process keeps what search reads of every document in memory. Changes of documents are numbered, so that it can tell what it
-- has missed, and reads that alone.

CREATE TABLE search_state (
	id INTEGER PRIMARY KEY DEFAULT 1,
	version BIGINT NOT NULL DEFAULT 0, -- of the last change
	kept_from BIGINT NOT NULL DEFAULT 0, -- changes up to here are not all kept: who knows less than this reads everything anew
	CONSTRAINT search_state_one CHECK (id = 1)
);
INSERT INTO search_state DEFAULT VALUES;

-- The last change of each listing's document; where there is none any more it was taken out.
CREATE TABLE search_change (
	listing_id BIGINT PRIMARY KEY,
	version BIGINT NOT NULL
);
CREATE INDEX search_change_version_idx ON search_change (version);

-- Before anything else: the row stays locked until the end, so that numbers become visible in their order.
CREATE FUNCTION number_search_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
	UPDATE search_state SET version = version + 1;
	RETURN NULL;
END $$;

-- What a statement changed in bulk is not listed: reading everything anew is quicker.
CREATE FUNCTION note_search_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
	IF (SELECT count(*) FROM touched) > 5000 THEN
		UPDATE search_state SET kept_from = version;
	ELSE
		INSERT INTO search_change AS c SELECT listing_id, (SELECT version FROM search_state) FROM touched
		ON CONFLICT (listing_id) DO UPDATE SET version = excluded.version;
	END IF;
	RETURN NULL;
END $$;

CREATE TRIGGER search_document_numbered BEFORE INSERT OR UPDATE OR DELETE ON search_document
	FOR EACH STATEMENT EXECUTE FUNCTION number_search_change();
CREATE TRIGGER search_document_noted_added AFTER INSERT ON search_document REFERENCING NEW TABLE AS touched
	FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_document_noted_changed AFTER UPDATE ON search_document REFERENCING NEW TABLE AS touched
	FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
CREATE TRIGGER search_document_noted_removed AFTER DELETE ON search_document REFERENCING OLD TABLE AS touched
	FOR EACH STATEMENT EXECUTE FUNCTION note_search_change();
