"""The tables of the library, the two indexes of words over them, and what older versions of them lacked."""

SCHEMA_VERSION = 4
# What a library of an older version did not keep, which only reading its papers again can bring.
LACKED = {1: "exempt pages apart", 2: "registers and tables", 3: "the meetings of bound minutes"}
# Another process may be making the same tables at this moment.
SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS papers (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, source TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL,
    body TEXT, meeting_date TEXT, status TEXT, paged INTEGER NOT NULL, pages_without_text TEXT NOT NULL,
    words_id TEXT NOT NULL, attachments INTEGER NOT NULL, time TEXT, venue TEXT, supersedes TEXT
);
CREATE TABLE IF NOT EXISTS pages (
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, pdf_page INTEGER NOT NULL, label TEXT,
    stamp TEXT, stamp_sure INTEGER NOT NULL, item TEXT, minute TEXT, lines TEXT NOT NULL, access_group TEXT NOT NULL,
    reading TEXT NOT NULL, left_out TEXT NOT NULL, appendix TEXT,
    hidden TEXT NOT NULL, PRIMARY KEY (paper_id, pdf_page)
);
CREATE INDEX IF NOT EXISTS pages_of_group ON pages(paper_id, access_group);
CREATE TABLE IF NOT EXISTS items (
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, position INTEGER NOT NULL, ref TEXT NOT NULL,
    title TEXT NOT NULL, first TEXT, last TEXT, part TEXT NOT NULL, purpose TEXT, access_group TEXT NOT NULL,
    PRIMARY KEY (paper_id, position)
);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, position INTEGER NOT NULL, text TEXT NOT NULL,
    context TEXT NOT NULL, spans TEXT NOT NULL, item TEXT, section TEXT, paragraph TEXT, minute TEXT,
    kind TEXT NOT NULL, access_group TEXT NOT NULL, rows TEXT NOT NULL, said TEXT NOT NULL,
    body TEXT, meeting TEXT, vector BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_of_paper ON passages(paper_id, position);
CREATE INDEX IF NOT EXISTS passages_of_group ON passages(paper_id, access_group);
CREATE TABLE IF NOT EXISTS entries (
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, position INTEGER NOT NULL, register TEXT NOT NULL,
    fields TEXT NOT NULL, text TEXT NOT NULL, spans TEXT NOT NULL, item TEXT, minute TEXT, paragraph TEXT, body TEXT,
    meeting TEXT, access_group TEXT NOT NULL, PRIMARY KEY (paper_id, position)
);
CREATE INDEX IF NOT EXISTS entries_of_register ON entries(register, access_group);
CREATE VIEW IF NOT EXISTS public_passages AS
    SELECT number, said, context FROM passages WHERE access_group = 'public';
"""
# Of all passages, and of the public ones alone: how rare a word is in exempt passages must not sway a public ranking.
WORDS, PUBLIC_WORDS = "words", "public_words"
INDEXED = """
CREATE VIRTUAL TABLE IF NOT EXISTS {words} USING fts5(said, context, content='{passages}', content_rowid='number',
    tokenize="porter unicode61 remove_diacritics 2");
CREATE TRIGGER IF NOT EXISTS {words}_in AFTER INSERT ON passages WHEN new.access_group LIKE '{group}' BEGIN
    INSERT INTO {words}(rowid, said, context) VALUES (new.number, new.said, new.context);
END;
CREATE TRIGGER IF NOT EXISTS {words}_out AFTER DELETE ON passages WHEN old.access_group LIKE '{group}' BEGIN
    INSERT INTO {words}({words}, rowid, said, context) VALUES ('delete', old.number, old.said, old.context);
END;
CREATE TRIGGER IF NOT EXISTS {words}_moved AFTER UPDATE OF access_group ON passages BEGIN
    INSERT INTO {words}({words}, rowid, said, context)
        SELECT 'delete', old.number, old.said, old.context WHERE old.access_group LIKE '{group}';
    INSERT INTO {words}(rowid, said, context)
        SELECT new.number, new.said, new.context WHERE new.access_group LIKE '{group}';
END;
"""
SCHEMA += INDEXED.format(words=WORDS, passages="passages", group="%")
SCHEMA += INDEXED.format(words=PUBLIC_WORDS, passages="public_passages", group="public")
