//! Charts as values, and their drawing as SVG.
//!
//! A picture never stands alone: beside it are a sentence that says the same ([`Chart::sentence`])
//! and its data ([`Chart::table`]). Every value carries its text, so the picture shows exactly what
//! the table shows; positions are computed from exact ratios.

mod bar;
mod frame;
mod line;
mod read;
mod scale;
mod sentence;
mod svg;

use num_rational::BigRational;
use serde::Serialize;

use crate::document::{Align, Cell, Inline, Table};

pub use frame::Frame;
pub(crate) use read::read;

/// What stands where a point has no value.
const NOT_AVAILABLE: &str = "not available";

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chart {
    /// Unique in the document; names the CSV of its data.
    pub id: String,
    /// How it is drawn.
    pub kind: ChartKind,
    /// Title.
    pub title: String,
    /// What it shows, in the author's words; may be empty.
    pub caption: String,
    /// A remark below it; may be empty.
    pub note: String,
    /// What the labels are: `Federal fiscal year`.
    pub x: String,
    /// What the values are: `percent of infants`; may be empty.
    pub y: String,
    /// Labels in order.
    pub labels: Vec<String>,
    /// Series; each has a point for every label.
    pub series: Vec<Series>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Points joined by lines, broken where a value is not available.
    Line,
    /// Lying bars from zero.
    Bar,
}

/// A series of points.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Series {
    /// Name.
    pub name: String,
    /// A standard or target: drawn as a bound, not as something that happened.
    pub standard: bool,
    /// One for each label.
    pub points: Vec<Point>,
}

/// A point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// As the table shows it.
    pub text: String,
    /// Its value; `None` when it is not available.
    #[serde(skip)]
    pub value: Option<BigRational>,
}

impl Series {
    /// The name as it stands in a picture: a bound that never moves tells where it is.
    fn label(&self) -> String {
        let mut known = self.points.iter().filter(|point| point.value.is_some());
        match known.next() {
            Some(first) if self.standard && known.all(|point| point.value == first.value) => {
                format!("{}: {}", self.name, first.text)
            }
            _ => self.name.clone(),
        }
    }
}

impl Chart {
    /// The chart as a picture of the frame's size. `id` must be unique among all pictures of a page.
    pub fn svg(&self, frame: &Frame, id: &str) -> String {
        match self.kind {
            ChartKind::Line => line::draw(self, frame, id),
            ChartKind::Bar => bar::draw(self, frame, id),
        }
    }

    /// What the picture shows, in words.
    pub fn sentence(&self) -> String {
        sentence::of(self)
    }

    /// Its data.
    pub fn table(&self) -> Table {
        let text = |text: &str| -> Cell { vec![Inline::Text(text.to_owned())] };
        let header = std::iter::once(text(&self.x)).chain(self.series.iter().map(|s| text(&s.name))).collect();
        let row = |(i, label): (usize, &String)| {
            let points = self.series.iter().map(|s| text(s.points.get(i).map_or(NOT_AVAILABLE, |p| &p.text)));
            std::iter::once(text(label)).chain(points).collect()
        };
        Table {
            id: self.id.clone(),
            caption: text(&self.title),
            header,
            rows: self.labels.iter().enumerate().map(row).collect(),
            alignment: std::iter::once(Align::Start).chain(self.series.iter().map(|_| Align::End)).collect(),
            row_headers: true,
        }
    }

    fn values(&self) -> impl Iterator<Item = &BigRational> {
        self.series.iter().flat_map(|series| &series.points).filter_map(|point| point.value.as_ref())
    }

    /// The sign that all values share, for the labels of the axis.
    fn sign(&self) -> &'static str {
        let all = self.series.iter().flat_map(|s| &s.points).filter(|point| point.value.is_some());
        let mut percent = all.map(|point| point.text.ends_with('%')).peekable();
        if percent.peek().is_some() && percent.all(|percent| percent) { "%" } else { "" }
    }
}
