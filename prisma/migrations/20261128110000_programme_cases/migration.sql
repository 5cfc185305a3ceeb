-- Worked examples of an edition, kept with its document: they change as long as it is a draft, and never after.

ALTER TABLE programme_version
	ADD COLUMN cases JSONB NOT NULL DEFAULT '[]',
	ADD CONSTRAINT programme_version_cases CHECK (jsonb_typeof(cases) = 'array');

CREATE FUNCTION programme_cases_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF OLD.state <> 'draft' AND NEW.cases IS DISTINCT FROM OLD.cases THEN
		RAISE EXCEPTION 'the worked examples of a % version do not change', OLD.state;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER programme_cases_guard BEFORE UPDATE ON programme_version
	FOR EACH ROW EXECUTE FUNCTION programme_cases_guard();
