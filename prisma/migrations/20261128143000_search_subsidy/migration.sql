-- What a subsidy makes of a listing's price depends on its class: all that the published rules read of it but the price.

CREATE TABLE subsidy_class (
	id SERIAL PRIMARY KEY,
	key TEXT NOT NULL UNIQUE, -- the facts as one text, in a fixed order
	facts JSONB NOT NULL,
	CONSTRAINT subsidy_class_facts CHECK (jsonb_typeof(facts) = 'object')
);

-- What the published rules read of listings, as the classes in force were made by; one row.
CREATE TABLE subsidy_reads (
	id INTEGER PRIMARY KEY DEFAULT 1,
	reads JSONB NOT NULL,
	made_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
	CONSTRAINT subsidy_reads_one CHECK (id = 1)
);

ALTER TABLE search_document
	ADD COLUMN standards TEXT[] NOT NULL DEFAULT '{}',
	ADD COLUMN instrument_model TEXT,
	ADD COLUMN subsidy_class INTEGER NOT NULL DEFAULT 0;

UPDATE search_document d SET
	standards = ARRAY(SELECT s ->> 'code' FROM jsonb_array_elements(l.standards) AS s),
	instrument_model = l.instrument_model,
	tsv = d.tsv || array_to_tsvector(
		ARRAY(SELECT '=s:' || (s ->> 'code') FROM jsonb_array_elements(l.standards) AS s)
		|| CASE WHEN l.instrument_model IS NULL THEN '{}' ELSE ARRAY['=i:' || l.instrument_model] END)
FROM listing l WHERE l.id = d.listing_id;

-- The cheapest of a class from any price on: what is covered, and the order by what is paid.
CREATE INDEX search_document_class_idx ON search_document (subsidy_class, price_fen, listing_id) WHERE price_fen IS NOT NULL;

GRANT SELECT, INSERT ON subsidy_class TO voucher_app;
GRANT SELECT, INSERT, UPDATE ON subsidy_reads TO voucher_app;
GRANT USAGE ON SEQUENCE subsidy_class_id_seq TO voucher_app;
