-- Programmes, their versions and rounds, and what is prepared around a fund before the books take over.
-- A published version never changes; a step that needs a second person is refused to the first by the database too.

ALTER TABLE programme
	ADD FOREIGN KEY (authority_id) REFERENCES organisation (id);

ALTER TABLE programme_version
	ADD CONSTRAINT programme_version_state CHECK (state IN ('draft', 'submitted', 'published', 'withdrawn')),
	ADD CONSTRAINT programme_version_number CHECK (version_no > 0),
	ADD CONSTRAINT programme_version_published CHECK (
		state NOT IN ('published', 'withdrawn') OR (published_by_id IS NOT NULL AND published_at IS NOT NULL)),
	ADD CONSTRAINT programme_version_two_people CHECK (published_by_id <> created_by_id),
	ADD FOREIGN KEY (created_by_id) REFERENCES account (id),
	ADD FOREIGN KEY (published_by_id) REFERENCES account (id);

-- One edition is worked on at a time.
CREATE UNIQUE INDEX programme_version_in_work ON programme_version (programme_id) WHERE state IN ('draft', 'submitted');
CREATE INDEX programme_version_document_id ON programme_version ((document ->> 'id'));

ALTER TABLE round
	ADD CONSTRAINT round_state CHECK (state IN ('draft', 'approved', 'closed')),
	ADD CONSTRAINT round_window CHECK (opens_at < closes_at),
	ADD CONSTRAINT round_service_period CHECK (service_from <= service_until),
	ADD CONSTRAINT round_approved CHECK (state = 'draft' OR approved_by_id IS NOT NULL),
	ADD CONSTRAINT round_two_people CHECK (approved_by_id <> created_by_id),
	ADD FOREIGN KEY (version_id) REFERENCES programme_version (id),
	ADD FOREIGN KEY (fund_id) REFERENCES fund (id),
	ADD FOREIGN KEY (created_by_id) REFERENCES account (id),
	ADD FOREIGN KEY (approved_by_id) REFERENCES account (id);

CREATE FUNCTION programme_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF (NEW.number, NEW.authority_id, NEW.is_sample) IS DISTINCT FROM (OLD.number, OLD.authority_id, OLD.is_sample) THEN
		RAISE EXCEPTION 'programme %: number, authority and whether it is a sample do not change', OLD.number;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER programme_guard BEFORE UPDATE ON programme FOR EACH ROW EXECUTE FUNCTION programme_guard();

-- draft → submitted → published → withdrawn, and submitted → draft. A published document is for ever; the id inside
-- a document names its caps, so no two programmes share one.
CREATE FUNCTION programme_version_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		IF OLD.state IN ('published', 'withdrawn') THEN
			RAISE EXCEPTION 'version % of programme %: published versions are kept', OLD.version_no, OLD.programme_id;
		END IF;
		RETURN OLD;
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF (NEW.id, NEW.programme_id, NEW.version_no, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.programme_id, OLD.version_no, OLD.created_at) THEN
			RAISE EXCEPTION 'a version keeps its number and its programme';
		END IF;
		IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
			(('draft', 'submitted'), ('submitted', 'draft'), ('submitted', 'published'), ('published', 'withdrawn'))
		THEN
			RAISE EXCEPTION 'a version does not go from % to %', OLD.state, NEW.state;
		END IF;
		IF OLD.state <> 'draft' AND (NEW.document, NEW.document_hash, NEW.created_by_id) IS DISTINCT FROM (OLD.document, OLD.document_hash, OLD.created_by_id) THEN
			RAISE EXCEPTION 'the document of a % version does not change', OLD.state;
		END IF;
		IF OLD.state IN ('published', 'withdrawn') AND (NEW.published_by_id, NEW.published_at) IS DISTINCT FROM (OLD.published_by_id, OLD.published_at) THEN
			RAISE EXCEPTION 'who published a version, and when, does not change';
		END IF;
	ELSIF current_user = 'voucher_app' AND NEW.state <> 'draft' THEN
		RAISE EXCEPTION 'a version begins as a draft';
	END IF;
	IF NEW.document ->> 'id' IS NOT NULL THEN
		PERFORM pg_advisory_xact_lock(hashtextextended('programme:' || (NEW.document ->> 'id'), 0));
		IF EXISTS (SELECT FROM programme_version v WHERE v.document ->> 'id' = NEW.document ->> 'id' AND v.programme_id <> NEW.programme_id) THEN
			RAISE EXCEPTION 'programme.id_taken' USING ERRCODE = 'VR001';
		END IF;
		IF EXISTS (SELECT FROM programme p WHERE p.id = NEW.programme_id AND p.is_sample <> coalesce((NEW.document ->> 'sample')::boolean, false)) THEN
			RAISE EXCEPTION 'a rule sample stays a sample, and a programme a programme';
		END IF;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER programme_version_guard BEFORE INSERT OR UPDATE OR DELETE ON programme_version
	FOR EACH ROW EXECUTE FUNCTION programme_version_guard();

CREATE FUNCTION programme_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT FROM programme_version WHERE state IN ('published', 'withdrawn')) THEN
		RAISE EXCEPTION 'published versions are kept';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER programme_version_kept BEFORE TRUNCATE ON programme_version EXECUTE FUNCTION programme_version_kept();

-- A round opens one programme's version on that programme's fund; approved, only its state moves.
CREATE FUNCTION round_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	by_app boolean := current_user = 'voucher_app';
BEGIN
	IF NOT EXISTS (SELECT FROM programme_version v WHERE v.id = NEW.version_id AND v.programme_id = NEW.programme_id)
		OR NOT EXISTS (SELECT FROM fund f WHERE f.id = NEW.fund_id AND f.programme_id = NEW.programme_id)
	THEN
		RAISE EXCEPTION 'round %: version and fund belong to its programme', NEW.number;
	END IF;
	IF EXISTS (SELECT FROM programme p WHERE p.id = NEW.programme_id AND p.is_sample) THEN
		RAISE EXCEPTION 'programme.sample_not_open' USING ERRCODE = 'VR001';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF by_app AND NEW.state <> 'draft' THEN RAISE EXCEPTION 'a round begins as a draft'; END IF;
		RETURN NEW;
	END IF;
	IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('draft', 'approved'), ('approved', 'closed')) THEN
		RAISE EXCEPTION 'round %: no step from % to %', OLD.number, OLD.state, NEW.state;
	END IF;
	IF OLD.state = 'draft' AND NEW.state = 'approved' THEN
		IF NOT EXISTS (SELECT FROM programme_version v WHERE v.id = NEW.version_id AND v.state = 'published') THEN
			RAISE EXCEPTION 'programme.not_published' USING ERRCODE = 'VR001';
		END IF;
		IF NOT EXISTS (SELECT FROM fund f WHERE f.id = NEW.fund_id AND f.state = 'approved') THEN
			RAISE EXCEPTION 'fund.not_approved' USING ERRCODE = 'VR001';
		END IF;
	END IF;
	IF OLD.state <> 'draft' AND
		(NEW.number, NEW.programme_id, NEW.version_id, NEW.fund_id, NEW.name, NEW.notice_no, NEW.opens_at, NEW.closes_at,
			NEW.service_from, NEW.service_until, NEW.contact, NEW.created_by_id, NEW.approved_by_id, NEW.approved_at)
		IS DISTINCT FROM
		(OLD.number, OLD.programme_id, OLD.version_id, OLD.fund_id, OLD.name, OLD.notice_no, OLD.opens_at, OLD.closes_at,
			OLD.service_from, OLD.service_until, OLD.contact, OLD.created_by_id, OLD.approved_by_id, OLD.approved_at)
	THEN
		RAISE EXCEPTION 'round %: an approved round does not change', OLD.number;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER round_guard BEFORE INSERT OR UPDATE ON round FOR EACH ROW EXECUTE FUNCTION round_guard();

-- The application prepares funds; approving them and everything after belongs to the books.
CREATE FUNCTION fund_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF current_user <> 'voucher_app' THEN RETURN NEW; END IF;
	IF NEW.state <> 'draft' OR NEW.approved_by_id IS NOT NULL OR (TG_OP = 'UPDATE' AND OLD.state <> 'draft') THEN
		RAISE EXCEPTION 'fund %: approved funds belong to the books', NEW.number;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER fund_guard BEFORE INSERT OR UPDATE ON fund FOR EACH ROW EXECUTE FUNCTION fund_guard();

CREATE FUNCTION funding_source_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	changed funding_source := COALESCE(NEW, OLD);
BEGIN
	IF NOT EXISTS (SELECT FROM fund f WHERE f.id = changed.fund_id AND f.state = 'draft') THEN
		RAISE EXCEPTION 'the sources of an approved fund do not change';
	END IF;
	RETURN changed;
END $$;
CREATE TRIGGER funding_source_guard BEFORE INSERT OR UPDATE OR DELETE ON funding_source FOR EACH ROW EXECUTE FUNCTION funding_source_guard();

CREATE FUNCTION appropriation_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	fund_state text := (SELECT f.state FROM fund f WHERE f.id = NEW.fund_id);
BEGIN
	IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' THEN
		RAISE EXCEPTION 'appropriation %: what was decided does not change', OLD.document_no;
	END IF;
	IF current_user <> 'voucher_app' THEN RETURN NEW; END IF;
	IF NEW.state = 'approved' OR NEW.command_id IS NOT NULL OR (TG_OP = 'INSERT' AND NEW.state <> 'draft') THEN
		RAISE EXCEPTION 'appropriation %: approving belongs to the books', NEW.document_no;
	END IF;
	IF fund_state = 'closed' OR (fund_state = 'draft' AND NEW.amount_fen < 0) THEN
		RAISE EXCEPTION 'appropriation %: a % fund takes none of this', NEW.document_no, fund_state;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER appropriation_guard BEFORE INSERT OR UPDATE ON appropriation FOR EACH ROW EXECUTE FUNCTION appropriation_guard();

GRANT SELECT, INSERT, UPDATE ON programme, programme_version, round, fund, funding_source, appropriation TO voucher_app;
GRANT USAGE ON SEQUENCE programme_id_seq, programme_version_id_seq, round_id_seq, fund_id_seq, appropriation_id_seq TO voucher_app;
