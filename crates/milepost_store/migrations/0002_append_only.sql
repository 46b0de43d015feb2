-- What is remembered is added to, never changed and never taken back. The program has no statement that would try;
-- these keep other programs, and later mistakes, from it. They hold no other logic.

CREATE TRIGGER audit_line_no_update BEFORE UPDATE ON audit_line
BEGIN
    SELECT RAISE(ABORT, 'audit_line is append-only');
END;
CREATE TRIGGER audit_line_no_delete BEFORE DELETE ON audit_line
BEGIN
    SELECT RAISE(ABORT, 'audit_line is append-only');
END;

CREATE TRIGGER home_no_update BEFORE UPDATE ON home
BEGIN
    SELECT RAISE(ABORT, 'home is append-only');
END;
CREATE TRIGGER home_no_delete BEFORE DELETE ON home
BEGIN
    SELECT RAISE(ABORT, 'home is append-only');
END;

CREATE TRIGGER stored_file_no_update BEFORE UPDATE ON stored_file
BEGIN
    SELECT RAISE(ABORT, 'stored_file is append-only');
END;
CREATE TRIGGER stored_file_no_delete BEFORE DELETE ON stored_file
BEGIN
    SELECT RAISE(ABORT, 'stored_file is append-only');
END;

CREATE TRIGGER pack_release_no_update BEFORE UPDATE ON pack_release
BEGIN
    SELECT RAISE(ABORT, 'pack_release is append-only');
END;
CREATE TRIGGER pack_release_no_delete BEFORE DELETE ON pack_release
BEGIN
    SELECT RAISE(ABORT, 'pack_release is append-only');
END;

CREATE TRIGGER pack_file_no_update BEFORE UPDATE ON pack_file
BEGIN
    SELECT RAISE(ABORT, 'pack_file is append-only');
END;
CREATE TRIGGER pack_file_no_delete BEFORE DELETE ON pack_file
BEGIN
    SELECT RAISE(ABORT, 'pack_file is append-only');
END;

CREATE TRIGGER submission_no_update BEFORE UPDATE ON submission
BEGIN
    SELECT RAISE(ABORT, 'submission is append-only');
END;
CREATE TRIGGER submission_no_delete BEFORE DELETE ON submission
BEGIN
    SELECT RAISE(ABORT, 'submission is append-only');
END;

CREATE TRIGGER submission_period_no_update BEFORE UPDATE ON submission_period
BEGIN
    SELECT RAISE(ABORT, 'submission_period is append-only');
END;
CREATE TRIGGER submission_period_no_delete BEFORE DELETE ON submission_period
BEGIN
    SELECT RAISE(ABORT, 'submission_period is append-only');
END;

CREATE TRIGGER submission_slice_no_update BEFORE UPDATE ON submission_slice
BEGIN
    SELECT RAISE(ABORT, 'submission_slice is append-only');
END;
CREATE TRIGGER submission_slice_no_delete BEFORE DELETE ON submission_slice
BEGIN
    SELECT RAISE(ABORT, 'submission_slice is append-only');
END;

CREATE TRIGGER submission_agency_no_update BEFORE UPDATE ON submission_agency
BEGIN
    SELECT RAISE(ABORT, 'submission_agency is append-only');
END;
CREATE TRIGGER submission_agency_no_delete BEFORE DELETE ON submission_agency
BEGIN
    SELECT RAISE(ABORT, 'submission_agency is append-only');
END;

CREATE TRIGGER computation_no_update BEFORE UPDATE ON computation
BEGIN
    SELECT RAISE(ABORT, 'computation is append-only');
END;
CREATE TRIGGER computation_no_delete BEFORE DELETE ON computation
BEGIN
    SELECT RAISE(ABORT, 'computation is append-only');
END;

CREATE TRIGGER computation_input_no_update BEFORE UPDATE ON computation_input
BEGIN
    SELECT RAISE(ABORT, 'computation_input is append-only');
END;
CREATE TRIGGER computation_input_no_delete BEFORE DELETE ON computation_input
BEGIN
    SELECT RAISE(ABORT, 'computation_input is append-only');
END;

CREATE TRIGGER computation_cells_no_update BEFORE UPDATE ON computation_cells
BEGIN
    SELECT RAISE(ABORT, 'computation_cells is append-only');
END;
CREATE TRIGGER computation_cells_no_delete BEFORE DELETE ON computation_cells
BEGIN
    SELECT RAISE(ABORT, 'computation_cells is append-only');
END;

CREATE TRIGGER determination_no_update BEFORE UPDATE ON determination
BEGIN
    SELECT RAISE(ABORT, 'determination is append-only');
END;
CREATE TRIGGER determination_no_delete BEFORE DELETE ON determination
BEGIN
    SELECT RAISE(ABORT, 'determination is append-only');
END;
