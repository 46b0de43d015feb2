-- The cells of a slice as soon as they are counted, and what they were counted from: a list of inputs in JSON, each
-- with the hash of what it said. A computation that is interrupted leaves the cells of the slices it had counted.
CREATE TABLE slice_cells (
    recorded_in INTEGER PRIMARY KEY REFERENCES audit_line (seq),
    pack TEXT NOT NULL,
    dataset TEXT NOT NULL,
    period TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    made_of TEXT NOT NULL,
    cells TEXT NOT NULL REFERENCES stored_file (hash),
    rows_read INTEGER NOT NULL
) STRICT;

CREATE INDEX slice_cells_by_input ON slice_cells (input_hash);
CREATE INDEX slice_cells_by_slice ON slice_cells (pack, dataset, period, recorded_in);

CREATE TRIGGER slice_cells_no_update BEFORE UPDATE ON slice_cells
BEGIN
    SELECT RAISE(ABORT, 'slice_cells is append-only');
END;
CREATE TRIGGER slice_cells_no_delete BEFORE DELETE ON slice_cells
BEGIN
    SELECT RAISE(ABORT, 'slice_cells is append-only');
END;

-- Into how many files, by the hash of the unit, the rows of a slice are divided. Said once, when the home is made.
ALTER TABLE home ADD COLUMN buckets INTEGER NOT NULL DEFAULT 1;
