-- A claim moves to another fund only as a year-end says: from the fund that ends to the one named to follow it.
CREATE FUNCTION claim_follows_fund() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM year_end y WHERE y.fund_id = OLD.fund_id AND y.next_fund_id = NEW.fund_id AND y.state IN ('proposed', 'approved')) THEN
    RAISE EXCEPTION 'what a claim belongs to does not change' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claim_follows_fund BEFORE UPDATE OF fund_id ON claim FOR EACH ROW WHEN (NEW.fund_id <> OLD.fund_id) EXECUTE FUNCTION claim_follows_fund();
