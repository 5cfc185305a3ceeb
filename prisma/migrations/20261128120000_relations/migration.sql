-- What ties organisations to each other: declared by themselves or recorded by a bureau, and a reviewer's word on a pair.

CREATE TABLE affiliation (
	id              bigserial PRIMARY KEY,
	organisation_id bigint NOT NULL REFERENCES organisation (id),
	kind            text NOT NULL CHECK (kind IN ('legal_representative', 'shareholder', 'controller', 'superior', 'co_founder', 'address', 'phone', 'bank_account')),
	value           text NOT NULL CHECK (value <> '' AND length(value) <= 200),
	code            char(18),
	share_bp        int CHECK (share_bp BETWEEN 1 AND 10000),
	source          text NOT NULL CHECK (source IN ('declared', 'bureau')),
	authority_id    bigint REFERENCES organisation (id),
	basis           text NOT NULL DEFAULT '' CHECK (length(basis) <= 500),
	recorded_by_id  bigint NOT NULL REFERENCES account (id),
	recorded_at     timestamptz(3) NOT NULL,
	ended_by_id     bigint REFERENCES account (id),
	ended_at        timestamptz(3),
	-- what an organisation says of itself is of the four kinds it is asked for; a bureau says where it knows it from
	CONSTRAINT affiliation_declared CHECK (source = 'bureau' OR (authority_id IS NULL AND kind IN ('shareholder', 'controller', 'superior', 'co_founder'))),
	CONSTRAINT affiliation_bureau CHECK (source = 'declared' OR (authority_id IS NOT NULL AND basis <> '')),
	CONSTRAINT affiliation_ended_whole CHECK (num_nonnulls(ended_by_id, ended_at) IN (0, 2)),
	CONSTRAINT affiliation_share CHECK (share_bp IS NULL OR kind = 'shareholder')
);
CREATE INDEX affiliation_organisation_id_idx ON affiliation (organisation_id);
CREATE UNIQUE INDEX affiliation_once ON affiliation (organisation_id, kind, value, COALESCE(authority_id, 0)) WHERE ended_at IS NULL;

-- What was said stays; it only ends, once.
CREATE FUNCTION affiliation_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
		OR (to_jsonb(NEW) - '{ended_by_id,ended_at}'::text[]) <> (to_jsonb(OLD) - '{ended_by_id,ended_at}'::text[]) THEN
		RAISE EXCEPTION 'affiliation %: what was said stays, it only ends', OLD.id USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER affiliation_guard BEFORE UPDATE OR DELETE ON affiliation FOR EACH ROW EXECUTE FUNCTION affiliation_guard();

CREATE TABLE relation_judgement (
	id            bigserial PRIMARY KEY,
	authority_id  bigint NOT NULL REFERENCES organisation (id),
	enterprise_id bigint NOT NULL REFERENCES organisation (id),
	provider_code char(18) NOT NULL,
	claim_id      bigint NOT NULL REFERENCES claim (id),
	verdict       text NOT NULL CHECK (verdict IN ('related', 'not_related')),
	kinds         text[] NOT NULL DEFAULT '{}',
	reason        text NOT NULL CHECK (reason <> '' AND length(reason) <= 500),
	-- the evidence as it was: keys it is known again by, and the whole of it
	keys          text[] NOT NULL,
	evidence      jsonb NOT NULL,
	judged_by_id  bigint NOT NULL REFERENCES account (id),
	judged_at     timestamptz(3) NOT NULL,
	CONSTRAINT relation_judgement_kinds CHECK ((verdict = 'related') = (cardinality(kinds) > 0))
);
CREATE INDEX relation_judgement_pair_idx ON relation_judgement (enterprise_id, provider_code, authority_id, id DESC);

-- Nobody judges a claim they handed in, and the claim is the authority's own.
CREATE FUNCTION relation_judgement_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM claim c JOIN fund f ON f.id = c.fund_id
		WHERE c.id = NEW.claim_id AND f.authority_id = NEW.authority_id AND c.enterprise_id = NEW.enterprise_id) THEN
		RAISE EXCEPTION 'a judgement is on a claim of the authority and its enterprise' USING ERRCODE = '23514';
	END IF;
	IF EXISTS (SELECT FROM claim WHERE id = NEW.claim_id AND submitted_by_id = NEW.judged_by_id) THEN
		RAISE EXCEPTION 'access.other_person' USING ERRCODE = 'VR001';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER relation_judgement_guard BEFORE INSERT ON relation_judgement FOR EACH ROW EXECUTE FUNCTION relation_judgement_guard();
CREATE TRIGGER relation_judgement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON relation_judgement
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON affiliation, relation_judgement TO voucher_app;
GRANT UPDATE (ended_by_id, ended_at) ON affiliation TO voucher_app;
GRANT USAGE ON SEQUENCE affiliation_id_seq, relation_judgement_id_seq TO voucher_app;
