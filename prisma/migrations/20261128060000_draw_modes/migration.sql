-- Rounds that give a scarce fund by lottery (摇号) or by score (评分排序): the list is closed and hashed first, then the number
-- nobody could know, then another person approves, then the money is granted in the order that follows.

-- ---------- how a round gives ----------

-- Taken from the rules it runs under, never said otherwise.
ALTER TABLE round ADD COLUMN giving text NOT NULL DEFAULT 'first_come',
	ADD CONSTRAINT round_giving CHECK (giving IN ('first_come', 'lottery', 'ranked'));
CREATE FUNCTION round_giving() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	SELECT coalesce(v.document -> 'grant' -> 'giving' ->> 'kind', 'first_come') INTO NEW.giving FROM programme_version v WHERE v.id = NEW.version_id;
	RETURN NEW;
END $$;
CREATE TRIGGER round_giving BEFORE INSERT OR UPDATE OF version_id, giving ON round FOR EACH ROW EXECUTE FUNCTION round_giving();

-- ---------- tables ----------

CREATE TABLE draw (
	id              bigserial PRIMARY KEY,
	round_id        bigint NOT NULL UNIQUE REFERENCES round (id),
	giving          text NOT NULL CHECK (giving IN ('lottery', 'ranked')),
	header          text NOT NULL CHECK (header <> ''),
	list_hash       char(64) NOT NULL CHECK (list_hash ~ '^[0-9a-f]{64}$'),
	candidate_count int NOT NULL CHECK (candidate_count > 0),
	total_fen       bigint NOT NULL CHECK (total_fen > 0),
	number_on       date,
	closed_by_id    bigint NOT NULL REFERENCES account (id),
	closed_at       timestamptz(3) NOT NULL,
	CONSTRAINT draw_number_later CHECK ((giving = 'lottery') = (number_on IS NOT NULL)
		AND number_on > (closed_at AT TIME ZONE 'Asia/Shanghai')::date)
);
CREATE TABLE draw_candidate (
	application_id bigint PRIMARY KEY REFERENCES application (id),
	draw_id        bigint NOT NULL REFERENCES draw (id) DEFERRABLE INITIALLY DEFERRED,
	number         text NOT NULL,
	amount_fen     bigint NOT NULL CHECK (amount_fen > 0),
	split_fen      bigint[] NOT NULL,
	caps           jsonb NOT NULL,
	score          int,
	submitted_at   timestamptz(3) NOT NULL,
	CONSTRAINT draw_candidate_split CHECK (sum_fen(split_fen) = amount_fen)
);
CREATE INDEX draw_candidate_draw_id_idx ON draw_candidate (draw_id);
CREATE TABLE draw_number (
	id            bigserial PRIMARY KEY,
	draw_id       bigint NOT NULL REFERENCES draw (id),
	number        text NOT NULL CHECK (number ~ '^[0-9]{4,40}$'),
	drawn_on      date NOT NULL,
	seed          char(64) NOT NULL CHECK (seed ~ '^[0-9a-f]{64}$'),
	entered_by_id bigint NOT NULL REFERENCES account (id),
	entered_at    timestamptz(3) NOT NULL
);
CREATE INDEX draw_number_draw_id_idx ON draw_number (draw_id);
CREATE TABLE draw_ruling (
	id          bigserial PRIMARY KEY,
	draw_id     bigint NOT NULL REFERENCES draw (id),
	number_id   bigint UNIQUE REFERENCES draw_number (id),
	kind        text NOT NULL CHECK (kind IN ('approved', 'returned')),
	reason      text,
	ruled_by_id bigint NOT NULL REFERENCES account (id),
	ruled_at    timestamptz(3) NOT NULL,
	CONSTRAINT draw_ruling_reason CHECK (kind = 'approved' OR (reason <> '' AND number_id IS NOT NULL))
);
CREATE UNIQUE INDEX draw_ruling_approved ON draw_ruling (draw_id) WHERE kind = 'approved';
CREATE INDEX draw_ruling_draw_id_idx ON draw_ruling (draw_id);
CREATE TABLE draw_place (
	application_id bigint PRIMARY KEY REFERENCES draw_candidate (application_id),
	draw_id        bigint NOT NULL REFERENCES draw (id),
	place          int NOT NULL CHECK (place > 0),
	UNIQUE (draw_id, place)
);
CREATE TABLE draw_outcome (
	application_id bigint PRIMARY KEY REFERENCES application (id),
	draw_id        bigint NOT NULL REFERENCES draw (id) DEFERRABLE INITIALLY DEFERRED,
	kind           text NOT NULL CHECK (kind IN ('granted', 'exhausted', 'cap', 'withdrawn', 'not_eligible', 'not_corrected')),
	at             timestamptz(3) NOT NULL
);
CREATE INDEX draw_outcome_draw_id_idx ON draw_outcome (draw_id);
CREATE TABLE draw_score (
	id             bigserial PRIMARY KEY,
	application_id bigint NOT NULL REFERENCES application (id),
	criterion      text NOT NULL CHECK (criterion <> ''),
	points         int NOT NULL CHECK (points BETWEEN 0 AND 1000),
	reason         text NOT NULL CHECK (reason <> ''),
	given_by_id    bigint NOT NULL REFERENCES account (id),
	given_at       timestamptz(3) NOT NULL
);
CREATE INDEX draw_score_application_id_idx ON draw_score (application_id, criterion, id);

DO $$
DECLARE name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['draw', 'draw_candidate', 'draw_number', 'draw_ruling', 'draw_place', 'draw_outcome', 'draw_score'] LOOP
		EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_append_only', name);
	END LOOP;
END $$;

-- Whoever closed the list or entered the number does not rule on it.
CREATE FUNCTION draw_ruling_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM draw d WHERE d.id = NEW.draw_id AND d.closed_by_id = NEW.ruled_by_id)
		OR EXISTS (SELECT FROM draw_number n WHERE n.id = NEW.number_id AND n.entered_by_id = NEW.ruled_by_id)
	THEN
		RAISE EXCEPTION 'access.other_person' USING ERRCODE = 'VR001', DETAIL = '{}';
	END IF;
	IF NEW.number_id IS NULL AND EXISTS (SELECT FROM draw d WHERE d.id = NEW.draw_id AND d.giving = 'lottery')
		OR NEW.number_id IS NOT NULL AND NOT EXISTS (SELECT FROM draw_number n WHERE n.id = NEW.number_id AND n.draw_id = NEW.draw_id)
	THEN
		RAISE EXCEPTION 'draw %: a lottery is ruled on with its own number', NEW.draw_id;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER draw_ruling_guard BEFORE INSERT ON draw_ruling FOR EACH ROW EXECUTE FUNCTION draw_ruling_guard();

-- Points are given while the list is open, to what waits to be judged, by another than the applicant.
CREATE FUNCTION draw_score_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE a application;
BEGIN
	SELECT * INTO a FROM application WHERE id = NEW.application_id FOR UPDATE;
	IF EXISTS (SELECT FROM draw d WHERE d.round_id = a.round_id) THEN RAISE EXCEPTION 'draw.list_closed' USING ERRCODE = 'VR001', DETAIL = '{}'; END IF;
	IF a.state <> 'submitted' THEN RAISE EXCEPTION 'state.changed_meanwhile' USING ERRCODE = 'VR001', DETAIL = '{}'; END IF;
	IF a.submitted_by_id = NEW.given_by_id THEN RAISE EXCEPTION 'access.other_person' USING ERRCODE = 'VR001', DETAIL = '{}'; END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER draw_score_guard BEFORE INSERT ON draw_score FOR EACH ROW EXECUTE FUNCTION draw_score_guard();

-- ---------- applications of such a round ----------

ALTER TABLE application DROP CONSTRAINT application_state,
	ADD CONSTRAINT application_state CHECK (state IN ('submitted', 'returned', 'granted', 'refused', 'withdrawn', 'not_drawn'));

-- As before; and in a round whose list is closed an application only waits for the draw, or is withdrawn by its owner.
CREATE OR REPLACE FUNCTION application_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	by_app boolean := current_user = 'voucher_app';
BEGIN
	IF by_app AND NEW.state IN ('granted', 'not_drawn') AND (TG_OP = 'INSERT' OR OLD.state <> NEW.state) THEN
		RAISE EXCEPTION 'application %: granting belongs to the books', NEW.number;
	END IF;
	IF by_app AND (TG_OP = 'INSERT' OR NEW.state <> 'withdrawn') AND EXISTS (SELECT FROM round r WHERE r.id = NEW.round_id AND r.giving <> 'first_come') THEN
		PERFORM 1 FROM round r WHERE r.id = NEW.round_id FOR SHARE; -- alone: the next statement sees a list closed meanwhile
		IF EXISTS (SELECT FROM draw d WHERE d.round_id = NEW.round_id) THEN RAISE EXCEPTION 'draw.list_closed' USING ERRCODE = 'VR001', DETAIL = '{}'; END IF;
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('submitted', 'granted'), ('submitted', 'returned'),
			('submitted', 'refused'), ('returned', 'submitted'), ('submitted', 'withdrawn'), ('returned', 'withdrawn'),
			('submitted', 'not_drawn'), ('returned', 'not_drawn'))
		THEN
			RAISE EXCEPTION 'application %: no step from % to %', OLD.number, OLD.state, NEW.state;
		END IF;
		IF (NEW.number, NEW.round_id, NEW.enterprise_id) IS DISTINCT FROM (OLD.number, OLD.round_id, OLD.enterprise_id)
			OR (OLD.state <> 'returned' AND (NEW.version_id, NEW.requested_fen, NEW.facts, NEW.commitment_text, NEW.submitted_by_id)
				IS DISTINCT FROM (OLD.version_id, OLD.requested_fen, OLD.facts, OLD.commitment_text, OLD.submitted_by_id))
		THEN
			RAISE EXCEPTION 'application %: what was asked for does not change', OLD.number;
		END IF;
	END IF;
	RETURN NEW;
END $$;

-- No voucher of such a round but to who stands on its closed list, in an approved draw, over the amount written there.
CREATE FUNCTION voucher_drawn() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM fresh v JOIN round r ON r.id = v.round_id AND r.giving <> 'first_come' WHERE NOT EXISTS (
		SELECT FROM draw_place p JOIN draw_candidate c ON c.application_id = p.application_id JOIN draw d ON d.id = p.draw_id
			JOIN entitlement e ON e.id = v.entitlement_id
		WHERE p.application_id = v.application_id AND d.round_id = v.round_id AND c.amount_fen = e.face_fen))
	THEN
		RAISE EXCEPTION 'draw.grants_only' USING ERRCODE = 'VR001', DETAIL = '{}';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER voucher_drawn AFTER INSERT ON voucher REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION voucher_drawn();

-- ---------- the list, the seed, the order ----------

/** The closed list as everyone downloads it: its header, then a line per candidate by application number. UTF-8, LF, tabs. */
CREATE FUNCTION draw_list_text(draw_key bigint, header text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT header || coalesce(string_agg(concat_ws(E'\t', c.number, c.amount_fen,
		to_char(c.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), c.score) || E'\n', '' ORDER BY c.number COLLATE "C"), '')
	FROM draw_candidate c WHERE c.draw_id = draw_key
$$;

CREATE FUNCTION sha256_hex(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT encode(sha256(convert_to(words, 'UTF8')), 'hex') $$;

/** Who comes when. Lottery: by sha256(seed ‖ application number). Ranked: by score, then who came first, then number. */
CREATE FUNCTION draw_order(draw_key bigint, seed text) RETURNS TABLE (application_id bigint, place int) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT c.application_id, (row_number() OVER (ORDER BY
		CASE WHEN seed IS NOT NULL THEN sha256_hex(seed || c.number) END COLLATE "C",
		CASE WHEN seed IS NULL THEN c.score END DESC, CASE WHEN seed IS NULL THEN c.submitted_at END, c.number COLLATE "C"))::int
	FROM draw_candidate c WHERE c.draw_id = draw_key
$$;

/**
 * Closes the list of a round whose time is over: candidates with what the rules give each, everybody else as not drawn
 * with the reason. Nobody who waits may be missing or added.
 * args: { roundId, header, numberOn?, scoresSeen, candidates: [{ applicationId, amountFen, split, caps, score? }], others: [{ applicationId, kind }] };
 * scoresSeen: how many points had been given when the scores were added up.
 */
CREATE FUNCTION close_draw_list(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r round; done jsonb; draw_key bigint; hash text; listed int; total bigint;
BEGIN
	SELECT * INTO r FROM round WHERE id = (args ->> 'roundId')::bigint FOR UPDATE; -- waits for whoever is handing in
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF r.giving = 'first_come' THEN PERFORM refuse('state.not_allowed'); END IF;
	IF r.state = 'draft' OR (r.state = 'approved' AND (ctx ->> 'now')::timestamptz < r.closes_at) THEN PERFORM refuse('draw.round_open'); END IF;
	IF EXISTS (SELECT FROM draw WHERE round_id = r.id) THEN PERFORM refuse('state.changed_meanwhile'); END IF;
	PERFORM 1 FROM application a WHERE a.round_id = r.id AND a.state IN ('submitted', 'returned') ORDER BY a.id FOR NO KEY UPDATE;
	IF EXISTS (
		SELECT FROM (SELECT a.id, a.state FROM application a WHERE a.round_id = r.id AND a.state IN ('submitted', 'returned')) w
		FULL JOIN (
			SELECT (c ->> 'applicationId')::bigint AS id, 'submitted' AS state FROM jsonb_array_elements(args -> 'candidates') c
			UNION ALL SELECT (o ->> 'applicationId')::bigint, CASE o ->> 'kind' WHEN 'not_corrected' THEN 'returned' ELSE 'submitted' END FROM jsonb_array_elements(args -> 'others') o) said
		ON said.id = w.id AND said.state = w.state WHERE w.id IS NULL OR said.id IS NULL)
	THEN PERFORM refuse('state.changed_meanwhile'); END IF;

	IF (args ->> 'scoresSeen')::bigint <> (SELECT count(*) FROM draw_score s JOIN application a ON a.id = s.application_id WHERE a.round_id = r.id) THEN
		PERFORM refuse('state.changed_meanwhile');
	END IF;

	draw_key := nextval(pg_get_serial_sequence('draw', 'id'));
	INSERT INTO draw_candidate (application_id, draw_id, number, amount_fen, split_fen, caps, score, submitted_at)
	SELECT a.id, draw_key, a.number, (c ->> 'amountFen')::bigint, fen_array(c -> 'split'), coalesce(c -> 'caps', '[]'), (c ->> 'score')::int, a.submitted_at
	FROM jsonb_array_elements(args -> 'candidates') c JOIN application a ON a.id = (c ->> 'applicationId')::bigint;
	SELECT count(*), sum(amount_fen) INTO listed, total FROM draw_candidate WHERE draw_id = draw_key;
	IF listed = 0 THEN PERFORM refuse('draw.nobody'); END IF;
	IF r.giving = 'ranked' AND EXISTS (SELECT FROM draw_candidate c WHERE c.draw_id = draw_key AND c.score IS NULL) THEN PERFORM refuse('draw.scores_missing'); END IF;
	hash := sha256_hex(draw_list_text(draw_key, args ->> 'header'));
	INSERT INTO draw (id, round_id, giving, header, list_hash, candidate_count, total_fen, number_on, closed_by_id, closed_at)
	VALUES (draw_key, r.id, r.giving, args ->> 'header', hash, listed, total, (args ->> 'numberOn')::date, (ctx ->> 'actorId')::bigint, (ctx ->> 'now')::timestamptz);
	INSERT INTO draw_outcome (application_id, draw_id, kind, at)
	SELECT (o ->> 'applicationId')::bigint, draw_key, o ->> 'kind', (ctx ->> 'now')::timestamptz FROM jsonb_array_elements(args -> 'others') o;
	UPDATE application a SET state = 'not_drawn', decided_at = (ctx ->> 'now')::timestamptz FROM draw_outcome o WHERE o.draw_id = draw_key AND a.id = o.application_id;
	done := jsonb_build_object('drawId', draw_key::text, 'listHash', hash, 'candidates', listed, 'totalFen', total::text);
	PERFORM post_command(ctx, 'draw.list_closed', r.number, args - 'candidates' - 'others', done, '{}');
	RETURN done;
END $$;

/** Enters the public number of a closed list. It exists since its day only, which is after the closing. args: { drawId, number, drawnOn } */
CREATE FUNCTION enter_draw_number(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d draw; done jsonb; day date := (args ->> 'drawnOn')::date; drawn_seed text; entered bigint;
BEGIN
	SELECT * INTO d FROM draw WHERE id = (args ->> 'drawId')::bigint FOR UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF d.giving <> 'lottery' THEN PERFORM refuse('state.not_allowed'); END IF;
	IF business_day(ctx) < d.number_on OR day < d.number_on OR day > business_day(ctx) THEN
		PERFORM refuse('draw.number_early', jsonb_build_object('numberOn', d.number_on::text, 'field', 'drawnOn'));
	END IF;
	IF EXISTS (SELECT FROM draw_number n WHERE n.draw_id = d.id AND NOT EXISTS (SELECT FROM draw_ruling u WHERE u.number_id = n.id AND u.kind = 'returned')) THEN
		PERFORM refuse('state.changed_meanwhile');
	END IF;
	drawn_seed := sha256_hex(d.list_hash || (args ->> 'number'));
	INSERT INTO draw_number (draw_id, number, drawn_on, seed, entered_by_id, entered_at)
	VALUES (d.id, args ->> 'number', day, drawn_seed, (ctx ->> 'actorId')::bigint, (ctx ->> 'now')::timestamptz) RETURNING id INTO entered;
	done := jsonb_build_object('numberId', entered::text, 'seed', drawn_seed);
	PERFORM post_command(ctx, 'draw.number_entered', (SELECT number FROM round WHERE id = d.round_id), args, done, '{}');
	RETURN done;
END $$;

/** Sends the number back, or approves the draw: then everyone has their place. args: { drawId, numberId?, kind, reason? } */
CREATE FUNCTION rule_draw(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d draw; n draw_number; done jsonb; approves boolean := args ->> 'kind' = 'approved';
BEGIN
	SELECT * INTO d FROM draw WHERE id = (args ->> 'drawId')::bigint FOR UPDATE;
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	done := replayed(ctx); IF done IS NOT NULL THEN RETURN done; END IF;
	IF d.giving = 'lottery' THEN
		SELECT * INTO n FROM draw_number x WHERE x.draw_id = d.id AND x.id = (args ->> 'numberId')::bigint;
		IF NOT FOUND THEN PERFORM refuse('draw.number_missing'); END IF;
	END IF;
	IF EXISTS (SELECT FROM draw_ruling u WHERE u.draw_id = d.id AND (u.kind = 'approved' OR u.number_id = n.id)) THEN PERFORM refuse('state.changed_meanwhile'); END IF;
	INSERT INTO draw_ruling (draw_id, number_id, kind, reason, ruled_by_id, ruled_at)
	VALUES (d.id, n.id, args ->> 'kind', args ->> 'reason', (ctx ->> 'actorId')::bigint, (ctx ->> 'now')::timestamptz);
	IF approves THEN
		INSERT INTO draw_place (application_id, draw_id, place) SELECT o.application_id, d.id, o.place FROM draw_order(d.id, n.seed) o;
	END IF;
	done := jsonb_build_object('drawId', d.id::text, 'kind', args ->> 'kind');
	PERFORM post_command(ctx, 'draw.' || (args ->> 'kind'), (SELECT number FROM round WHERE id = d.round_id), args, done, '{}');
	RETURN done;
END $$;

/**
 * Grants to the next places of an approved draw, as many as there are voucher numbers, in order; whoever the rest of the
 * money does not cover is not drawn, and stands in nobody's way. All of it in one commit, so that a killed process
 * goes on where it stopped. args: { drawId, numbers: [voucher number], useBy, redeemBy }
 */
CREATE FUNCTION carry_out_draw(ctx jsonb, args jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	d draw; r round; authority bigint; approver bigint; head jsonb; requests jsonb; answered jsonb; stray text; done jsonb;
BEGIN
	SELECT * INTO d FROM draw WHERE id = (args ->> 'drawId')::bigint FOR UPDATE; -- alone: one process at a time, seeing the last one's work
	IF NOT FOUND THEN PERFORM refuse('not_found'); END IF;
	SELECT u.ruled_by_id INTO approver FROM draw_ruling u WHERE u.draw_id = d.id AND u.kind = 'approved';
	IF NOT FOUND THEN PERFORM refuse('state.not_allowed'); END IF;
	SELECT * INTO r FROM round WHERE id = d.round_id;
	SELECT p.authority_id INTO authority FROM programme p WHERE p.id = r.programme_id;
	head := jsonb_build_object('actorId', approver, 'scopeOrgId', authority, 'now', ctx ->> 'now');
	SELECT jsonb_agg(jsonb_build_object('applicationId', q.application_id::text, 'number', args -> 'numbers' ->> (q.turn - 1)::int,
		'faceFen', q.amount_fen::text, 'split', to_jsonb(q.split_fen::text[]), 'draws', q.caps, 'encumbrance', 'grant',
		'useBy', args ->> 'useBy', 'redeemBy', args ->> 'redeemBy',
		'ctx', head || jsonb_build_object('key', concat_ws(':', 'draw', d.id, q.application_id), 'inputHash', sha256_hex(concat_ws(':', 'draw', d.id, q.application_id)))) ORDER BY q.turn)
	INTO requests FROM (
		SELECT c.*, row_number() OVER (ORDER BY p.place) AS turn FROM draw_place p JOIN draw_candidate c ON c.application_id = p.application_id
		WHERE p.draw_id = d.id AND NOT EXISTS (SELECT FROM draw_outcome o WHERE o.application_id = p.application_id)
		ORDER BY p.place LIMIT jsonb_array_length(args -> 'numbers')) q;
	IF requests IS NULL THEN RETURN jsonb_build_object('granted', 0, 'others', 0); END IF;
	answered := grant_vouchers(head, jsonb_build_object('fundId', r.fund_id::text, 'requests', requests)) -> 'results';
	INSERT INTO draw_outcome (application_id, draw_id, kind, at)
	SELECT a.id, d.id, CASE WHEN x ->> 'refusal' IS NULL THEN 'granted' WHEN a.state = 'withdrawn' THEN 'withdrawn' WHEN x ->> 'refusal' = 'cap.exceeded' THEN 'cap' ELSE 'exhausted' END,
		(ctx ->> 'now')::timestamptz
	FROM jsonb_array_elements(answered) x JOIN application a ON a.id = (x ->> 'applicationId')::bigint;
	SELECT x ->> 'refusal' INTO stray FROM jsonb_array_elements(answered) x JOIN application a ON a.id = (x ->> 'applicationId')::bigint
	WHERE x ->> 'refusal' NOT IN ('fund.exhausted', 'cap.exceeded') AND a.state <> 'withdrawn' LIMIT 1;
	IF stray IS NOT NULL THEN PERFORM refuse(stray); END IF; -- nothing of this call remains; it is called again
	UPDATE application a SET state = 'not_drawn', decided_at = (ctx ->> 'now')::timestamptz
	FROM jsonb_array_elements(answered) x WHERE a.id = (x ->> 'applicationId')::bigint AND a.state = 'submitted' AND x ->> 'refusal' IS NOT NULL;
	SELECT jsonb_build_object('granted', count(*) FILTER (WHERE x ->> 'refusal' IS NULL), 'others', count(x ->> 'refusal')) INTO done FROM jsonb_array_elements(answered) x;
	PERFORM post_command(head, 'draw.carried_out', r.number, jsonb_build_object('drawId', d.id::text), done, '{}');
	RETURN done;
END $$;

GRANT INSERT ON draw_score TO voucher_app;
GRANT USAGE ON SEQUENCE draw_score_id_seq TO voucher_app;
GRANT EXECUTE ON FUNCTION close_draw_list, enter_draw_number, rule_draw, carry_out_draw, draw_list_text, draw_order, sha256_hex TO voucher_app;
