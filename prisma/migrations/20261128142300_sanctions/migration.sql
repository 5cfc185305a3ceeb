-- 惩戒名单: who may not apply, order with public money, or claim in an authority's programmes, from a day on, until a day or until
-- a second decision lifts it. Laid down and lifted by two people, each with a decision number.

CREATE TABLE sanction (
	id BIGSERIAL PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	authority_id BIGINT NOT NULL REFERENCES organisation (id),
	organisation_id BIGINT NOT NULL REFERENCES organisation (id),
	reason TEXT NOT NULL,
	article TEXT NOT NULL DEFAULT '',
	decision_no TEXT NOT NULL,
	from_on DATE NOT NULL,
	until_on DATE,
	state TEXT NOT NULL DEFAULT 'proposed',
	proposed_by_id BIGINT NOT NULL REFERENCES account (id),
	proposed_at TIMESTAMPTZ(3) NOT NULL,
	decided_by_id BIGINT REFERENCES account (id),
	decided_at TIMESTAMPTZ(3),
	lift_decision_no TEXT,
	lift_reason TEXT,
	lift_on DATE,
	lift_proposed_by_id BIGINT REFERENCES account (id),
	lift_proposed_at TIMESTAMPTZ(3),
	lift_decided_by_id BIGINT REFERENCES account (id),
	lift_decided_at TIMESTAMPTZ(3),
	CONSTRAINT sanction_words CHECK (reason <> '' AND decision_no <> '' AND lift_decision_no <> '' AND lift_reason <> ''),
	CONSTRAINT sanction_days CHECK (until_on >= from_on AND lift_on >= from_on),
	CONSTRAINT sanction_state CHECK (state IN ('proposed', 'approved', 'refused', 'lift_proposed', 'lifted')),
	CONSTRAINT sanction_decided CHECK (num_nonnulls(decided_by_id, decided_at) = CASE state WHEN 'proposed' THEN 0 ELSE 2 END),
	CONSTRAINT sanction_lift CHECK (num_nonnulls(lift_decision_no, lift_reason, lift_on, lift_proposed_by_id, lift_proposed_at) = CASE WHEN state IN ('lift_proposed', 'lifted') THEN 5 ELSE 0 END
		AND num_nonnulls(lift_decided_by_id, lift_decided_at) = CASE state WHEN 'lifted' THEN 2 ELSE 0 END),
	CONSTRAINT sanction_second_person CHECK (decided_by_id <> proposed_by_id AND lift_decided_by_id <> lift_proposed_by_id)
);
CREATE INDEX sanction_organisation_id_idx ON sanction (organisation_id);
CREATE INDEX sanction_authority_id_idx ON sanction (authority_id);
CREATE UNIQUE INDEX sanction_one_proposed ON sanction (authority_id, organisation_id) WHERE state = 'proposed';
CREATE FUNCTION sanction_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	moves CONSTANT jsonb := '{"proposed": ["approved", "refused"], "approved": ["lift_proposed"], "lift_proposed": ["approved", "lifted"]}';
	later CONSTANT text[] := '{state,decided_by_id,decided_at,lift_decision_no,lift_reason,lift_on,lift_proposed_by_id,lift_proposed_at,lift_decided_by_id,lift_decided_at}';
BEGIN
	IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a sanction is kept' USING ERRCODE = '42501'; END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'proposed' THEN RAISE EXCEPTION 'a sanction begins as a proposal' USING ERRCODE = '42501'; END IF;
		RETURN NEW;
	END IF;
	IF (to_jsonb(NEW) - later) <> (to_jsonb(OLD) - later) OR NOT coalesce(moves -> OLD.state ? NEW.state, false)
		OR (OLD.state <> 'proposed' AND (NEW.decided_by_id, NEW.decided_at) IS DISTINCT FROM (OLD.decided_by_id, OLD.decided_at)) THEN
		RAISE EXCEPTION 'what was decided does not change' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER sanction_guard BEFORE INSERT OR UPDATE OR DELETE ON sanction FOR EACH ROW EXECUTE FUNCTION sanction_guard();
CREATE TRIGGER another_person BEFORE INSERT OR UPDATE OF decided_by_id ON sanction FOR EACH ROW WHEN (NEW.decided_by_id IS NOT NULL)
	EXECUTE FUNCTION checked_by_another_person('decided_by_id', 'proposed_by_id');
CREATE TRIGGER another_person_lifts BEFORE UPDATE OF lift_decided_by_id ON sanction FOR EACH ROW WHEN (NEW.lift_decided_by_id IS NOT NULL)
	EXECUTE FUNCTION checked_by_another_person('lift_decided_by_id', 'lift_proposed_by_id');
GRANT SELECT, INSERT ON sanction TO voucher_app;
GRANT UPDATE (state, decided_by_id, decided_at, lift_decision_no, lift_reason, lift_on, lift_proposed_by_id, lift_proposed_at, lift_decided_by_id, lift_decided_at) ON sanction TO voucher_app;
GRANT USAGE ON SEQUENCE sanction_id_seq TO voucher_app;
CREATE SEQUENCE number_sanction;
GRANT USAGE, SELECT ON SEQUENCE number_sanction TO voucher_app;

/** Sanctions in force on a day. */
CREATE FUNCTION sanctions_on(day DATE) RETURNS SETOF sanction LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT s.* FROM sanction s WHERE (s.state IN ('approved', 'lift_proposed') OR (s.state = 'lifted' AND s.lift_on > day)) AND s.from_on <= day AND coalesce(s.until_on >= day, true)
$$;
GRANT EXECUTE ON FUNCTION sanctions_on TO voucher_app;

/** Refuses sanction.in_force where one of these organisations is under a sanction of one of these authorities today. */
CREATE FUNCTION refuse_sanctioned(pairs jsonb, code TEXT) RETURNS void LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE s sanction;
BEGIN
	SELECT x.* INTO s FROM sanctions_on((business_now() AT TIME ZONE 'Asia/Shanghai')::date) x
	JOIN jsonb_array_elements(pairs) p ON (p ->> 0)::bigint = x.authority_id AND (p ->> 1)::bigint = x.organisation_id LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'sanction.in_force' USING ERRCODE = code, DETAIL = (SELECT jsonb_build_object('number', s.number, 'decision', s.decision_no, 'name', o.name, 'until', s.until_on) FROM organisation o WHERE o.id = s.organisation_id);
	END IF;
END $$;

-- Each is one look at a small table for a whole statement; where nobody ever was sanctioned, at nothing.
CREATE FUNCTION no_sanctioned_applicant() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM sanction WHERE state <> 'proposed') THEN
		-- why: a queue of applications tells a refusal of the books to all of them, and finds the one that breaks it by halves
		PERFORM refuse_sanctioned((SELECT jsonb_agg(DISTINCT jsonb_build_array(p.authority_id, a.enterprise_id)) FROM fresh a JOIN round r ON r.id = a.round_id JOIN programme p ON p.id = r.programme_id), '23514');
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER no_sanctioned_applicant AFTER INSERT ON application REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION no_sanctioned_applicant();
CREATE FUNCTION no_sanctioned_order() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM sanction WHERE state <> 'proposed') THEN
		PERFORM refuse_sanctioned((SELECT jsonb_agg(DISTINCT jsonb_build_array(p.authority_id, s.id)) FROM fresh o JOIN programme p ON p.id = o.programme_id, LATERAL (VALUES (o.enterprise_id), (o.provider_id)) s(id)
			WHERE o.voucher_id IS NOT NULL), 'VR001');
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER no_sanctioned_order AFTER INSERT ON "order" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION no_sanctioned_order();
CREATE FUNCTION no_sanctioned_claim() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM sanction WHERE state <> 'proposed') THEN
		PERFORM refuse_sanctioned((SELECT jsonb_build_array(jsonb_build_array(f.authority_id, NEW.claimant_id)) FROM fund f WHERE f.id = NEW.fund_id), 'VR001');
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER no_sanctioned_claim_begun BEFORE INSERT ON claim FOR EACH ROW WHEN (NEW.state = 'draft') EXECUTE FUNCTION no_sanctioned_claim();
CREATE TRIGGER no_sanctioned_claim BEFORE UPDATE OF state ON claim FOR EACH ROW WHEN (NEW.state = 'submitted' AND OLD.state <> 'submitted') EXECUTE FUNCTION no_sanctioned_claim();
