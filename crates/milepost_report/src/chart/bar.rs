use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::scale::Scale;
use super::svg::{Anchor, GRID, INK, Place, QUIET, SERIES, STANDARD, Svg, Text};
use super::{Chart, Frame, NOT_AVAILABLE, Series};

/// Height of a bar.
const BAR: i64 = 20;
/// Between bars of a label, and between labels.
const GAP: i64 = 3;
const BETWEEN: i64 = 14;

struct Layout<'a> {
    chart: &'a Chart,
    frame: &'a Frame,
    scale: Scale,
    left: i64,
    width: i64,
    top: i64,
    label_lines: Vec<Vec<String>>,
}

pub(super) fn draw(chart: &Chart, frame: &Frame, id: &str) -> String {
    let layout = Layout::of(chart, frame);
    let height = layout.bottom() + frame.text + 14 + if chart.y.is_empty() { 0 } else { 20 };
    let mut svg = Svg::new(frame.width, height, id, &chart.title, &chart.sentence());
    layout.axis(&mut svg);
    let mut top = layout.top;
    for index in 0..chart.labels.len() {
        layout.group(&mut svg, index, top);
        top += layout.group_height(index) + BETWEEN;
    }
    layout.standards(&mut svg);
    svg.finish()
}

impl<'a> Layout<'a> {
    fn of(chart: &'a Chart, frame: &'a Frame) -> Self {
        let room = if frame.narrow { frame.width - 8 } else { frame.width * 3 / 10 };
        let label_lines: Vec<Vec<String>> = chart.labels.iter().map(|label| frame.broken(label, room)).collect();
        let longest = label_lines.iter().flatten().map(|line| frame.width_of(line)).max().unwrap_or(0);
        let left = if frame.narrow { 4 } else { longest.min(room) + 14 };
        let top = if Self::bounds(chart).next().is_some() { frame.text + 12 } else { 6 };
        let scale = Scale::of(chart.values(), false);
        let width = Self::widest(chart, frame, &scale, frame.width - left);
        Self { chart, frame, scale, left, width, top, label_lines }
    }

    /// The widest plot in which every bar still has room for its text on its right.
    fn widest(chart: &Chart, frame: &Frame, scale: &Scale, room: i64) -> i64 {
        // Half of the last mark's label hangs over the end.
        let over = scale.ticks().last().map_or(0, |tick| frame.width_of(&scale.label(tick)) / 2 + 6);
        let mut width = BigRational::from_integer((room - over).into());
        for (index, series) in chart.series.iter().enumerate().filter(|(_, series)| !series.standard) {
            for point in &series.points {
                let text = frame.width_of(&value_text(chart, index, &point.text)) + 12;
                let left = BigRational::from_integer((room - text).into());
                let end = point.value.clone().unwrap_or_default().max(BigRational::zero());
                let share = scale.share(&end);
                if share.is_positive() && &left / &share < width {
                    width = left / share;
                }
            }
        }
        width.to_integer().to_i64().unwrap_or(0).max(80)
    }

    fn bounds(chart: &'a Chart) -> impl Iterator<Item = &'a Series> {
        chart.series.iter().filter(|series| series.standard)
    }

    fn bars(&self) -> impl Iterator<Item = (usize, &'a Series)> {
        self.chart.series.iter().enumerate().filter(|(_, series)| !series.standard)
    }

    fn x(&self, value: &BigRational) -> Place {
        Place::along(self.left, self.width, &self.scale.share(value))
    }

    fn above(&self, index: usize) -> i64 {
        let lines = self.label_lines.get(index).map_or(1, Vec::len);
        if self.frame.narrow { i64::try_from(lines).unwrap_or(1) * (self.frame.text + 4) + 2 } else { 0 }
    }

    fn group_height(&self, index: usize) -> i64 {
        let bars = i64::try_from(self.bars().count()).unwrap_or(1).max(1);
        let lines = i64::try_from(self.label_lines.get(index).map_or(1, Vec::len)).unwrap_or(1);
        let beside = if self.frame.narrow { 0 } else { lines * (self.frame.text + 3) };
        (self.above(index) + bars * (BAR + GAP) - GAP).max(beside)
    }

    fn bottom(&self) -> i64 {
        let groups: i64 = (0..self.chart.labels.len()).map(|index| self.group_height(index) + BETWEEN).sum();
        self.top + groups
    }

    fn axis(&self, svg: &mut Svg) {
        let (top, bottom) = (Place::at(self.top - 4), Place::at(self.bottom() - 4));
        let quiet = Text { size: self.frame.text, fill: QUIET, bold: false, halo: false };
        for tick in self.scale.ticks() {
            let x = self.x(&tick);
            svg.line((&x, &top), (&x, &bottom), if tick.is_zero() { QUIET } else { GRID }, "1", "");
            let label = format!("{}{}", self.scale.label(&tick), self.chart.sign());
            let anchor = if self.frame.narrow && tick == self.scale.low { Anchor::Start } else { Anchor::Middle };
            svg.label((&x, &bottom.plus(self.frame.text + 4)), anchor, &quiet, &label);
        }
        if !self.chart.y.is_empty() {
            let at = (&Place::at(self.left), &bottom.plus(2 * self.frame.text + 12));
            svg.label(at, Anchor::Start, &quiet, &self.chart.y);
        }
    }

    fn group(&self, svg: &mut Svg, index: usize, top: i64) {
        let ink = Text { size: self.frame.text, fill: INK, bold: false, halo: true };
        let lines = self.label_lines.get(index).map(Vec::as_slice).unwrap_or_default();
        let text = i64::try_from(lines.len()).unwrap_or(1) * (self.frame.text + 3);
        let first = if self.frame.narrow { top } else { top + (self.group_height(index) - text) / 2 };
        for (row, line) in (1..).zip(lines) {
            let y = Place::at(first + row * (self.frame.text + 3) - 3);
            match self.frame.narrow {
                true => svg.label((&Place::at(self.left), &y), Anchor::Start, &ink, line),
                false => svg.label((&Place::at(self.left - 10), &y), Anchor::End, &ink, line),
            }
        }
        for (row, (series, values)) in (0..).zip(self.bars()) {
            let y = top + self.above(index) + row * (BAR + GAP);
            self.bar(svg, series, values, index, y);
        }
    }

    fn bar(&self, svg: &mut Svg, series: usize, values: &Series, index: usize, y: i64) {
        let zero = self.x(&BigRational::zero());
        let middle = Place::at(y + BAR / 2 + self.frame.text / 2 - 2);
        let Some(point) = values.points.get(index) else { return };
        let bold = Text { size: self.frame.text, fill: SERIES[series % SERIES.len()], bold: true, halo: true };
        let Some(value) = &point.value else {
            let quiet = Text { size: self.frame.text, fill: QUIET, bold: false, halo: true };
            let text = value_text(self.chart, series, NOT_AVAILABLE);
            return svg.label((&zero.plus(6), &middle), Anchor::Start, &quiet, &text);
        };
        let end = self.x(value);
        let at = (&zero.min(end), &Place::at(y));
        svg.rectangle(at, (&end.from(zero), &Place::at(BAR)), SERIES[series % SERIES.len()]);
        let text = value_text(self.chart, series, &point.text);
        svg.label((&zero.max(end).plus(6), &middle), Anchor::Start, &bold, &text);
    }

    /// Bounds as strokes across the bars of their label, named once above.
    fn standards(&self, svg: &mut Svg) {
        let style = Text { size: self.frame.text, fill: STANDARD, bold: true, halo: true };
        for series in Self::bounds(self.chart) {
            let mut top = self.top;
            let mut named = false;
            for (index, point) in series.points.iter().enumerate() {
                let height = self.group_height(index);
                if let Some(value) = &point.value {
                    let x = self.x(value);
                    let from = Place::at(top + self.above(index) - 4);
                    svg.line((&x, &from), (&x, &Place::at(top + height + 4)), STANDARD, "2", "6 4");
                    if !named {
                        let name = format!("{}: {}", series.name, point.text);
                        svg.label((&x, &Place::at(self.frame.text)), Anchor::Middle, &style, &name);
                        named = true;
                    }
                }
                top += height + BETWEEN;
            }
        }
    }
}

/// A bar's text; it names the series where there are several.
fn value_text(chart: &Chart, series: usize, text: &str) -> String {
    let several = chart.series.iter().filter(|s| !s.standard).count() > 1;
    match chart.series.get(series) {
        Some(series) if several && !series.standard => format!("{}: {text}", series.name),
        _ => text.to_owned(),
    }
}
