-- The ratio of a round (批次的补助比例或折算系数), where the rules leave it to the year: proposed by one officer with the number of
-- the document that publishes it, approved by another, and one for all claims of the round.

CREATE TABLE round_ratio (
	id             bigserial PRIMARY KEY,
	round_id       bigint NOT NULL REFERENCES round (id),
	kind           text NOT NULL CHECK (kind IN ('rate', 'factor')),
	bp             int NOT NULL CHECK (bp BETWEEN 1 AND 10000),
	document_no    text NOT NULL CHECK (document_no <> ''),
	proposed_by_id bigint NOT NULL REFERENCES account (id),
	proposed_at    timestamptz(3) NOT NULL
);
CREATE INDEX round_ratio_round_id_idx ON round_ratio (round_id);
CREATE TABLE round_ratio_approval (
	round_id       bigint PRIMARY KEY REFERENCES round (id),
	ratio_id       bigint NOT NULL UNIQUE REFERENCES round_ratio (id),
	approved_by_id bigint NOT NULL REFERENCES account (id),
	approved_at    timestamptz(3) NOT NULL
);

-- What the rules ask for, of a round that is approved, and none after one was approved.
CREATE FUNCTION round_ratio_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM round r JOIN programme_version v ON v.id = r.version_id
		WHERE r.id = NEW.round_id AND r.state <> 'draft' AND v.document -> 'subsidy' -> 'rate' -> 'published' ->> 'kind' = NEW.kind) THEN
		RAISE EXCEPTION 'round %: its rules ask for no % to be published', NEW.round_id, NEW.kind;
	END IF;
	IF EXISTS (SELECT FROM round_ratio_approval a WHERE a.round_id = NEW.round_id) THEN
		RAISE EXCEPTION 'round %: its ratio is approved already', NEW.round_id;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER round_ratio_guard BEFORE INSERT ON round_ratio FOR EACH ROW EXECUTE FUNCTION round_ratio_guard();

-- The newest proposal of that round, by another person.
CREATE FUNCTION round_ratio_two_people() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM round_ratio k WHERE k.id = NEW.ratio_id AND k.round_id = NEW.round_id AND k.proposed_by_id <> NEW.approved_by_id
		AND k.id = (SELECT max(n.id) FROM round_ratio n WHERE n.round_id = NEW.round_id)) THEN
		RAISE EXCEPTION 'round %: the newest ratio is approved by another person than the one who proposed it', NEW.round_id;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER round_ratio_two_people BEFORE INSERT ON round_ratio_approval FOR EACH ROW EXECUTE FUNCTION round_ratio_two_people();

CREATE TRIGGER round_ratio_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON round_ratio FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER round_ratio_approval_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON round_ratio_approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON round_ratio, round_ratio_approval TO voucher_app;
GRANT USAGE ON SEQUENCE round_ratio_id_seq TO voucher_app;
