use crate::check;
use crate::problem::FileProblem;

/// What kind of file rows come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text with delimiters.
    Csv,
    /// Office Open XML workbook.
    Xlsx,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// Tells the format from the name's ending and the first bytes, which have to agree. Eight bytes
    /// are enough; a name without a known ending leaves it to the bytes.
    ///
    /// # Errors
    /// Compressed files, workbooks of old, other binary files, and a name that says something else
    /// than the bytes.
    pub fn detect(name: &str, head: &[u8]) -> Result<Self, FileProblem> {
        let wrong = |message: String| FileProblem::error(check::UNKNOWN_FORMAT, message);
        let seen = match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Xlsx,
            [b'P', b'A', b'R', b'1', ..] => Self::Parquet,
            [0x1f, 0x8b, ..] => return Err(wrong(format!("`{name}` is compressed with gzip"))),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => return Err(wrong(format!("`{name}` is compressed with zstd"))),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => {
                return Err(wrong(format!("`{name}` is a workbook in the format used before 2007")));
            }
            [b'%', b'P', b'D', b'F', ..] => return Err(wrong(format!("`{name}` is a PDF document"))),
            _ => Self::Csv,
        };
        let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
        let said = match ending.as_str() {
            "csv" | "txt" | "tsv" | "tab" | "psv" => Some(Self::Csv),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            "parquet" | "pq" => Some(Self::Parquet),
            "xls" | "xlsb" | "ods" | "zip" | "json" | "xml" => {
                return Err(wrong(format!("files that end in `.{ending}` can't be read")));
            }
            _ => None,
        };
        match said {
            Some(said) if said != seen && !head.is_empty() => {
                Err(wrong(format!("`{name}` says that it is {}, but it holds {}", said.noun(), seen.noun())))
            }
            said => Ok(said.unwrap_or(seen)),
        }
    }

    /// What a file of the format is called in messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Csv => "delimited text",
            Self::Xlsx => "a workbook",
            Self::Parquet => "Parquet",
        }
    }
}
