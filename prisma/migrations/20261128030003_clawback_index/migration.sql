-- What is demanded back is a handful of pay lines among all: a fund's page finds them without reading the rest.
CREATE INDEX pay_line_demanded ON pay_line (fund_id, source_no) WHERE demanded_fen > 0;
GRANT EXECUTE ON FUNCTION is_paid TO voucher_app;
