//! The intake checks: one table of permanent codes, from which messages and the reference page are made.

/// What an intake check looks at. A file is checked in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Looks {
    /// The file as a whole; an error here rejects all of it.
    AtFile,
    /// One field of one row.
    AtField,
    /// One row.
    AtRow,
    /// A row beside the other rows of the file.
    AcrossRows,
}

/// What a breach of an intake check does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// The file or the row is rejected.
    Error,
    /// It is accepted and reported.
    Warning,
    /// The pack decides, by the `level` of the column or of the check.
    Declared,
}

/// One intake check, as the reference page shows it.
#[derive(Clone, Copy, Debug)]
pub struct IntakeCheck {
    /// Permanent code: `D023`. Never used again for something else.
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What it looks at.
    pub looks: Looks,
    /// What a breach does.
    pub weight: Weight,
    /// When it applies and why, one or two sentences.
    pub docs: &'static str,
    /// How a submitter cures it, one or two sentences.
    pub cure: &'static str,
}

macro_rules! checks {
    ($($name:ident = $code:literal, $looks:ident, $weight:ident, $title:literal, $docs:literal, $cure:literal;)*) => {
        $(pub(crate) const $name: &str = $code;)*
        const TABLE: &[IntakeCheck] = &[$(IntakeCheck {
            code: $code, title: $title, looks: Looks::$looks, weight: Weight::$weight, docs: $docs, cure: $cure,
        }),*];
    };
}

checks! {
    EMPTY_FILE = "D001", AtFile, Error, "the file is empty",
        "The file has no header and no row. A period without cases is reported by a submission that says so, not by an empty file.",
        "Send the file that was meant, or submit that there is nothing to report.";
    UNKNOWN_FORMAT = "D002", AtFile, Error, "the format is not one that can be read",
        "CSV, XLSX and Parquet are read. The first bytes of the file must agree with what its name says it is.",
        "Save the file as CSV (UTF-8), XLSX or Parquet, unpacked, under a name that ends in .csv, .xlsx or .parquet.";
    UNREADABLE = "D003", AtFile, Error, "the file is damaged",
        "A workbook or Parquet file that was cut off or changed can't be read as a whole, so nothing of it is taken.",
        "Export the file again and send it whole.";
    TOO_LARGE = "D004", AtFile, Error, "the workbook is too large unpacked",
        "A workbook is read up to 100 MB unpacked and 10,000 parts, a row group of a Parquet file up to 1 GB unpacked: beyond that it may be made to exhaust the machine.",
        "Send the rows as CSV, which is read at any length.";
    NO_SUCH_SHEET = "D005", AtFile, Error, "the workbook has no such sheet",
        "The first sheet is read unless another one is named.",
        "Name a sheet that the workbook has, or none to read the first.";
    WRONG_COLUMN_TYPE = "D006", AtFile, Error, "a Parquet column has a type that does not fit",
        "Text columns fit everything, since their text is parsed; other types must become the declared one without loss. Binary floating point never does: it can't say 0.1.",
        "Write the column with the type that is declared, or as text.";
    MISSING_COLUMN = "D007", AtFile, Error, "columns are missing",
        "Every declared column must stand in the header, so that a misspelt one can't drop data in silence.",
        "Add the columns; leave their fields empty where there is nothing to say.";
    UNKNOWN_COLUMN = "D008", AtFile, Warning, "a column is not declared",
        "Columns that the dataset does not declare are passed over and never stored.",
        "Correct its name if it was meant to be a declared one; else remove it.";
    DUPLICATE_COLUMN = "D009", AtFile, Error, "a column stands twice in the header",
        "Of two columns with one name nobody can tell which holds. Capitals and spaces around a name do not count.",
        "Remove or rename one of them.";
    UNNAMED_COLUMN = "D010", AtFile, Error, "a column has no name",
        "An empty cell within the header would leave its column without a meaning. Empty cells after the last name are passed over.",
        "Name the column in the header, or remove it.";
    OPEN_QUOTE = "D011", AtFile, Error, "a quote is never closed",
        "A field that starts with a quote runs to the next quote. When none follows, the rest of the file would be one field.",
        "Close the quote, or double it where it belongs to the text.";
    FIELD_TOO_LONG = "D012", AtFile, Error, "a field is longer than 1 MiB",
        "A field holds one value. A longer one mostly comes from a quote that is not closed.",
        "Look for a quote without its partner at the line named.";
    LINE_TOO_LONG = "D013", AtFile, Error, "a row is longer than 16 MiB or 16,384 fields",
        "A row is held in memory as a whole, so it has a limit. A longer one mostly means wrong line ends or another delimiter.",
        "Look at the line ends of the file, and whether it is text at all.";
    NO_ROWS = "D014", AtFile, Error, "there is a header but no row",
        "A file without rows could be an export that failed, so it is not taken for a report of nothing.",
        "Send the rows, or submit that there is nothing to report.";
    NO_PERIOD = "D015", AtFile, Error, "the submission does not say its period",
        "Rows of this dataset carry no date or label of their own that tells their period, so the submission has to, and it has to be a period of the dataset's kind.",
        "Name the period when the file is submitted.";
    NO_AGENCY = "D016", AtFile, Error, "the submitting agency does not fit",
        "The agency named with the submission must be one of the pack. When the dataset has no agency column, its rows are about the state agency alone.",
        "Name an agency of the pack, or none.";
    TOO_MANY_PERIODS = "D017", AtFile, Error, "the rows fall into more than 4,096 periods",
        "Each period of a file is stored for itself. So many come from a date column that is not one.",
        "Look at the column that tells the period; send the file in parts if it is right.";
    WRONG_ENCODING = "D018", AtFile, Error, "the file is not in the declared encoding",
        "The header or the way the bytes alternate shows that the text was written in another encoding.",
        "Save the file as UTF-8, or name its encoding when it is submitted.";
    FIELD_COUNT = "D020", AtRow, Error, "the row has another number of fields than the header",
        "With a field too many or too few, values would stand under the wrong names.",
        "Put text that holds the delimiter into quotes; give every column its field.";
    NOT_TEXT = "D021", AtField, Error, "the field is not text in the declared encoding",
        "Bytes that mean nothing in the declared encoding, or the mark that another program put in their place.",
        "Type the field again, or save the file as UTF-8.";
    CONTROL_CHARACTER = "D022", AtField, Error, "the field holds a control character",
        "NUL and the other characters below the space, but for tab and line ends, do not belong into a value.",
        "Remove the character.";
    REQUIRED = "D023", AtField, Error, "a required field is empty",
        "Columns declared as required, and those of the key, the unit, the agency and the period, must be filled.",
        "Fill the field.";
    NOT_INTEGER = "D024", AtField, Error, "the field is not a whole number",
        "Digits with an optional sign, within 64 bits; no thousands separators, no decimal point.",
        "Write the number with digits alone.";
    NOT_DECIMAL = "D025", AtField, Error, "the field is not a number",
        "Digits with an optional sign and one decimal point; no thousands separators, no exponent, no percent sign.",
        "Write the number with digits and a point.";
    TOO_MANY_PLACES = "D026", AtField, Error, "the number has more decimal places than declared",
        "Digits are never rounded away. Zeros at the end do no harm.",
        "Round the number to the declared places, if that is what was measured.";
    NOT_DATE = "D027", AtField, Error, "the field is not a date",
        "Dates are written 2011-07-01, or 7/1/2011 when the submission says so.",
        "Write the date as year, month and day: 2011-07-01.";
    NO_SUCH_DAY = "D028", AtField, Error, "the calendar has no such day",
        "The field is written as a date but names a day that does not exist, such as the 30th of February.",
        "Look the date up in the record.";
    NOT_BOOLEAN = "D029", AtField, Error, "the field is neither yes nor no",
        "true, yes and 1 mean yes; false, no and 0 mean no; capitals do not count.",
        "Write yes or no.";
    BELOW_MINIMUM = "D030", AtField, Declared, "the value is below the smallest allowed",
        "The column declares the smallest value that it may hold.",
        "Correct the value.";
    ABOVE_MAXIMUM = "D031", AtField, Declared, "the value is above the largest allowed",
        "The column declares the largest value that it may hold.",
        "Correct the value.";
    PATTERN = "D032", AtField, Declared, "the text does not have the declared form",
        "The column declares a pattern that the whole text must match.",
        "Write the value in the form that the column's description shows.";
    TOO_LONG = "D033", AtField, Declared, "the text is too long",
        "The column declares how many characters its text may have.",
        "Shorten the text.";
    NOT_IN_LIST = "D034", AtField, Declared, "the code is not in the list",
        "The column takes codes of a closed list; of a field with several codes each must be in it.",
        "Use a code of the list.";
    NOT_FOUND = "D035", AtField, Declared, "the value does not occur where it must",
        "The column refers to a column of another dataset, and only values that were accepted there may be used.",
        "Submit the other dataset first, or correct the value.";
    OUTSIDE_CALENDAR = "D036", AtRow, Error, "the row belongs to no period",
        "The date lies in no declared period, or no period of this kind has the label.",
        "Correct the date or the label.";
    OTHER_PERIOD = "D037", AtRow, Error, "the row belongs to another period",
        "The submission is for one period, and the row's date or label puts it into another one.",
        "Submit the row with the period it belongs to, or correct its date or label.";
    UNKNOWN_AGENCY = "D038", AtField, Error, "the agency is not known",
        "The field must hold the id of an agency of the pack.",
        "Use the agency's id.";
    AGENCY_NOT_IN_PERIOD = "D039", AtRow, Error, "the agency does not exist in the period",
        "The agency began after the period or ended before it.",
        "Use the id of the agency that answers for the case in that period.";
    AGENCY_OUT_OF_SCOPE = "D040", AtRow, Error, "the row is about an agency that the submitter does not answer for",
        "A submission of one agency may hold rows about itself and about those that are its members in the period.",
        "Remove the row, or have it submitted by the agency that answers for it.";
    DECLARED_CHECK = "D041", AtRow, Declared, "an edit check of the dataset fails",
        "The dataset declares rules over several fields; each brings its own message and cure.",
        "Follow the message of the check.";
    NO_VALUE = "D042", AtRow, Error, "a value that is made from the row can't be made",
        "No case of a decision table fits or one forbids it, or a calculation leaves the range of numbers or dates.",
        "Correct the fields from which the value is made.";
    DUPLICATE_KEY = "D043", AcrossRows, Error, "another row has the same key",
        "Within a period no two rows may agree in all key columns. The first one is kept, every later one is rejected and names the first one's line.",
        "Keep one of the rows, or correct the key.";
}

/// All intake checks, in the order of their codes.
pub fn intake_checks() -> &'static [IntakeCheck] {
    TABLE
}

/// The check with a code.
pub(crate) fn check(code: &str) -> Option<&'static IntakeCheck> {
    TABLE.iter().find(|c| c.code == code)
}

/// The general cure of a check, for messages that know no better one.
pub(crate) fn cure(code: &str) -> &'static str {
    check(code).map_or("", |c| c.cure)
}
