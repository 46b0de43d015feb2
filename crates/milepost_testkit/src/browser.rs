//! A real Chromium for tests of pages: open one at a width, ask axe-core what is wrong with it, look
//! at it, print it.
//!
//! ```no_run
//! use milepost_testkit::browser::{Browser, unless_missing};
//!
//! # let page = std::path::Path::new("report.html");
//! let Some(browser) = unless_missing(Browser::start()) else { return };
//! browser.open(page, 400, 800);
//! assert_eq!(browser.violations(), []);
//! ```

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};
use tokio::runtime::Runtime;

/// Where npm puts axe-core, below the root of the workspace.
const AXE: &str = "tests/browser/node_modules/axe-core/axe.min.js";
const INSTALL: &str = "on Debian: apt-get install chromium chromium-driver; then: npm ci --prefix tests/browser";
/// Chromium as a test wants it: a fresh profile, nothing in the background, nothing fetched.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];
/// Longest that a script may take, axe-core on a long report included.
const SCRIPT_TIMEOUT: Duration = Duration::from_secs(120);

/// A Chromium that runs until it is dropped.
#[derive(Debug)]
pub struct Browser {
    // In the order in which they go: session, its runtime, the program, its profile.
    driver: Option<WebDriver>,
    runtime: Runtime,
    chromedriver: Child,
    _profile: TempDir,
    axe: String,
}

/// What isn't installed, and how to install it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing(String);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is missing; {INSTALL}", self.0)
    }
}

/// One way in which a page fails a rule of axe-core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Id of the rule: `color-contrast`.
    pub rule: String,
    /// What the rule wants.
    pub help: String,
    /// Selectors of the elements that fail it, each with axe-core's reason.
    pub elements: Vec<String>,
}

/// The browser, or nothing where it isn't installed: then the terminal says what the test would need.
///
/// # Panics
/// When it isn't installed and the environment variable `CI` is `true`: there no test is left out.
#[expect(clippy::disallowed_methods, reason = "CI services say so in the environment, and tests have no arguments")]
pub fn unless_missing(found: Result<Browser, Missing>) -> Option<Browser> {
    match found {
        Ok(browser) => Some(browser),
        Err(missing) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("{missing}"),
        Err(missing) => {
            // Straight to the terminal: what a passing test prints is swallowed.
            let _ = writeln!(std::io::stderr(), "LEFT OUT, a test in a real browser: {missing}");
            None
        }
    }
}

impl Browser {
    /// Starts Chromium and its driver on a free port of this machine.
    ///
    /// # Errors
    /// When Chromium, its driver or axe-core isn't installed.
    ///
    /// # Panics
    /// When they are installed and don't start.
    pub fn start() -> Result<Self, Missing> {
        let path = workspace().join(AXE);
        let axe = std::fs::read_to_string(&path).map_err(|_| Missing(format!("axe-core ({AXE})")))?;
        let chromium = program(&["chromium", "chromium-browser", "google-chrome"])?;
        let (chromedriver, port) = chromedriver()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let profile = tempfile::tempdir().expect("a temporary folder");
        let driver = runtime.block_on(session(port, &chromium, profile.path())).unwrap_or_else(|error| {
            panic!("Chromium doesn't start: {error}");
        });
        Ok(Self { driver: Some(driver), runtime, chromedriver, _profile: profile, axe })
    }

    /// Opens a file in a window of a width and height in CSS pixels.
    ///
    /// # Panics
    /// When the page can't be opened.
    pub fn open(&self, file: &Path, width: u32, height: u32) {
        let file = file.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.open_address(&format!("file://{}", file.display()), width, height);
    }

    /// Opens an address in a window of a width and height in CSS pixels.
    ///
    /// # Panics
    /// When the page can't be opened.
    pub fn open_address(&self, address: &str, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.protocol("Emulation.setDeviceMetricsOverride", size);
        self.runtime.block_on(self.driver().goto(address)).unwrap_or_else(|error| panic!("{address}: {error}"));
    }

    /// What axe-core finds wrong with the open page, by its rules for WCAG 2.2 AA and good practice.
    ///
    /// # Panics
    /// When axe-core doesn't run on the page.
    pub fn violations(&self) -> Vec<Violation> {
        let script = format!(
            "{}; const done = arguments[arguments.length - 1]; \
             axe.run(document, {{ resultTypes: ['violations'] }}).then(found => done(found.violations), \
             error => done('axe-core: ' + error));",
            self.axe
        );
        let found = self.runtime.block_on(self.driver().execute_async(script, Vec::new()));
        let found = found.unwrap_or_else(|error| panic!("axe-core: {error}")).json().clone();
        let list = found.as_array().unwrap_or_else(|| panic!("{found}"));
        list.iter().map(violation).collect()
    }

    /// The value that a script returns on the open page.
    ///
    /// # Panics
    /// When the script fails.
    pub fn value(&self, script: &str) -> Value {
        let returned = self.runtime.block_on(self.driver().execute(script, Vec::new()));
        returned.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// Saves a picture of the whole open page as PNG.
    ///
    /// # Panics
    /// When the file can't be written.
    pub fn picture(&self, file: &Path) {
        let answer = self.protocol("Page.captureScreenshot", json!({ "captureBeyondViewport": true }));
        save(file, &answer["data"]);
    }

    /// Saves the open page as it prints, as PDF.
    ///
    /// # Panics
    /// When the file can't be written.
    pub fn print(&self, file: &Path) {
        let answer = self.protocol("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": true }));
        save(file, &answer["data"]);
    }

    /// Sends a command of the Chrome DevTools protocol and returns its answer.
    ///
    /// # Panics
    /// When Chromium refuses it.
    pub fn protocol(&self, command: &str, parameters: Value) -> Value {
        let answer = self.runtime.block_on(self.driver().cdp().send_raw(command, parameters));
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("the session ends when the browser is dropped")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // A session that is gone already is as good as ended.
            let _ = self.runtime.block_on(driver.quit());
        }
        let _ = self.chromedriver.kill();
        let _ = self.chromedriver.wait();
    }
}

fn workspace() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.ancestors().nth(2).expect("the crate lies in crates/").to_owned()
}

/// The first of some programs that runs.
fn program(names: &[&str]) -> Result<String, Missing> {
    let runs = |name: &&&str| {
        let version = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        version.is_ok_and(|status| status.success())
    };
    let found = names.iter().find(runs);
    found.map(|name| (*name).to_owned()).ok_or_else(|| Missing(names[0].to_owned()))
}

/// Starts the driver; it takes a free port and says which.
fn chromedriver() -> Result<(Child, u16), Missing> {
    let mut command = Command::new("chromedriver");
    command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|_| Missing("chromedriver".into()))?;
    let output = child.stdout.take().expect("its output was piped");
    let mut said = String::new();
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        let port = line.rsplit_once("on port ").and_then(|(_, port)| port.trim_end_matches('.').parse().ok());
        if let (Some(port), true) = (port, line.contains("started successfully")) {
            return Ok((child, port));
        }
        said.push_str(&line);
        said.push('\n');
    }
    let _ = child.wait();
    panic!("chromedriver doesn't start:\n{said}");
}

async fn session(port: u16, chromium: &str, profile: &Path) -> thirtyfour::error::WebDriverResult<WebDriver> {
    let mut wanted = DesiredCapabilities::chrome();
    // The driver starts a program by its path.
    if let Some(path) = on_path(chromium) {
        wanted.set_binary(&path)?;
    }
    for flag in FLAGS {
        wanted.add_arg(flag)?;
    }
    wanted.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
    driver.set_script_timeout(SCRIPT_TIMEOUT).await?;
    Ok(driver)
}

#[expect(clippy::disallowed_methods, reason = "the search path is where programs are")]
fn on_path(program: &str) -> Option<String> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())?;
    found.to_str().map(str::to_owned)
}

fn violation(found: &Value) -> Violation {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let element = |node: &Value| {
        let target: Vec<String> = node["target"].as_array().into_iter().flatten().map(text).collect();
        format!("{}: {}", target.join(" "), text(&node["failureSummary"]).replace('\n', " "))
    };
    let elements = found["nodes"].as_array().into_iter().flatten().map(element).collect();
    Violation { rule: text(&found["id"]), help: text(&found["help"]), elements }
}

fn save(file: &Path, data: &Value) {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(data.as_str().unwrap_or_default());
    let bytes = bytes.expect("Chromium sends base64");
    std::fs::write(file, bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}
