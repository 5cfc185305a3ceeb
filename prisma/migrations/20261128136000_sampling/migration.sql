-- 抽样复核: of the claims approved in a time a share is looked at again. The list is closed and hashed first, with the public
-- number named that will choose from it; the number comes later, by another person; anyone reckons the same choice.
CREATE TABLE sampling (
	id BIGSERIAL PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	programme_id BIGINT NOT NULL REFERENCES programme (id),
	authority_id BIGINT NOT NULL REFERENCES organisation (id),
	from_on DATE NOT NULL,
	until_on DATE NOT NULL,
	taken_by TEXT NOT NULL,
	bp INTEGER NOT NULL,
	article TEXT NOT NULL DEFAULT '',
	list_hash CHAR(64) NOT NULL,
	claim_count INTEGER NOT NULL,
	total_fen BIGINT NOT NULL,
	number_name TEXT NOT NULL,
	number_on DATE NOT NULL,
	closed_by_id BIGINT NOT NULL REFERENCES account (id),
	closed_at TIMESTAMPTZ(3) NOT NULL,
	public_number TEXT,
	seed CHAR(64),
	entered_by_id BIGINT REFERENCES account (id),
	entered_at TIMESTAMPTZ(3),
	CONSTRAINT sampling_time CHECK (until_on >= from_on),
	CONSTRAINT sampling_share CHECK (taken_by IN ('amount', 'count') AND bp BETWEEN 1 AND 10000),
	CONSTRAINT sampling_list CHECK (claim_count > 0 AND total_fen > 0 AND list_hash ~ '^[0-9a-f]{64}$'),
	CONSTRAINT sampling_number_later CHECK (number_name <> '' AND number_on > (closed_at AT TIME ZONE 'Asia/Shanghai')::date),
	CONSTRAINT sampling_entered_whole CHECK (num_nonnulls(public_number, seed, entered_by_id, entered_at) IN (0, 4)),
	CONSTRAINT sampling_entered_in_time CHECK ((entered_at AT TIME ZONE 'Asia/Shanghai')::date >= number_on),
	CONSTRAINT sampling_second_person CHECK (entered_by_id <> closed_by_id)
);
CREATE INDEX sampling_authority_id_idx ON sampling (authority_id);
CREATE TABLE sampling_item (
	sampling_id BIGINT NOT NULL REFERENCES sampling (id),
	claim_id BIGINT NOT NULL REFERENCES claim (id),
	line_no INTEGER NOT NULL,
	amount_fen BIGINT NOT NULL,
	place INTEGER,
	is_drawn BOOLEAN NOT NULL DEFAULT false,
	result TEXT,
	words TEXT,
	checked_by_id BIGINT REFERENCES account (id),
	checked_at TIMESTAMPTZ(3),
	PRIMARY KEY (sampling_id, claim_id),
	CONSTRAINT sampling_item_line UNIQUE (sampling_id, line_no),
	CONSTRAINT sampling_item_place UNIQUE (sampling_id, place),
	CONSTRAINT sampling_item_drawn CHECK (NOT is_drawn OR place IS NOT NULL),
	CONSTRAINT sampling_item_result CHECK (num_nonnulls(result, words, checked_by_id, checked_at) IN (0, 4) AND (result IS NULL OR (is_drawn AND result IN ('in_order', 'found') AND words <> '')))
);
-- a claim stands on one list
CREATE UNIQUE INDEX sampling_item_claim ON sampling_item (claim_id);

CREATE FUNCTION sampling_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE later CONSTANT text[] := '{public_number,seed,entered_by_id,entered_at}';
BEGIN
	IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a sampling is kept' USING ERRCODE = '42501'; END IF;
	IF OLD.public_number IS NOT NULL OR (to_jsonb(NEW) - later) <> (to_jsonb(OLD) - later) THEN RAISE EXCEPTION 'a closed list does not change' USING ERRCODE = '23514'; END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER sampling_guard BEFORE UPDATE OR DELETE ON sampling FOR EACH ROW EXECUTE FUNCTION sampling_guard();
CREATE FUNCTION sampling_item_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a sampling is kept' USING ERRCODE = '42501'; END IF;
	IF TG_OP = 'INSERT' THEN
		IF (SELECT public_number FROM sampling WHERE id = NEW.sampling_id) IS NOT NULL OR NEW.place IS NOT NULL THEN RAISE EXCEPTION 'a closed list does not change' USING ERRCODE = '23514'; END IF;
		RETURN NEW;
	END IF;
	IF (NEW.sampling_id, NEW.claim_id, NEW.line_no, NEW.amount_fen) IS DISTINCT FROM (OLD.sampling_id, OLD.claim_id, OLD.line_no, OLD.amount_fen)
		OR (OLD.place IS NOT NULL AND (NEW.place, NEW.is_drawn) IS DISTINCT FROM (OLD.place, OLD.is_drawn)) OR OLD.result IS NOT NULL THEN
		RAISE EXCEPTION 'a closed list does not change' USING ERRCODE = '23514';
	END IF;
	IF NEW.checked_by_id IS NOT NULL AND NEW.checked_by_id IN (SELECT c.reviewed_by_id FROM claim c WHERE c.id = NEW.claim_id) THEN
		RAISE EXCEPTION 'two_people: whoever reviewed a claim does not look at it again' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER sampling_item_guard BEFORE INSERT OR UPDATE OR DELETE ON sampling_item FOR EACH ROW EXECUTE FUNCTION sampling_item_guard();
GRANT SELECT, INSERT ON sampling, sampling_item TO voucher_app;
GRANT UPDATE (public_number, seed, entered_by_id, entered_at) ON sampling TO voucher_app;
GRANT UPDATE (place, is_drawn, result, words, checked_by_id, checked_at) ON sampling_item TO voucher_app;
GRANT USAGE ON SEQUENCE sampling_id_seq TO voucher_app;
CREATE SEQUENCE number_sampling;
GRANT USAGE, SELECT ON SEQUENCE number_sampling TO voucher_app;
