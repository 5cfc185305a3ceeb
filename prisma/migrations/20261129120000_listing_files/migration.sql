-- Photos and documents of a listing: part of what it offers, so every version keeps those it had. The files themselves are
-- stored files; which of them came in for which listing, and as what, is kept for good.

ALTER TABLE listing
	ADD COLUMN photos JSONB NOT NULL DEFAULT '[]',
	ADD COLUMN documents JSONB NOT NULL DEFAULT '[]',
	ADD CONSTRAINT listing_photos_check CHECK (jsonb_typeof(photos) = 'array' AND jsonb_array_length(photos) <= 12),
	ADD CONSTRAINT listing_documents_check CHECK (jsonb_typeof(documents) = 'array' AND jsonb_array_length(documents) <= 8);

CREATE TABLE listing_file (
	file_id BIGINT PRIMARY KEY REFERENCES stored_file (id),
	listing_id BIGINT NOT NULL REFERENCES listing (id),
	kind TEXT NOT NULL,
	CONSTRAINT listing_file_kind_check CHECK (kind IN ('photo', 'small_photo', 'document'))
);
CREATE INDEX listing_file_listing_id_idx ON listing_file (listing_id);
CREATE TRIGGER listing_file_append_only BEFORE UPDATE OR DELETE ON listing_file FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT INSERT ON listing_file TO voucher_app;

/** A listing shows only files that came in for it, each as what it is. */
CREATE FUNCTION check_listing_files() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	unknown text;
BEGIN
	SELECT named.uuid INTO unknown FROM (
		SELECT p.value ->> 'file' AS uuid, 'photo' AS kind FROM jsonb_array_elements(NEW.photos) p
		UNION ALL SELECT p.value ->> 'small', 'small_photo' FROM jsonb_array_elements(NEW.photos) p
		UNION ALL SELECT d.value ->> 'file', 'document' FROM jsonb_array_elements(NEW.documents) d) named
	WHERE NOT EXISTS (SELECT FROM listing_file l JOIN stored_file f ON f.id = l.file_id
		WHERE l.listing_id = NEW.id AND l.kind = named.kind AND f.uuid = named.uuid::uuid)
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'file % is none of listing %', unknown, NEW.number USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER listing_files_are_its_own BEFORE INSERT OR UPDATE OF photos, documents ON listing FOR EACH ROW
	WHEN (NEW.photos <> '[]' OR NEW.documents <> '[]') EXECUTE FUNCTION check_listing_files();

CREATE OR REPLACE FUNCTION listing_content(l listing) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_build_object('kind', l.kind, 'categoryId', l.category_id, 'name', l.name, 'nameEn', l.name_en,
		'description', l.description, 'descriptionEn', l.description_en, 'priceFen', l.price_fen::text, 'priceUnit', l.price_unit,
		'priceTiers', l.price_tiers, 'taxRateBp', l.tax_rate_bp, 'turnaroundDaysMin', l.turnaround_days_min,
		'turnaroundDaysMax', l.turnaround_days_max, 'sampleRequirement', l.sample_requirement, 'deliverable', l.deliverable,
		'instrumentModel', l.instrument_model, 'standards', l.standards, 'aliases', l.aliases, 'details', l.details,
		'photos', l.photos, 'documents', l.documents)
$$;

CREATE OR REPLACE FUNCTION keep_listing_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	changed boolean;
BEGIN
	changed := (NEW.kind, NEW.category_id, NEW.name, NEW.name_en, NEW.description, NEW.description_en, NEW.price_fen,
			NEW.price_unit, NEW.tax_rate_bp, NEW.turnaround_days_min, NEW.turnaround_days_max, NEW.sample_requirement,
			NEW.deliverable, NEW.instrument_model, NEW.standards, NEW.aliases, NEW.division_code, NEW.price_tiers, NEW.details,
			NEW.photos, NEW.documents)
		IS DISTINCT FROM
			(OLD.kind, OLD.category_id, OLD.name, OLD.name_en, OLD.description, OLD.description_en, OLD.price_fen,
			OLD.price_unit, OLD.tax_rate_bp, OLD.turnaround_days_min, OLD.turnaround_days_max, OLD.sample_requirement,
			OLD.deliverable, OLD.instrument_model, OLD.standards, OLD.aliases, OLD.division_code, OLD.price_tiers, OLD.details,
			OLD.photos, OLD.documents);
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
