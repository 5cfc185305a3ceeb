-- A word's list of documents is read from the index by visiting each of its rows: the narrower they are, the fewer pages that is. All
-- words, the words of names and how they sound go out of the row, what is filtered and counted by stays.

ALTER TABLE search_document SET (toast_tuple_target = 400);
ALTER TABLE search_document ALTER COLUMN head SET STORAGE EXTERNAL, ALTER COLUMN text SET STORAGE EXTERNAL;

-- Where a word stands (name, other name, aside) is told by an index, so that no row's words are looked at.
DROP INDEX search_document_head_idx;
SET LOCAL maintenance_work_mem = '256MB';
-- this writes the rows that are there anew, the best first
CLUSTER search_document USING search_document_quality_idx;
ALTER TABLE search_document SET WITHOUT CLUSTER;
CREATE INDEX search_document_levels_idx ON search_document
	USING gin (ts_filter(tsv, '{a}'), ts_filter(tsv, '{b}'), ts_filter(tsv, '{c}')) WITH (fastupdate = off);
ANALYZE search_document;
