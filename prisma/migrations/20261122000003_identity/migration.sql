-- People and organisations: closed lists of states and roles, steps that need two people, and the rights of the
-- application role. What is refused here is refused whoever asks, the owner of the tables included.

-- ---------- closed lists ----------

ALTER TABLE organisation
  ADD CONSTRAINT organisation_kind_check CHECK (kind IN ('enterprise', 'provider', 'authority', 'operator')),
  ADD CONSTRAINT organisation_status_check CHECK (status IN ('pending', 'verified', 'refused')),
  ADD CONSTRAINT organisation_credit_code_check CHECK (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  ADD CONSTRAINT organisation_refusal_check CHECK (status <> 'refused' OR status_reason IS NOT NULL),
  ADD CONSTRAINT organisation_facts_check CHECK (jsonb_typeof(facts) = 'object'),
  ADD CONSTRAINT organisation_verified_by_fkey FOREIGN KEY (verified_by_id) REFERENCES account (id);

ALTER TABLE account
  ADD CONSTRAINT account_email_check CHECK (email = lower(email)),
  ADD CONSTRAINT account_locale_check CHECK (locale IN ('zh', 'en'));

ALTER TABLE membership
  ADD CONSTRAINT membership_state_check CHECK (state IN ('proposed', 'active', 'ended')),
  ADD CONSTRAINT membership_role_check CHECK (role IN (
    'enterprise_admin', 'enterprise_member', 'provider_admin', 'provider_member',
    'programme_officer', 'reviewer', 'settlement_officer', 'finance', 'auditor', 'operator')),
  ADD CONSTRAINT membership_two_people_check CHECK (approved_by_id <> proposed_by_id AND approved_by_id <> account_id),
  ADD CONSTRAINT membership_ended_check CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
  ADD CONSTRAINT membership_proposed_by_fkey FOREIGN KEY (proposed_by_id) REFERENCES account (id),
  ADD CONSTRAINT membership_approved_by_fkey FOREIGN KEY (approved_by_id) REFERENCES account (id);

ALTER TABLE division
  ADD CONSTRAINT division_code_check CHECK (code ~ '^[0-9]{6}$'),
  ADD CONSTRAINT division_level_check CHECK (level IN ('province', 'city', 'district')),
  ADD CONSTRAINT division_parent_fkey FOREIGN KEY (parent_code) REFERENCES division (code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE stored_file
  ADD CONSTRAINT stored_file_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisation (id),
  ADD CONSTRAINT stored_file_size_check CHECK (size_bytes > 0),
  ADD CONSTRAINT stored_file_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$');

-- ---------- payee accounts: proof, a second person, history ----------

ALTER TABLE payee_account
  ADD CONSTRAINT payee_account_state_check CHECK (state IN ('proposed', 'confirmed', 'refused', 'replaced')),
  ADD CONSTRAINT payee_account_two_people_check CHECK (confirmed_by_id <> proposed_by_id),
  ADD CONSTRAINT payee_account_confirmed_check
    CHECK (state NOT IN ('confirmed', 'replaced') OR (confirmed_by_id IS NOT NULL AND confirmed_at IS NOT NULL)),
  ADD CONSTRAINT payee_account_no_check CHECK (account_no ~ '^[0-9]{8,32}$'),
  ADD CONSTRAINT payee_account_bank_code_check CHECK (bank_code ~ '^[0-9]{12}$'),
  ADD CONSTRAINT payee_account_proposed_by_fkey FOREIGN KEY (proposed_by_id) REFERENCES account (id),
  ADD CONSTRAINT payee_account_confirmed_by_fkey FOREIGN KEY (confirmed_by_id) REFERENCES account (id),
  ADD CONSTRAINT payee_account_proof_fkey FOREIGN KEY (proof_file_id) REFERENCES stored_file (id);

CREATE UNIQUE INDEX payee_account_one_confirmed ON payee_account (organisation_id) WHERE state = 'confirmed';
CREATE UNIQUE INDEX payee_account_one_proposed ON payee_account (organisation_id) WHERE state = 'proposed';

-- A row is history once written: only its state moves, and only forward.
CREATE FUNCTION payee_account_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.organisation_id, NEW.account_name, NEW.account_no, NEW.bank_name, NEW.bank_code, NEW.proof_file_id, NEW.proposed_by_id)
     IS DISTINCT FROM
     (OLD.organisation_id, OLD.account_name, OLD.account_no, OLD.bank_name, OLD.bank_code, OLD.proof_file_id, OLD.proposed_by_id)
     OR NOT (OLD.state = NEW.state OR (OLD.state = 'proposed' AND NEW.state IN ('confirmed', 'refused'))
             OR (OLD.state = 'confirmed' AND NEW.state = 'replaced')) THEN
    RAISE EXCEPTION 'state.not_allowed' USING ERRCODE = 'VR001', DETAIL = json_build_object('state', OLD.state)::text;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payee_account_guard BEFORE UPDATE ON payee_account FOR EACH ROW EXECUTE FUNCTION payee_account_guard();

-- ---------- roles: kind of organisation, separations, two people in an authority ----------

CREATE TABLE role_separation (
  one   text NOT NULL,
  other text NOT NULL,
  PRIMARY KEY (one, other)
);
COMMENT ON TABLE role_separation IS 'Pairs of roles one person may not hold in one authority.';
INSERT INTO role_separation VALUES
  ('reviewer', 'settlement_officer'), ('reviewer', 'finance'), ('settlement_officer', 'finance'),
  ('auditor', 'programme_officer'), ('auditor', 'reviewer'), ('auditor', 'settlement_officer'), ('auditor', 'finance');

CREATE FUNCTION membership_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  org_kind text;
BEGIN
  -- one change of an organisation's roles at a time, so that two halves of a forbidden pair cannot pass each other
  SELECT kind INTO org_kind FROM organisation WHERE id = NEW.organisation_id FOR NO KEY UPDATE;
  IF NOT (CASE org_kind
    WHEN 'enterprise' THEN NEW.role IN ('enterprise_admin', 'enterprise_member')
    WHEN 'provider' THEN NEW.role IN ('provider_admin', 'provider_member')
    WHEN 'authority' THEN NEW.role IN ('programme_officer', 'reviewer', 'settlement_officer', 'finance', 'auditor')
    ELSE NEW.role = 'operator' END) THEN
    RAISE EXCEPTION 'identity.role_unknown' USING ERRCODE = 'VR001', DETAIL = json_build_object('role', NEW.role)::text;
  END IF;
  IF NEW.state <> 'active' OR org_kind NOT IN ('authority', 'operator') THEN RETURN NEW; END IF;
  -- Whoever runs the platform holds no role in any authority, and the other way round.
  PERFORM FROM account WHERE id = NEW.account_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM membership m JOIN organisation o ON o.id = m.organisation_id
             WHERE m.account_id = NEW.account_id AND m.state = 'active'
               AND o.kind = CASE org_kind WHEN 'authority' THEN 'operator' ELSE 'authority' END) THEN
    RAISE EXCEPTION 'identity.roles_incompatible' USING ERRCODE = 'VR001', DETAIL = json_build_object('role', NEW.role)::text;
  END IF;
  IF org_kind = 'operator' THEN RETURN NEW; END IF;
  IF EXISTS (SELECT FROM membership m JOIN role_separation s ON (s.one, s.other) IN ((m.role, NEW.role), (NEW.role, m.role))
             WHERE m.account_id = NEW.account_id AND m.organisation_id = NEW.organisation_id
               AND m.state = 'active' AND m.id <> NEW.id) THEN
    RAISE EXCEPTION 'identity.roles_incompatible' USING ERRCODE = 'VR001', DETAIL = json_build_object('role', NEW.role)::text;
  END IF;
  -- The first two officers come from the operator; everyone after them is proposed by one of the authority's people
  -- and approved by another.
  IF NEW.approved_by_id IS NULL AND (
       (SELECT count(DISTINCT account_id) FROM membership
        WHERE organisation_id = NEW.organisation_id AND state = 'active' AND account_id <> NEW.account_id) >= 2
       OR NOT EXISTS (SELECT FROM membership m JOIN organisation o ON o.id = m.organisation_id
                      WHERE m.account_id = NEW.proposed_by_id AND m.role = 'operator' AND m.state = 'active')) THEN
    RAISE EXCEPTION 'access.other_person' USING ERRCODE = 'VR001', DETAIL = json_build_object('role', NEW.role)::text;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER membership_guard BEFORE INSERT OR UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION membership_guard();

-- ---------- invitations: a link given by hand to one person, good once ----------

CREATE TABLE invitation (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organisation_id bigint NOT NULL REFERENCES organisation (id),
  email           text NOT NULL CHECK (email = lower(email)),
  name            text NOT NULL,
  roles           text[] NOT NULL CHECK (cardinality(roles) BETWEEN 1 AND 5),
  state           text NOT NULL CHECK (state IN ('proposed', 'open', 'accepted', 'withdrawn')),
  token_hash      text UNIQUE,
  invited_by_id   bigint NOT NULL REFERENCES account (id),
  approved_by_id  bigint REFERENCES account (id),
  accepted_by_id  bigint REFERENCES account (id),
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  expires_at      timestamptz(3) NOT NULL,
  CONSTRAINT invitation_two_people_check CHECK (approved_by_id <> invited_by_id),
  CONSTRAINT invitation_token_check CHECK ((state = 'proposed') = (token_hash IS NULL) OR state = 'withdrawn'),
  CONSTRAINT invitation_accepted_check CHECK ((state = 'accepted') = (accepted_by_id IS NOT NULL))
);
CREATE UNIQUE INDEX invitation_one_open ON invitation (organisation_id, email) WHERE state IN ('proposed', 'open');

-- ---------- attempts: counters of the sign-in limits; keys are hashes ----------

CREATE TABLE attempt (
  key      text PRIMARY KEY,
  count    integer NOT NULL,
  reset_at timestamptz(3) NOT NULL
);
CREATE INDEX attempt_reset_at ON attempt (reset_at);

-- ---------- rights of the application role ----------

GRANT USAGE ON SCHEMA public TO voucher_app;
GRANT SELECT, INSERT, UPDATE ON organisation, organisation_unit, account, membership, session, payee_account,
  invitation, stored_file, division, calendar_day, calendar_year TO voucher_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt TO voucher_app;
GRANT DELETE ON calendar_day, calendar_year TO voucher_app;
GRANT SELECT ON role_separation TO voucher_app;
GRANT USAGE ON SEQUENCE organisation_id_seq, organisation_unit_id_seq, account_id_seq, membership_id_seq, session_id_seq,
  payee_account_id_seq, stored_file_id_seq TO voucher_app;
