-- An instrument's national class is filtered and counted by, as its model is.

ALTER TABLE search_document ADD COLUMN instrument_class CHAR(6);

CREATE OR REPLACE FUNCTION search_values(d search_document) RETURNS TEXT[] LANGUAGE sql IMMUTABLE AS $$
	SELECT array_remove(ARRAY['total:', 'kind:' || d.kind, 'division:' || d.division_code, 'providerKind:' || d.provider_kind,
		'instrumentModel:' || d.instrument_model, 'instrumentClass:' || d.instrument_class, 'days:' || d.turnaround_days,
		CASE WHEN d.price_fen IS NULL THEN 'quoteClass:' ELSE 'class:' END || d.subsidy_class,
		'price:' || CASE WHEN d.price_fen IS NULL THEN 'quote' WHEN d.price_fen <= 50000 THEN '50000' WHEN d.price_fen <= 200000 THEN '200000'
			WHEN d.price_fen <= 500000 THEN '500000' WHEN d.price_fen <= 2000000 THEN '2000000' ELSE 'above' END], NULL)
		|| ARRAY(SELECT 'category:' || c FROM unnest(d.category_path) c) || ARRAY(SELECT 'mark:' || m FROM unnest(d.marks) m)
		|| ARRAY(SELECT 'standard:' || s FROM unnest(d.standards) s)
$$;

-- documents that are there: triggers count the classes and number the change
UPDATE search_document d SET instrument_class = l.instrument_class, tsv = d.tsv || array_to_tsvector(ARRAY['=n:' || l.instrument_class])
FROM listing l WHERE l.id = d.listing_id AND l.instrument_class IS NOT NULL;
