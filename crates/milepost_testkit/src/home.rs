use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::Table;

/// A temporary folder with a home in it, gone when the test ends, and the program to be run on it.
///
/// ```no_run
/// # let binary = "milepost";
/// // In the tests of the binary: Home::new(env!("CARGO_BIN_EXE_milepost"))
/// let home = milepost_testkit::Home::new(binary);
/// home.run(["init", "--pack", "packs/teaching"]).ok();
/// let file = home.write("visits.csv", "visit,place\n1,north\n");
/// home.run(["load", "visits", &file, "--period", "2024"]).ok();
/// let results = home.run(["results", "--format", "csv"]).ok().table();
/// ```
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
    binary: PathBuf,
}

impl Home {
    /// A place for a home that doesn't exist yet; `init` or `demo` make it.
    ///
    /// # Panics
    /// When there is no room for a temporary folder.
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder, binary: binary.into() }
    }

    /// The home's own folder.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A path beside the home, for files that go in or come out.
    pub fn beside(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("temporary folders have plain names").to_owned()
    }

    /// Writes a file beside the home, and the folders that its name asks for. Returns its path.
    ///
    /// # Panics
    /// When it can't be written.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        let path = self.beside(name);
        let parent = Path::new(&path).parent().expect("a file lies in a folder");
        std::fs::create_dir_all(parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
        std::fs::write(&path, contents).unwrap_or_else(|error| panic!("{path}: {error}"));
        path
    }

    /// Reads a file beside the home.
    ///
    /// # Panics
    /// When it can't be read, or is not UTF-8.
    pub fn read(&self, name: &str) -> String {
        let path = self.beside(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs a command of the program on this home: `--home` is added.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        let mut arguments = owned(arguments);
        arguments.push("--home".into());
        arguments.push(self.path().into());
        self.spawn(arguments)
    }

    /// Runs a command that needs no home, such as `pack check`.
    pub fn run_without_home<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        self.spawn(owned(arguments))
    }

    fn spawn(&self, arguments: Vec<OsString>) -> Ran {
        let output = Command::new(&self.binary)
            .args(&arguments)
            .env("MILEPOST_AS", "tester")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", self.binary.display()));
        let words: Vec<String> = arguments.iter().map(|a| a.to_string_lossy().into_owned()).collect();
        Ran {
            command: words.join(" "),
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// What a run of the program said and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its arguments, joined by spaces.
    pub command: String,
    /// The exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Asserts that it ended well.
    ///
    /// # Panics
    /// When it didn't, with everything it said.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.exits(0)
    }

    /// Asserts an exit code: 1 the input has problems, 2 wrong usage, 3 the world failed.
    ///
    /// # Panics
    /// When it is another one, with everything the program said.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert!(self.code == Some(code), "expected exit code {code}\n{self}");
        self
    }

    /// Asserts that standard output or standard error contains a text.
    ///
    /// # Panics
    /// When neither does, with everything the program said.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text) || self.err.contains(text), "expected it to say `{text}`\n{self}");
        self
    }

    /// Its standard output, read as CSV with a header.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn table(&self) -> Table {
        Table::read(&self.out)
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ {}", self.command)?;
        for line in self.out.lines().chain(self.err.lines()) {
            writeln!(f, "{line}")?;
        }
        match self.code {
            Some(code) => write!(f, "exit code {code}"),
            None => f.write_str("ended by a signal"),
        }
    }
}

fn owned<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Vec<OsString> {
    arguments.into_iter().map(|a| a.as_ref().to_owned()).collect()
}
