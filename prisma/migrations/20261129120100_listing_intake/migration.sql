-- What a provider asks whoever orders, and what an instrument is in the national classification of large instruments: both part of
-- what a listing offers, so every version keeps its own. The answers stand in the order's own copy of the listing, which never changes.

ALTER TABLE listing
	ADD COLUMN intake JSONB NOT NULL DEFAULT '[]',
	ADD COLUMN instrument_class CHAR(6),
	ADD CONSTRAINT listing_intake_check CHECK (jsonb_typeof(intake) = 'array' AND jsonb_array_length(intake) <= 20),
	ADD CONSTRAINT listing_instrument_class_check CHECK (instrument_class IS NULL OR (instrument_class ~ '^\d{6}$' AND kind = 'instrument'));

CREATE OR REPLACE FUNCTION listing_content(l listing) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_build_object('kind', l.kind, 'categoryId', l.category_id, 'name', l.name, 'nameEn', l.name_en,
		'description', l.description, 'descriptionEn', l.description_en, 'priceFen', l.price_fen::text, 'priceUnit', l.price_unit,
		'priceTiers', l.price_tiers, 'taxRateBp', l.tax_rate_bp, 'turnaroundDaysMin', l.turnaround_days_min,
		'turnaroundDaysMax', l.turnaround_days_max, 'sampleRequirement', l.sample_requirement, 'deliverable', l.deliverable,
		'instrumentModel', l.instrument_model, 'standards', l.standards, 'aliases', l.aliases, 'details', l.details,
		'photos', l.photos, 'documents', l.documents, 'intake', l.intake, 'instrumentClass', l.instrument_class)
$$;

CREATE OR REPLACE FUNCTION keep_listing_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	changed boolean;
BEGIN
	changed := (NEW.kind, NEW.category_id, NEW.name, NEW.name_en, NEW.description, NEW.description_en, NEW.price_fen,
			NEW.price_unit, NEW.tax_rate_bp, NEW.turnaround_days_min, NEW.turnaround_days_max, NEW.sample_requirement,
			NEW.deliverable, NEW.instrument_model, NEW.standards, NEW.aliases, NEW.division_code, NEW.price_tiers, NEW.details,
			NEW.photos, NEW.documents, NEW.intake, NEW.instrument_class)
		IS DISTINCT FROM
			(OLD.kind, OLD.category_id, OLD.name, OLD.name_en, OLD.description, OLD.description_en, OLD.price_fen,
			OLD.price_unit, OLD.tax_rate_bp, OLD.turnaround_days_min, OLD.turnaround_days_max, OLD.sample_requirement,
			OLD.deliverable, OLD.instrument_model, OLD.standards, OLD.aliases, OLD.division_code, OLD.price_tiers, OLD.details,
			OLD.photos, OLD.documents, OLD.intake, OLD.instrument_class);
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
