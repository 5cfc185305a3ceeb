-- Simulations: orders of a year played through a draft and through the version in force. They move no money.

CREATE TABLE simulation (
	id BIGSERIAL PRIMARY KEY,
	number TEXT NOT NULL,
	authority_id BIGINT NOT NULL REFERENCES organisation (id),
	programme_id BIGINT NOT NULL REFERENCES programme (id),
	version_id BIGINT NOT NULL REFERENCES programme_version (id),
	document JSONB NOT NULL,
	document_hash CHAR(64) NOT NULL,
	base_version_id BIGINT REFERENCES programme_version (id),
	source TEXT NOT NULL,
	year INTEGER NOT NULL,
	budget_fen BIGINT,
	note TEXT NOT NULL DEFAULT '',
	locale TEXT NOT NULL,
	file_sha256 CHAR(64),
	file_name TEXT,
	state TEXT NOT NULL DEFAULT 'queued',
	total INTEGER NOT NULL,
	done INTEGER NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0,
	cancel_requested BOOLEAN NOT NULL DEFAULT false,
	result JSONB,
	lines_sha256 CHAR(64),
	enterprises_sha256 CHAR(64),
	fault TEXT,
	requested_by_id BIGINT NOT NULL REFERENCES account (id),
	requested_at TIMESTAMPTZ(3) NOT NULL,
	started_at TIMESTAMPTZ(3),
	beat_at TIMESTAMPTZ(3),
	ended_at TIMESTAMPTZ(3),
	CONSTRAINT simulation_state CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
	CONSTRAINT simulation_source CHECK (source IN ('programme', 'authority', 'file')),
	CONSTRAINT simulation_file CHECK ((source = 'file') = (file_sha256 IS NOT NULL)),
	CONSTRAINT simulation_figures CHECK (total > 0 AND done >= 0 AND attempts >= 0 AND (budget_fen IS NULL OR budget_fen >= 0)),
	CONSTRAINT simulation_done CHECK ((state = 'done') = (result IS NOT NULL) AND (result IS NULL OR lines_sha256 IS NOT NULL)),
	CONSTRAINT simulation_ended CHECK ((state IN ('done', 'cancelled', 'failed')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX simulation_number_key ON simulation (number);
CREATE INDEX simulation_programme_id_idx ON simulation (programme_id);
CREATE INDEX simulation_open ON simulation (id) WHERE state IN ('queued', 'running');

-- What was asked does not change, and what has ended stays as it is.
CREATE FUNCTION simulation_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF OLD.state NOT IN ('queued', 'running') THEN
		RAISE EXCEPTION 'simulation %: it has ended', OLD.number;
	END IF;
	IF (NEW.number, NEW.authority_id, NEW.programme_id, NEW.version_id, NEW.document, NEW.base_version_id, NEW.source, NEW.year,
			NEW.budget_fen, NEW.file_sha256, NEW.requested_by_id, NEW.requested_at)
		IS DISTINCT FROM
		(OLD.number, OLD.authority_id, OLD.programme_id, OLD.version_id, OLD.document, OLD.base_version_id, OLD.source, OLD.year,
			OLD.budget_fen, OLD.file_sha256, OLD.requested_by_id, OLD.requested_at)
	THEN
		RAISE EXCEPTION 'simulation %: what was asked does not change', OLD.number;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER simulation_guard BEFORE UPDATE ON simulation FOR EACH ROW EXECUTE FUNCTION simulation_guard();

CREATE SEQUENCE number_simulation;
GRANT SELECT, INSERT, UPDATE ON simulation TO voucher_app;
GRANT USAGE ON SEQUENCE simulation_id_seq, number_simulation TO voucher_app;
