-- A provider's file of listings is kept as it came, read into staging rows with a verdict each, and accepted in one transaction:
-- whole, or the good rows only. Rows are known by the provider's own number.

ALTER TABLE listing
	ADD COLUMN own_number TEXT,
	ADD CONSTRAINT listing_own_number_check CHECK (own_number <> '');
CREATE UNIQUE INDEX listing_own_number_key ON listing (provider_id, own_number) WHERE own_number IS NOT NULL;

CREATE TABLE listing_import (
	id BIGSERIAL PRIMARY KEY,
	number TEXT NOT NULL,
	provider_id BIGINT NOT NULL REFERENCES organisation (id),
	file_id BIGINT NOT NULL REFERENCES stored_file (id),
	name TEXT NOT NULL,
	sha256 CHAR(64) NOT NULL,
	size_bytes BIGINT NOT NULL,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	mapping JSONB,
	only_good BOOLEAN NOT NULL DEFAULT false,
	into_state TEXT NOT NULL DEFAULT 'draft',
	rows INTEGER NOT NULL DEFAULT 0,
	good INTEGER NOT NULL DEFAULT 0,
	warned INTEGER NOT NULL DEFAULT 0,
	bad INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL DEFAULT 0,
	changed INTEGER NOT NULL DEFAULT 0,
	unchanged INTEGER NOT NULL DEFAULT 0,
	done_bytes BIGINT NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0,
	refusal JSONB,
	uploaded_by_id BIGINT NOT NULL REFERENCES account (id),
	uploaded_at TIMESTAMPTZ(3) NOT NULL,
	accepted_by_id BIGINT REFERENCES account (id),
	beat_at TIMESTAMPTZ(3),
	ended_at TIMESTAMPTZ(3),
	CONSTRAINT listing_import_kind CHECK (kind IN ('csv', 'sheet')),
	CONSTRAINT listing_import_state CHECK (state IN ('mapping', 'queued', 'reading', 'preview', 'accepting', 'taken', 'refused', 'dropped')),
	CONSTRAINT listing_import_into CHECK (into_state IN ('draft', 'in_review')),
	CONSTRAINT listing_import_figures CHECK (size_bytes > 0 AND rows >= 0 AND good >= 0 AND warned >= 0 AND bad >= 0 AND rows = good + warned + bad
		AND created >= 0 AND changed >= 0 AND unchanged >= 0 AND done_bytes >= 0 AND attempts >= 0),
	CONSTRAINT listing_import_whole CHECK (state NOT IN ('accepting', 'taken') OR only_good OR bad = 0),
	CONSTRAINT listing_import_mapped CHECK (state IN ('mapping', 'refused', 'dropped') OR mapping IS NOT NULL),
	CONSTRAINT listing_import_accepted CHECK (state NOT IN ('accepting', 'taken') OR accepted_by_id IS NOT NULL),
	CONSTRAINT listing_import_refused CHECK ((state = 'refused') = (refusal IS NOT NULL)),
	CONSTRAINT listing_import_ended CHECK ((state IN ('taken', 'refused', 'dropped')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX listing_import_number_key ON listing_import (number);
CREATE INDEX listing_import_provider_id_idx ON listing_import (provider_id, id);
CREATE INDEX listing_import_open ON listing_import (id) WHERE state IN ('queued', 'reading', 'accepting');
CREATE SEQUENCE number_listing_import;

-- What was read of a row, with its verdict. `cells` are the row as it came, kept of those that are not good. A bad row has no content.
CREATE TABLE staged_listing (
	import_id BIGINT NOT NULL REFERENCES listing_import (id),
	n INTEGER NOT NULL,
	file_line INTEGER NOT NULL,
	own_number TEXT,
	name TEXT NOT NULL,
	verdict TEXT NOT NULL,
	faults JSONB NOT NULL DEFAULT '[]',
	cells JSONB,
	content JSONB,
	PRIMARY KEY (import_id, n),
	CONSTRAINT staged_listing_verdict CHECK (verdict IN ('good', 'warned', 'bad') AND (verdict = 'bad') = (content IS NULL))
);
CREATE INDEX staged_listing_verdict_idx ON staged_listing (import_id, verdict, n);

-- Which columns of a provider's files hold what, as a person said it: known by the header row.
CREATE TABLE listing_mapping (
	id BIGSERIAL PRIMARY KEY,
	provider_id BIGINT NOT NULL REFERENCES organisation (id),
	signature TEXT NOT NULL,
	mapping JSONB NOT NULL,
	saved_by_id BIGINT NOT NULL,
	saved_at TIMESTAMPTZ(3) NOT NULL
);
CREATE UNIQUE INDEX listing_mapping_provider_id_signature_key ON listing_mapping (provider_id, signature);

-- What was uploaded does not change; what is taken or dropped stays so.
CREATE FUNCTION listing_import_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.state IN ('taken', 'dropped')
		OR (NEW.number, NEW.provider_id, NEW.file_id, NEW.name, NEW.sha256, NEW.size_bytes, NEW.kind, NEW.uploaded_by_id, NEW.uploaded_at)
			IS DISTINCT FROM (OLD.number, OLD.provider_id, OLD.file_id, OLD.name, OLD.sha256, OLD.size_bytes, OLD.kind, OLD.uploaded_by_id, OLD.uploaded_at) THEN
		RAISE EXCEPTION 'a file of listings % is kept as it came', OLD.number USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER listing_import_guard BEFORE UPDATE OR DELETE ON listing_import FOR EACH ROW EXECUTE FUNCTION listing_import_guard();

GRANT INSERT, UPDATE ON listing_import, listing_mapping TO voucher_app;
GRANT INSERT, UPDATE, DELETE ON staged_listing TO voucher_app;
GRANT USAGE ON SEQUENCE listing_import_id_seq, listing_mapping_id_seq TO voucher_app;
GRANT USAGE, SELECT ON SEQUENCE number_listing_import TO voucher_app;
