-- Listings in depth: every version a listing had while it was public is kept; prices by customer and quantity; what each kind
-- says besides; bundles of own listings; standards as things of their own.

ALTER TABLE listing
	ADD COLUMN price_tiers JSONB NOT NULL DEFAULT '[]',
	ADD COLUMN details JSONB NOT NULL DEFAULT '{}',
	ADD COLUMN version_at TIMESTAMPTZ(3),
	ADD COLUMN changed_by_id BIGINT REFERENCES account (id);
ALTER TABLE listing DROP CONSTRAINT listing_kind_check;
ALTER TABLE listing
	ADD CONSTRAINT listing_kind_check CHECK (kind IN ('service', 'instrument', 'result', 'expert', 'bundle')),
	ADD CONSTRAINT listing_tiers_check CHECK (jsonb_typeof(price_tiers) = 'array' AND (price_tiers = '[]' OR price_fen IS NOT NULL)),
	ADD CONSTRAINT listing_details_check CHECK (jsonb_typeof(details) = 'object'),
	ADD CONSTRAINT listing_bundle_check CHECK (kind <> 'bundle' OR coalesce(jsonb_array_length(details -> 'parts'), 0) >= 2);

-- A version a listing had after it was first public, as it stood when the next one took its place. Append-only, and
-- written by the change itself.
CREATE TABLE listing_version (
	listing_id BIGINT NOT NULL REFERENCES listing (id),
	version_no INTEGER NOT NULL,
	content JSONB NOT NULL,
	price_fen BIGINT,
	price_unit TEXT NOT NULL,
	saved_by_id BIGINT,
	valid_from TIMESTAMPTZ(3) NOT NULL,
	valid_until TIMESTAMPTZ(3) NOT NULL,
	PRIMARY KEY (listing_id, version_no)
);
CREATE TRIGGER listing_version_append_only BEFORE UPDATE OR DELETE ON listing_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE INSERT ON listing_version FROM voucher_app;

/** What a listing offers, as JSON: what a version is compared by. */
CREATE FUNCTION listing_content(l listing) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_build_object('kind', l.kind, 'categoryId', l.category_id, 'name', l.name, 'nameEn', l.name_en,
		'description', l.description, 'descriptionEn', l.description_en, 'priceFen', l.price_fen::text, 'priceUnit', l.price_unit,
		'priceTiers', l.price_tiers, 'taxRateBp', l.tax_rate_bp, 'turnaroundDaysMin', l.turnaround_days_min,
		'turnaroundDaysMax', l.turnaround_days_max, 'sampleRequirement', l.sample_requirement, 'deliverable', l.deliverable,
		'instrumentModel', l.instrument_model, 'standards', l.standards, 'aliases', l.aliases, 'details', l.details)
$$;
GRANT EXECUTE ON FUNCTION listing_content TO voucher_app;

CREATE OR REPLACE FUNCTION keep_listing_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	changed boolean;
BEGIN
	changed := (NEW.kind, NEW.category_id, NEW.name, NEW.name_en, NEW.description, NEW.description_en, NEW.price_fen,
			NEW.price_unit, NEW.tax_rate_bp, NEW.turnaround_days_min, NEW.turnaround_days_max, NEW.sample_requirement,
			NEW.deliverable, NEW.instrument_model, NEW.standards, NEW.aliases, NEW.division_code, NEW.price_tiers, NEW.details)
		IS DISTINCT FROM
			(OLD.kind, OLD.category_id, OLD.name, OLD.name_en, OLD.description, OLD.description_en, OLD.price_fen,
			OLD.price_unit, OLD.tax_rate_bp, OLD.turnaround_days_min, OLD.turnaround_days_max, OLD.sample_requirement,
			OLD.deliverable, OLD.instrument_model, OLD.standards, OLD.aliases, OLD.division_code, OLD.price_tiers, OLD.details);
	IF NEW.provider_id <> OLD.provider_id OR NEW.number <> OLD.number THEN
		RAISE EXCEPTION 'a listing keeps its number and its provider' USING ERRCODE = 'check_violation';
	END IF;
	-- a change of the marks is counted by the command, which sets the next number itself
	IF changed OR NEW.version_no > OLD.version_no THEN
		NEW.version_no := OLD.version_no + 1;
		NEW.version_at := NEW.updated_at;
	ELSE
		NEW.version_no := OLD.version_no;
	END IF;
	RETURN NEW;
END $$;

/** Keeps the version that ends: the listing's row as it was, with its marks, which a command replaces after the listing. */
CREATE FUNCTION archive_listing_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO listing_version (listing_id, version_no, content, price_fen, price_unit, saved_by_id, valid_from, valid_until)
	VALUES (OLD.id, OLD.version_no,
		listing_content(OLD) || jsonb_build_object('marks', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', m.kind, 'number', m.number,
			'scope', m.scope, 'expiresOn', m.expires_on) ORDER BY m.id), '[]') FROM qualification_mark m WHERE m.listing_id = OLD.id)),
		OLD.price_fen, OLD.price_unit, coalesce(OLD.changed_by_id, OLD.created_by_id),
		coalesce(OLD.version_at, OLD.created_at), greatest(NEW.version_at, OLD.version_at, OLD.created_at));
	RETURN NULL;
END $$;
CREATE TRIGGER listing_version_ends AFTER UPDATE ON listing FOR EACH ROW
	WHEN (NEW.version_no > OLD.version_no AND OLD.published_at IS NOT NULL) EXECUTE FUNCTION archive_listing_version();

-- A standard as a thing of its own. `key` is its number without spaces, in capitals, with plain hyphens.
CREATE TABLE standard (
	id BIGSERIAL PRIMARY KEY,
	key TEXT NOT NULL,
	code TEXT NOT NULL,
	title TEXT NOT NULL DEFAULT '',
	kind TEXT NOT NULL
);
CREATE UNIQUE INDEX standard_key_key ON standard (key);
CREATE TABLE listing_standard (
	listing_id BIGINT NOT NULL REFERENCES listing (id) ON DELETE CASCADE,
	standard_id BIGINT NOT NULL REFERENCES standard (id),
	PRIMARY KEY (listing_id, standard_id)
);
CREATE INDEX listing_standard_standard_id_idx ON listing_standard (standard_id, listing_id);

/** What a standard's number is compared by: ＧＢ／Ｔ 228.1—2021 and gb/t228.1-2021 are one. */
CREATE FUNCTION standard_key(code text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
	SELECT upper(regexp_replace(translate(normalize(code, NFKC), '—–―‐−', '-----'), '\s+', '', 'g'))
$$;
/** The body a number belongs to: GB/T, ISO, ASTM …; '' where the number does not begin with letters. */
CREATE FUNCTION standard_kind(key text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
	SELECT coalesce(substring(key FROM '^[A-Z]+(?:/[A-Z]+)?'), '')
$$;
GRANT EXECUTE ON FUNCTION standard_key, standard_kind TO voucher_app;

-- Links follow what the listing says, however it came in.
CREATE FUNCTION link_listing_standards() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'UPDATE' THEN
		IF NOT EXISTS (SELECT FROM after_change n JOIN before_change o USING (id) WHERE n.standards IS DISTINCT FROM o.standards) THEN RETURN NULL; END IF;
		DELETE FROM listing_standard s USING after_change n JOIN before_change o USING (id)
			WHERE n.standards IS DISTINCT FROM o.standards AND s.listing_id = n.id;
		INSERT INTO standard (key, code, title, kind)
			SELECT DISTINCT ON (k.key) k.key, s.value ->> 'code', coalesce(s.value ->> 'title', ''), standard_kind(k.key)
			FROM after_change n JOIN before_change o USING (id), jsonb_array_elements(n.standards) s, LATERAL (SELECT standard_key(s.value ->> 'code') AS key) k
			WHERE n.standards IS DISTINCT FROM o.standards AND k.key <> '' AND NOT EXISTS (SELECT FROM standard t WHERE t.key = k.key)
			ORDER BY k.key, length(s.value ->> 'title') DESC NULLS LAST ON CONFLICT (key) DO NOTHING;
		INSERT INTO listing_standard (listing_id, standard_id)
			SELECT DISTINCT n.id, t.id FROM after_change n JOIN before_change o USING (id), jsonb_array_elements(n.standards) s
			JOIN standard t ON t.key = standard_key(s.value ->> 'code')
			WHERE n.standards IS DISTINCT FROM o.standards ON CONFLICT DO NOTHING;
		RETURN NULL;
	END IF;
	INSERT INTO standard (key, code, title, kind)
		SELECT DISTINCT ON (k.key) k.key, s.value ->> 'code', coalesce(s.value ->> 'title', ''), standard_kind(k.key)
		FROM (SELECT DISTINCT standards FROM after_change WHERE standards <> '[]') n, jsonb_array_elements(n.standards) s,
			LATERAL (SELECT standard_key(s.value ->> 'code') AS key) k
		WHERE k.key <> '' AND NOT EXISTS (SELECT FROM standard t WHERE t.key = k.key)
		ORDER BY k.key, length(s.value ->> 'title') DESC NULLS LAST ON CONFLICT (key) DO NOTHING;
	INSERT INTO listing_standard (listing_id, standard_id)
		SELECT DISTINCT n.id, t.id FROM after_change n, jsonb_array_elements(n.standards) s
		JOIN standard t ON t.key = standard_key(s.value ->> 'code') WHERE n.standards <> '[]' ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
CREATE TRIGGER listing_standards_new AFTER INSERT ON listing REFERENCING NEW TABLE AS after_change
	FOR EACH STATEMENT EXECUTE FUNCTION link_listing_standards();
CREATE TRIGGER listing_standards_changed AFTER UPDATE ON listing REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
	FOR EACH STATEMENT EXECUTE FUNCTION link_listing_standards();

INSERT INTO standard (key, code, title, kind)
	SELECT DISTINCT ON (k.key) k.key, s.value ->> 'code', coalesce(s.value ->> 'title', ''), standard_kind(k.key)
	FROM listing l, jsonb_array_elements(l.standards) s, LATERAL (SELECT standard_key(s.value ->> 'code') AS key) k
	WHERE k.key <> '' ORDER BY k.key, length(s.value ->> 'title') DESC NULLS LAST;
INSERT INTO listing_standard (listing_id, standard_id)
	SELECT DISTINCT l.id, t.id FROM listing l, jsonb_array_elements(l.standards) s JOIN standard t ON t.key = standard_key(s.value ->> 'code');
