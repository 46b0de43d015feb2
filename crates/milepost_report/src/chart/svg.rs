//! The few SVG elements that charts need. Looks stand in attributes, not in a style sheet, so that
//! the same picture can go into a page and into a PDF.

use std::fmt::Write as _;

use num_rational::BigRational;

use crate::figures::{Rounding, rounded};

pub(super) const INK: &str = "#1b1f24";
pub(super) const QUIET: &str = "#4a5560";
pub(super) const GRID: &str = "#d5dae0";
pub(super) const STANDARD: &str = "#7a1f1f";
/// Colors of series; each has a contrast of at least 4.5 to white, and its own marker.
pub(super) const SERIES: [&str; 6] = ["#14507f", "#a34a12", "#2d6a45", "#6a3f93", "#765600", "#4a5560"];
const FONT: &str = "'Public Sans','Source Sans 3','Helvetica Neue',Arial,'Liberation Sans',sans-serif";

/// Where a text stands relative to its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture being written.
pub(super) struct Svg {
    text: String,
}

impl Svg {
    pub(super) fn new(width: i64, height: i64, id: &str, title: &str, description: &str) -> Self {
        let (id, title, description) = (escaped(id), escaped(title), escaped(description));
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"{id}.title {id}.desc\" font-family=\"{FONT}\">\
             <title id=\"{id}.title\">{title}</title><desc id=\"{id}.desc\">{description}</desc>"
        );
        Self { text }
    }

    pub(super) fn finish(mut self) -> String {
        self.text.push_str("</svg>");
        self.text
    }

    pub(super) fn line(&mut self, from: (&Place, &Place), to: (&Place, &Place), stroke: &str, width: &str, dash: &str) {
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let _ = write!(
            self.text,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dash}/>",
            from.0, from.1, to.0, to.1
        );
    }

    pub(super) fn path(&mut self, points: &[(Place, Place)], stroke: &str, width: &str, dash: &str) {
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let route: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let _ = write!(
            self.text,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" \
             stroke-linejoin=\"round\" stroke-linecap=\"round\"{dash}/>",
            route.join(" ")
        );
    }

    pub(super) fn rectangle(&mut self, at: (&Place, &Place), size: (&Place, &Place), fill: &str) {
        let _ = write!(
            self.text,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"/>",
            at.0, at.1, size.0, size.1
        );
    }

    /// The marker of a series: circle, square, triangle, diamond, upturned triangle, ring.
    pub(super) fn marker(&mut self, series: usize, x: &Place, y: &Place) {
        let color = SERIES[series % SERIES.len()];
        let shape = match series % SERIES.len() {
            0 => "<circle r=\"4.5\"/>",
            1 => "<rect x=\"-4.2\" y=\"-4.2\" width=\"8.4\" height=\"8.4\"/>",
            2 => "<path d=\"M0-5.4 5 4H-5Z\"/>",
            3 => "<path d=\"M0-5.6 5.6 0 0 5.6-5.6 0Z\"/>",
            4 => "<path d=\"M0 5.4 5-4H-5Z\"/>",
            _ => "<circle r=\"3.6\" fill=\"#fff\" stroke-width=\"2.4\"/>",
        };
        let edge = if series % SERIES.len() == 5 { color } else { "#fff" };
        let _ = write!(
            self.text,
            "<g transform=\"translate({x} {y})\" fill=\"{color}\" stroke=\"{edge}\" stroke-width=\"1.2\">{shape}</g>"
        );
    }

    pub(super) fn label(&mut self, at: (&Place, &Place), anchor: Anchor, style: &Text, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if style.bold { " font-weight=\"600\"" } else { "" };
        // A white edge keeps digits readable where a line passes behind them.
        let halo = if style.halo { " stroke=\"#fff\" stroke-width=\"3.5\" paint-order=\"stroke\"" } else { "" };
        let _ = write!(
            self.text,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" font-size=\"{}\" fill=\"{}\"{weight}{halo}>{}</text>",
            at.0,
            at.1,
            style.size,
            style.fill,
            escaped(text)
        );
    }
}

/// Looks of a text.
pub(super) struct Text {
    pub(super) size: i64,
    pub(super) fill: &'static str,
    pub(super) bold: bool,
    pub(super) halo: bool,
}

/// A position in hundredths of the picture's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(i64);

impl Place {
    pub(super) fn at(units: i64) -> Self {
        Self(units * 100)
    }

    /// A share of a width, from a start; rounded to a hundredth.
    pub(super) fn along(start: i64, width: i64, share: &BigRational) -> Self {
        let exact = (BigRational::from_integer(start.into()) + share * BigRational::from_integer(width.into()))
            * BigRational::from_integer(100.into());
        let text = rounded(&exact, 0, Rounding::HalfAwayFromZero);
        Self(text.parse().unwrap_or_default())
    }

    pub(super) fn plus(self, units: i64) -> Self {
        Self(self.0 + units * 100)
    }

    /// Distance from another place; never negative.
    pub(super) fn from(self, other: Self) -> Self {
        Self((self.0 - other.0).abs())
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, hundredths) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match (hundredths, hundredths % 10) {
            (0, _) => write!(f, "{sign}{whole}"),
            (_, 0) => write!(f, "{sign}{whole}.{}", hundredths / 10),
            _ => write!(f, "{sign}{whole}.{hundredths:02}"),
        }
    }
}

fn escaped(text: &str) -> String {
    crate::html::escaped(text)
}
