-- How many documents there are of each value: what browsing without a question shows, kept by whoever changes documents.

CREATE TABLE search_rollup (
	facet TEXT NOT NULL,
	value TEXT NOT NULL,
	documents BIGINT NOT NULL,
	PRIMARY KEY (facet, value)
);

-- The values of one document, each as facet:value.
CREATE FUNCTION search_values(d search_document) RETURNS TEXT[] LANGUAGE sql IMMUTABLE AS $$
	SELECT array_remove(ARRAY['total:', 'kind:' || d.kind, 'division:' || d.division_code, 'providerKind:' || d.provider_kind,
		'instrumentModel:' || d.instrument_model, 'days:' || d.turnaround_days,
		CASE WHEN d.price_fen IS NULL THEN 'quoteClass:' ELSE 'class:' END || d.subsidy_class,
		'price:' || CASE WHEN d.price_fen IS NULL THEN 'quote' WHEN d.price_fen <= 50000 THEN '50000' WHEN d.price_fen <= 200000 THEN '200000'
			WHEN d.price_fen <= 500000 THEN '500000' WHEN d.price_fen <= 2000000 THEN '2000000' ELSE 'above' END], NULL)
		|| ARRAY(SELECT 'category:' || c FROM unnest(d.category_path) c) || ARRAY(SELECT 'mark:' || m FROM unnest(d.marks) m)
		|| ARRAY(SELECT 'standard:' || s FROM unnest(d.standards) s)
$$;

-- One statement changes the counts once, however many documents it touches.
CREATE FUNCTION count_search_documents() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO search_rollup AS r SELECT split_part(v, ':', 1), substr(v, strpos(v, ':') + 1), count(*) FROM (SELECT unnest(search_values(d)) AS v FROM added d) x GROUP BY v ORDER BY v
		ON CONFLICT (facet, value) DO UPDATE SET documents = r.documents + excluded.documents;
	ELSIF TG_OP = 'DELETE' THEN
		INSERT INTO search_rollup AS r SELECT split_part(v, ':', 1), substr(v, strpos(v, ':') + 1), -count(*) FROM (SELECT unnest(search_values(d)) AS v FROM removed d) x GROUP BY v ORDER BY v
		ON CONFLICT (facet, value) DO UPDATE SET documents = r.documents + excluded.documents;
	ELSE
		INSERT INTO search_rollup AS r
		SELECT split_part(v, ':', 1), substr(v, strpos(v, ':') + 1), sum(n) FROM (
			SELECT unnest(search_values(d)) AS v, 1 AS n FROM added d
			UNION ALL SELECT unnest(search_values(d)), -1 FROM removed d) x
		GROUP BY v HAVING sum(n) <> 0 ORDER BY v
		ON CONFLICT (facet, value) DO UPDATE SET documents = r.documents + excluded.documents;
	END IF;
	RETURN NULL;
END $$;

CREATE TRIGGER search_document_added AFTER INSERT ON search_document REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION count_search_documents();
CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document REFERENCING OLD TABLE AS removed NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION count_search_documents();
CREATE TRIGGER search_document_removed AFTER DELETE ON search_document REFERENCING OLD TABLE AS removed
	FOR EACH STATEMENT EXECUTE FUNCTION count_search_documents();

INSERT INTO search_rollup SELECT split_part(v, ':', 1), substr(v, strpos(v, ':') + 1), count(*)
FROM (SELECT unnest(search_values(d)) AS v FROM search_document d) x GROUP BY v;
