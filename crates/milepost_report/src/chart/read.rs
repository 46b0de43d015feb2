use super::{Chart, ChartKind, NOT_AVAILABLE, Point, Series};
use crate::figures;
use crate::inert::revealed;

/// Most points of a chart.
const MOST_POINTS: usize = 2_000;
const HELP: &str = "write ```chart line id=NAME title=\"…\" and CSV below it: a header, then one line a label";

/// Something wrong in a chart block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Line of the block's text, from 0; `None` for the line of the fence.
    line: Option<usize>,
    pub(crate) what: String,
    pub(crate) help: &'static str,
}

impl Fault {
    /// Offset from the start of the fence to the end of the line that is meant.
    pub(crate) fn offset_in(&self, text: &str, info: usize) -> usize {
        let Some(line) = self.line else { return 0 };
        // Three back-ticks, the info text, a line end.
        let fence = 3 + info + 1;
        fence + text.split_inclusive('\n').take(line + 1).map(str::len).sum::<usize>().saturating_sub(1)
    }
}

/// Reads the settings on the fence and the lines of the block. No chart comes back when nothing
/// could be drawn.
pub(crate) fn read(settings: &str, text: &str) -> (Option<Chart>, Vec<Fault>) {
    let mut faults = Vec::new();
    let fence = |what: String| Fault { line: None, what, help: HELP };
    let mut chart = Chart {
        id: String::new(),
        kind: ChartKind::Line,
        title: String::new(),
        caption: String::new(),
        note: String::new(),
        x: String::new(),
        y: String::new(),
        labels: Vec::new(),
        series: Vec::new(),
    };
    let mut kind = None;
    for (name, value) in words(settings) {
        match (name.as_str(), value) {
            ("line", None) => kind = Some(ChartKind::Line),
            ("bar", None) => kind = Some(ChartKind::Bar),
            ("id", Some(value)) => chart.id = value,
            ("title", Some(value)) => chart.title = value,
            (other, _) => faults.push(fence(format!("a chart knows no `{other}`"))),
        }
    }
    match kind {
        Some(kind) => chart.kind = kind,
        None => faults.push(fence("a chart is `line` or `bar`".into())),
    }
    if chart.title.is_empty() {
        faults.push(fence("the chart has no title".into()));
    }
    let standards = comments(text, &mut chart, &mut faults);
    data(text, &standards, &mut chart, &mut faults);
    let drawable = !chart.labels.is_empty() && !chart.series.is_empty();
    if !drawable && faults.is_empty() {
        faults.push(fence("the chart has no data".into()));
    }
    (drawable.then_some(chart), faults)
}

/// Words and `name=value` pairs; a value may stand in double quotes.
fn words(settings: &str) -> Vec<(String, Option<String>)> {
    let mut words = Vec::new();
    let mut rest = settings.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let value = after.strip_prefix('=').map(|after| match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        });
        rest = value.map_or(after, |(_, after)| after).trim_start();
        if value.is_none() && name.is_empty() {
            break;
        }
        words.push((revealed(name), value.map(|(value, _)| revealed(value))));
    }
    words
}

/// Lines `# name: text`. Gives the names of series that are standards.
fn comments(text: &str, chart: &mut Chart, faults: &mut Vec<Fault>) -> Vec<String> {
    let mut standards = Vec::new();
    for (line, comment) in text.lines().enumerate().filter_map(|(i, line)| Some((i, line.strip_prefix('#')?))) {
        let (name, value) = comment.split_once(':').unwrap_or((comment, ""));
        let value = revealed(value.trim());
        match name.trim() {
            "caption" => chart.caption = value,
            "note" => chart.note = value,
            "x" => chart.x = value,
            "y" => chart.y = value,
            "standard" => standards.push(value),
            other => faults.push(Fault {
                line: Some(line),
                what: format!("a chart knows no line `# {other}:`"),
                help: "known: caption, note, x, y, standard",
            }),
        }
    }
    standards
}

fn data(text: &str, standards: &[String], chart: &mut Chart, faults: &mut Vec<Fault>) {
    let x = std::mem::take(&mut chart.x);
    let rows = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let mut named = false;
    for (line, row) in rows {
        let cells = match fields(row) {
            Some(cells) => cells,
            None => {
                faults.push(Fault { line: Some(line), what: "this line is not CSV".into(), help: "mind the quotes" });
                continue;
            }
        };
        if !named {
            named = true;
            chart.x = cells.first().cloned().unwrap_or_default();
            chart.series = cells.iter().skip(1).map(|name| series(name, standards)).collect();
            continue;
        }
        if cells.len() != chart.series.len() + 1 {
            faults.push(Fault {
                line: Some(line),
                what: format!("{} cells where the header has {}", cells.len(), chart.series.len() + 1),
                help: "a number with separators must stand in quotes, or come from a live field",
            });
            continue;
        }
        if (chart.labels.len() + 1) * chart.series.len() > MOST_POINTS {
            faults.push(Fault {
                line: Some(line),
                what: "the chart has too many points".into(),
                help: "at most 2,000",
            });
            break;
        }
        chart.labels.push(cells[0].clone());
        for (series, cell) in chart.series.iter_mut().zip(&cells[1..]) {
            series.points.push(point(cell, line, faults));
        }
    }
    if !x.is_empty() {
        chart.x = x;
    }
}

fn fields(row: &str) -> Option<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(row.as_bytes());
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(|field| revealed(field.trim())).collect())
}

fn series(name: &str, standards: &[String]) -> Series {
    let usual = ["target", "standard"].contains(&name.to_lowercase().as_str());
    Series { name: name.to_owned(), standard: usual || standards.iter().any(|s| s == name), points: Vec::new() }
}

fn point(cell: &str, line: usize, faults: &mut Vec<Fault>) -> Point {
    if cell.is_empty() || cell.eq_ignore_ascii_case(NOT_AVAILABLE) {
        return Point { text: NOT_AVAILABLE.into(), value: None };
    }
    let value = figures::parse(cell);
    if value.is_none() {
        faults.push(Fault {
            line: Some(line),
            what: format!("`{cell}` is not a number"),
            help: "write a number or `not available`",
        });
    }
    Point { text: cell.to_owned(), value }
}
