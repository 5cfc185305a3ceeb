-- Two people are two persons, not two accounts: a second account of the same person does not count as the other one.

/** The mailbox behind an address: without case, and without what stands behind a plus. */
CREATE FUNCTION mailbox_of(email TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT lower(regexp_replace(email, '\+[^@]*@', '@')) $$;
/** The last eleven digits of a telephone number; null of none. */
CREATE FUNCTION phone_digits(phone TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT nullif(right(regexp_replace(phone, '\D', '', 'g'), 11), '') $$;

/** Whether two accounts belong to one person, by what they share: the mailbox, or name and telephone. */
CREATE FUNCTION is_same_person(one BIGINT, other BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT one = other OR EXISTS (SELECT FROM account a, account b WHERE a.id = one AND b.id = other
		AND (mailbox_of(a.email) = mailbox_of(b.email) OR (a.name = b.name AND phone_digits(a.phone) = phone_digits(b.phone))))
$$;
GRANT EXECUTE ON FUNCTION is_same_person, mailbox_of, phone_digits TO voucher_app;

-- TG_ARGV: the column of who checks, then those of who made. Fires when the first is written.
CREATE FUNCTION checked_by_another_person() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	written CONSTANT jsonb := to_jsonb(NEW);
	checker CONSTANT bigint := written ->> TG_ARGV[0];
	maker bigint;
BEGIN
	IF checker IS NULL THEN RETURN NEW; END IF;
	FOR i IN 1 .. TG_NARGS - 1 LOOP
		maker := written ->> TG_ARGV[i];
		IF maker <> checker AND is_same_person(maker, checker) THEN
			RAISE EXCEPTION 'access.other_person' USING ERRCODE = 'VR001', DETAIL = '{"account": "second"}';
		END IF;
	END LOOP;
	RETURN NEW;
END $$;
DO $do$
DECLARE
	pair text[];
BEGIN
	FOREACH pair SLICE 1 IN ARRAY ARRAY[
		['fund', 'approved_by_id', 'created_by_id', 'created_by_id'],
		['appropriation', 'approved_by_id', 'created_by_id', 'created_by_id'],
		['batch', 'approved_by_id', 'created_by_id', 'locked_by_id'],
		['claim', 'reviewed_by_id', 'submitted_by_id', 'submitted_by_id'],
		['application', 'reviewed_by_id', 'submitted_by_id', 'submitted_by_id'],
		['programme_version', 'published_by_id', 'created_by_id', 'created_by_id'],
		['round', 'approved_by_id', 'created_by_id', 'created_by_id'],
		['payee_account', 'confirmed_by_id', 'proposed_by_id', 'proposed_by_id'],
		['invitation', 'approved_by_id', 'invited_by_id', 'invited_by_id'],
		['membership', 'approved_by_id', 'proposed_by_id', 'account_id'],
		['voucher_proposal', 'decided_by_id', 'proposed_by_id', 'proposed_by_id'],
		['clawback', 'decided_by_id', 'proposed_by_id', 'proposed_by_id'],
		['set_off', 'decided_by_id', 'proposed_by_id', 'proposed_by_id'],
		['clearing', 'decided_by_id', 'proposed_by_id', 'proposed_by_id'],
		['year_end', 'decided_by_id', 'proposed_by_id', 'proposed_by_id'],
		['correction', 'decided_by_id', 'proposed_by_id', 'proposed_by_id'],
		['period_proposal', 'decided_by_id', 'proposed_by_id', 'proposed_by_id'],
		['sampling', 'entered_by_id', 'closed_by_id', 'closed_by_id']
	] LOOP
		EXECUTE format('CREATE TRIGGER another_person BEFORE INSERT OR UPDATE OF %2$I ON %1$I FOR EACH ROW WHEN (NEW.%2$I IS NOT NULL) EXECUTE FUNCTION checked_by_another_person(%2$L, %3$L, %4$L)',
			pair[1], pair[2], pair[3], pair[4]);
	END LOOP;
END $do$;

-- Roles one person may not hold together are refused on a second account too.
CREATE FUNCTION membership_of_one_person() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM account mine JOIN account a ON a.id <> mine.id AND is_same_person(a.id, mine.id)
			AND (mailbox_of(a.email) = mailbox_of(mine.email) OR a.name = mine.name)
		JOIN membership m ON m.account_id = a.id AND m.state = 'active' JOIN organisation o ON o.id = m.organisation_id
		WHERE mine.id = NEW.account_id AND (
			(m.organisation_id = NEW.organisation_id AND EXISTS (SELECT FROM role_separation s WHERE (s.one, s.other) IN ((m.role, NEW.role), (NEW.role, m.role))))
			OR o.kind = CASE NEW.role WHEN 'operator' THEN 'authority' ELSE 'operator' END)) THEN
		RAISE EXCEPTION 'identity.roles_incompatible' USING ERRCODE = 'VR001', DETAIL = json_build_object('role', NEW.role)::text;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER membership_of_one_person BEFORE INSERT OR UPDATE ON membership FOR EACH ROW
	WHEN (NEW.state = 'active' AND NEW.role IN ('programme_officer', 'reviewer', 'settlement_officer', 'finance', 'auditor', 'operator')) EXECUTE FUNCTION membership_of_one_person();
