-- What the search box offers while one types: made by the worker, read into memory by every web process.
CREATE TABLE suggestion (
	id BIGSERIAL PRIMARY KEY,
	kind TEXT NOT NULL,
	target TEXT NOT NULL,
	label TEXT NOT NULL,
	label_en TEXT,
	weight INTEGER NOT NULL,
	keys TEXT[] NOT NULL,
	CONSTRAINT suggestion_once UNIQUE (kind, target),
	CONSTRAINT suggestion_kind CHECK (kind IN ('term', 'category', 'standard', 'instrument', 'provider')),
	CONSTRAINT suggestion_found CHECK (weight > 0 AND cardinality(keys) > 0)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON suggestion TO voucher_app;
GRANT USAGE ON SEQUENCE suggestion_id_seq TO voucher_app;
