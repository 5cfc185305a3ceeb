-- The business clock: the database's own time, through one function. A shift is only ever set by the owner, in tests that
-- let days pass; the application may read it and cannot write it. Money rows keep the true time in recorded_at.

CREATE TABLE clock_shift (
  id    int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  shift interval NOT NULL
);
GRANT SELECT ON clock_shift TO voucher_app;

CREATE FUNCTION business_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT now() + coalesce((SELECT shift FROM clock_shift), interval '0')
$$;
GRANT EXECUTE ON FUNCTION business_now TO voucher_app;
