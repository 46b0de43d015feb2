use std::fmt;

/// A CSV text with a header, asked by column names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Fields of each row, as many as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a text.
    ///
    /// # Panics
    /// When it isn't CSV, or a row has more or fewer fields than the header.
    #[track_caller]
    pub fn read(text: &str) -> Self {
        let fields = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().map(fields).unwrap_or_else(|error| panic!("{error} in\n{text}"));
        let rows = reader.records().map(|r| r.as_ref().map(fields).unwrap_or_else(|e| panic!("{e} in\n{text}")));
        Self { header, rows: rows.collect() }
    }

    /// The fields of the named columns in every row whose fields equal the given ones.
    ///
    /// # Panics
    /// When there is no such column.
    #[track_caller]
    pub fn select(&self, wanted: &[(&str, &str)], columns: &[&str]) -> Vec<Vec<&str>> {
        let wanted: Vec<(usize, &str)> = wanted.iter().map(|(name, field)| (self.column(name), *field)).collect();
        let columns: Vec<usize> = columns.iter().map(|name| self.column(name)).collect();
        let matching = self.rows.iter().filter(|row| wanted.iter().all(|(c, field)| row[*c] == *field));
        matching.map(|row| columns.iter().map(|c| row[*c].as_str()).collect()).collect()
    }

    /// The fields of the named columns in the only row whose fields equal the given ones.
    ///
    /// # Panics
    /// When there is no such column, or not exactly one such row.
    #[track_caller]
    pub fn one(&self, wanted: &[(&str, &str)], columns: &[&str]) -> Vec<&str> {
        let mut found = self.select(wanted, columns);
        assert!(found.len() == 1, "{} rows have {wanted:?} in\n{self}", found.len());
        found.remove(0)
    }

    #[track_caller]
    fn column(&self, name: &str) -> usize {
        let found = self.header.iter().position(|h| h == name);
        found.unwrap_or_else(|| panic!("no column `{name}` in {:?}", self.header))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.header.join(","))?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{}", row.join(",")))
    }
}
