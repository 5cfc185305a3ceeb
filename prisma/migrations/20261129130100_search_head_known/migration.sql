-- The table was written anew, and what it is searched by is new in it: how words are spread there has to be known before anybody plans by it.
ANALYZE search_document;
