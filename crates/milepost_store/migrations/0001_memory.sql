-- What a home remembers.
--
-- Times are text in UTC with six digits of a second (2013-02-01T09:30:00.000000Z), days are ISO dates: both sort
-- as they follow each other. Ids are UUIDv7 text. Hashes are BLAKE3 in 64 hexadecimal digits. Whole numbers that
-- stand for yes and no are 1 and 0. `recorded_in` is the audit line under which a row was written; as lines are
-- numbered without gaps, it also says which of two rows came later.

CREATE TABLE audit_line (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    content TEXT NOT NULL,
    previous TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE INDEX audit_line_by_subject ON audit_line (subject);

CREATE TABLE home (
    id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    recorded_in INTEGER NOT NULL UNIQUE REFERENCES audit_line (seq)
) STRICT;

-- The files that rows speak of; their bytes lie in the file area under their hash.
CREATE TABLE stored_file (
    hash TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    recorded_in INTEGER NOT NULL REFERENCES audit_line (seq)
) STRICT;

CREATE TABLE pack_release (
    id TEXT PRIMARY KEY,
    pack TEXT NOT NULL,
    release TEXT NOT NULL,
    hash TEXT NOT NULL,
    installed_at TEXT NOT NULL,
    recorded_in INTEGER NOT NULL UNIQUE REFERENCES audit_line (seq)
) STRICT;

CREATE INDEX pack_release_by_pack ON pack_release (pack, recorded_in);

CREATE TABLE pack_file (
    release_id TEXT NOT NULL REFERENCES pack_release (id),
    path TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES stored_file (hash),
    PRIMARY KEY (release_id, path)
) STRICT;

CREATE TABLE submission (
    id TEXT PRIMARY KEY,
    pack TEXT NOT NULL,
    release_id TEXT NOT NULL REFERENCES pack_release (id),
    dataset TEXT NOT NULL,
    received_at TEXT NOT NULL,
    received_by TEXT NOT NULL,
    source_name TEXT NOT NULL,
    format TEXT NOT NULL,
    content TEXT,
    rows_fingerprint TEXT,
    coverage TEXT,
    period TEXT,
    nothing_to_report INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_accepted INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    problems TEXT REFERENCES stored_file (hash),
    rejects TEXT REFERENCES stored_file (hash),
    original TEXT REFERENCES stored_file (hash),
    recorded_in INTEGER NOT NULL UNIQUE REFERENCES audit_line (seq)
) STRICT;

CREATE INDEX submission_by_dataset ON submission (pack, dataset, recorded_in);
CREATE INDEX submission_by_content ON submission (content);

-- A period for which the submission speaks, with or without rows.
CREATE TABLE submission_period (
    submission_id TEXT NOT NULL REFERENCES submission (id),
    period TEXT NOT NULL,
    PRIMARY KEY (submission_id, period)
) STRICT;

CREATE TABLE submission_slice (
    submission_id TEXT NOT NULL,
    period TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    file TEXT NOT NULL REFERENCES stored_file (hash),
    row_count INTEGER NOT NULL,
    PRIMARY KEY (submission_id, period, bucket),
    FOREIGN KEY (submission_id, period) REFERENCES submission_period (submission_id, period)
) STRICT;

CREATE TABLE submission_agency (
    submission_id TEXT NOT NULL,
    period TEXT NOT NULL,
    agency TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    PRIMARY KEY (submission_id, period, agency),
    FOREIGN KEY (submission_id, period) REFERENCES submission_period (submission_id, period)
) STRICT;

CREATE TABLE computation (
    id TEXT PRIMARY KEY,
    pack TEXT NOT NULL,
    release_id TEXT NOT NULL REFERENCES pack_release (id),
    period TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    cause TEXT NOT NULL,
    calculator TEXT NOT NULL,
    measures_hash TEXT NOT NULL,
    settings TEXT NOT NULL,
    results TEXT NOT NULL REFERENCES stored_file (hash),
    rows_read INTEGER NOT NULL,
    result_count INTEGER NOT NULL,
    recorded_in INTEGER NOT NULL UNIQUE REFERENCES audit_line (seq)
) STRICT;

CREATE INDEX computation_by_period ON computation (pack, period, recorded_in);

CREATE TABLE computation_input (
    computation_id TEXT NOT NULL REFERENCES computation (id),
    dataset TEXT NOT NULL,
    period TEXT NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submission (id),
    PRIMARY KEY (computation_id, dataset, period, submission_id)
) STRICT;

CREATE INDEX computation_input_by_submission ON computation_input (submission_id);

CREATE TABLE computation_cells (
    computation_id TEXT NOT NULL REFERENCES computation (id),
    dataset TEXT NOT NULL,
    period TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    cells TEXT NOT NULL REFERENCES stored_file (hash),
    rows_read INTEGER NOT NULL,
    PRIMARY KEY (computation_id, dataset, period)
) STRICT;

CREATE INDEX computation_cells_by_input ON computation_cells (input_hash);

CREATE TABLE determination (
    id TEXT PRIMARY KEY,
    computation_id TEXT NOT NULL REFERENCES computation (id),
    pack TEXT NOT NULL,
    measure TEXT NOT NULL,
    period TEXT NOT NULL,
    agency TEXT NOT NULL,
    grouping TEXT NOT NULL,
    standard TEXT NOT NULL,
    target TEXT NOT NULL,
    status TEXT NOT NULL,
    change TEXT NOT NULL,
    needed TEXT,
    reason TEXT NOT NULL,
    prior TEXT NOT NULL,
    made_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    -- At most one child: two successors of one determination would be two truths.
    supersedes TEXT UNIQUE REFERENCES determination (id),
    recorded_in INTEGER NOT NULL REFERENCES audit_line (seq),
    -- Place among those that share the audit line.
    number INTEGER NOT NULL,
    UNIQUE (recorded_in, number)
) STRICT;

CREATE INDEX determination_by_period ON determination (pack, period, measure, agency);
CREATE INDEX determination_by_computation ON determination (computation_id);
