-- The catalogue: states, versions, and what the search engine on PostgreSQL needs.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- New functions are nobody's unless granted: the application compares names with those of the extension.
DO $$
DECLARE
    needed regprocedure;
BEGIN
    FOR needed IN
        SELECT d.objid::regprocedure FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
        WHERE e.extname = 'pg_trgm' AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
            AND NOT has_function_privilege('voucher_app', d.objid, 'EXECUTE')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO voucher_app', needed);
    END LOOP;
END $$;

ALTER TABLE "listing"
    ADD CONSTRAINT "listing_state_check" CHECK ("state" IN ('draft', 'in_review', 'published', 'suspended')),
    ADD CONSTRAINT "listing_kind_check" CHECK ("kind" IN ('service', 'instrument', 'result', 'expert')),
    ADD CONSTRAINT "listing_price_unit_check" CHECK ("price_unit" IN ('sample', 'item', 'hour', 'day', 'time')),
    ADD CONSTRAINT "listing_price_check" CHECK ("price_fen" IS NULL OR "price_fen" > 0),
    ADD CONSTRAINT "listing_tax_rate_check" CHECK ("tax_rate_bp" BETWEEN 0 AND 2000),
    ADD CONSTRAINT "listing_turnaround_check" CHECK (
        "turnaround_days_min" >= 0 AND "turnaround_days_max" >= "turnaround_days_min"),
    ADD CONSTRAINT "listing_standards_check" CHECK (jsonb_typeof("standards") = 'array'),
    ADD CONSTRAINT "listing_instrument_check" CHECK ("kind" <> 'instrument' OR "instrument_model" IS NOT NULL),
    ADD CONSTRAINT "listing_published_check" CHECK ("state" <> 'published' OR "published_at" IS NOT NULL),
    ADD CONSTRAINT "listing_suspended_check" CHECK ("state" <> 'suspended' OR "state_reason" IS NOT NULL),
    ADD CONSTRAINT "listing_category_fkey" FOREIGN KEY ("category_id") REFERENCES "category" ("id");

ALTER TABLE "category"
    ADD CONSTRAINT "category_parent_fkey" FOREIGN KEY ("parent_id") REFERENCES "category" ("id");

ALTER TABLE "qualification_mark"
    ADD CONSTRAINT "qualification_mark_kind_check" CHECK ("kind" IN ('CMA', 'CNAS', 'calibration'));

ALTER TABLE "search_document"
    ALTER COLUMN "category_path" SET NOT NULL,
    ALTER COLUMN "marks" SET NOT NULL,
    ADD CONSTRAINT "search_document_listing_fkey"
        FOREIGN KEY ("listing_id") REFERENCES "listing" ("id") ON DELETE CASCADE;

-- A document stays in its row: ranking reads the words of every candidate.
ALTER TABLE "search_document" SET (toast_tuple_target = 4080);

-- Work lists: the operator's review queue, marks that run out.
CREATE INDEX "listing_in_review_idx" ON "listing" ("updated_at", "id") WHERE "state" = 'in_review';
CREATE INDEX "qualification_mark_expires_idx" ON "qualification_mark" ("expires_on");

-- Matching rows are read in full anyway; the pending list would only add a slow path, hence fastupdate=off.
CREATE INDEX "search_document_tsv_idx" ON "search_document" USING gin ("tsv") WITH (fastupdate = off);
CREATE INDEX "search_document_text_idx" ON "search_document" USING gin ("text" gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX "search_document_quality_idx" ON "search_document" ("quality" DESC, "listing_id");
CREATE INDEX "search_document_price_idx" ON "search_document" ("price_fen", "listing_id");
CREATE INDEX "search_document_turnaround_idx" ON "search_document" ("turnaround_days", "listing_id");

-- An order keeps the listing it bought: whoever changes what is offered raises the version, whether asked to or not.
-- A change of the qualification marks is counted by the command, which sets the next number itself.
CREATE FUNCTION "keep_listing_version"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed boolean;
BEGIN
    changed := (NEW.kind, NEW.category_id, NEW.name, NEW.name_en, NEW.description, NEW.description_en, NEW.price_fen,
                NEW.price_unit, NEW.tax_rate_bp, NEW.turnaround_days_min, NEW.turnaround_days_max,
                NEW.sample_requirement, NEW.deliverable, NEW.instrument_model, NEW.standards, NEW.aliases,
                NEW.division_code)
        IS DISTINCT FROM
               (OLD.kind, OLD.category_id, OLD.name, OLD.name_en, OLD.description, OLD.description_en, OLD.price_fen,
                OLD.price_unit, OLD.tax_rate_bp, OLD.turnaround_days_min, OLD.turnaround_days_max,
                OLD.sample_requirement, OLD.deliverable, OLD.instrument_model, OLD.standards, OLD.aliases,
                OLD.division_code);
    IF NEW.provider_id <> OLD.provider_id OR NEW.number <> OLD.number THEN
        RAISE EXCEPTION 'a listing keeps its number and its provider' USING ERRCODE = 'check_violation';
    END IF;
    NEW.version_no := CASE WHEN changed OR NEW.version_no > OLD.version_no THEN OLD.version_no + 1 ELSE OLD.version_no END;
    RETURN NEW;
END $$;

CREATE TRIGGER "listing_version" BEFORE UPDATE ON "listing"
    FOR EACH ROW EXECUTE FUNCTION "keep_listing_version"();

GRANT SELECT, INSERT, UPDATE ON "listing", "category" TO voucher_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "qualification_mark", "search_document" TO voucher_app;
GRANT USAGE ON SEQUENCE "listing_id_seq", "qualification_mark_id_seq" TO voucher_app;
