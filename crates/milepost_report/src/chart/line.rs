use num_rational::BigRational;

use super::scale::Scale;
use super::svg::{Anchor, GRID, INK, Place, QUIET, SERIES, STANDARD, Svg, Text};
use super::{Chart, Frame, Series};

/// Room between the frame and the first point.
const INSET: i64 = 24;
/// Points that make a trend, whose small steps are worth a close-up.
const TREND: usize = 3;
/// Least distance between the names at the ends of lines.
const NAME_GAP: i64 = 16;

/// Where everything lies.
struct Layout<'a> {
    chart: &'a Chart,
    frame: &'a Frame,
    scale: Scale,
    left: i64,
    top: i64,
    width: i64,
    height: i64,
    /// Every so many labels one is written.
    every: usize,
    label_lines: Vec<Vec<String>>,
}

pub(super) fn draw(chart: &Chart, frame: &Frame, id: &str) -> String {
    let layout = Layout::of(chart, frame);
    let lines = layout.label_lines.iter().map(Vec::len).max().unwrap_or(1);
    let below = 14 + i64::try_from(lines).unwrap_or(1) * (frame.text + 3) + if chart.x.is_empty() { 0 } else { 22 };
    let height = layout.top + layout.height + below;
    let mut svg = Svg::new(frame.width, height, id, &chart.title, &chart.sentence());
    layout.axes(&mut svg);
    for (index, series) in chart.series.iter().enumerate().filter(|(_, s)| s.standard) {
        layout.lines(&mut svg, index, series);
    }
    for (index, series) in chart.series.iter().enumerate().filter(|(_, s)| !s.standard) {
        layout.lines(&mut svg, index, series);
        layout.markers(&mut svg, index, series);
    }
    layout.values(&mut svg);
    if frame.narrow {
        layout.legend(&mut svg)
    } else {
        layout.names(&mut svg)
    }
    svg.finish()
}

impl<'a> Layout<'a> {
    fn of(chart: &'a Chart, frame: &'a Frame) -> Self {
        let known = |series: &Series| series.points.iter().filter(|point| point.value.is_some()).count();
        let trend = chart.series.iter().any(|series| !series.standard && known(series) >= TREND);
        let scale = Scale::of(chart.values(), trend);
        let marks = scale.ticks().iter().map(|tick| frame.width_of(&scale.label(tick))).max().unwrap_or(0);
        let left = marks + frame.width_of(chart.sign()) + 14;
        let names = chart.series.iter().map(|s| frame.width_of(&s.label())).max().unwrap_or(0);
        let right = if frame.narrow { 8 } else { names.min(190) + 18 };
        let legend = i64::try_from(chart.series.len()).unwrap_or(0) * 18;
        let axis_name = if chart.y.is_empty() { 10 } else { 30 };
        let top = axis_name + if frame.narrow { legend } else { 0 };
        let width = (frame.width - left - right).max(60);
        let count = i64::try_from(chart.labels.len()).unwrap_or(1).max(1);
        let every = (count + width / 34).saturating_sub(1) / (width / 34).max(1);
        let room = width / count * every.max(1) - 4;
        let label_lines = chart.labels.iter().map(|label| frame.broken(label, room)).collect();
        let every = usize::try_from(every).unwrap_or(1).max(1);
        Self { chart, frame, scale, left, top, width, height: frame.plot, every, label_lines }
    }

    fn x(&self, index: usize) -> Place {
        let inset = INSET.min(self.width / 6);
        let last = self.chart.labels.len().saturating_sub(1);
        let share = match last {
            0 => BigRational::new(1.into(), 2.into()),
            _ => BigRational::new(index.into(), last.into()),
        };
        Place::along(self.left + inset, self.width - 2 * inset, &share)
    }

    fn y(&self, value: &BigRational) -> Place {
        let down = BigRational::from_integer(1.into()) - self.scale.share(value);
        Place::along(self.top, self.height, &down)
    }

    fn text(&self, fill: &'static str) -> Text {
        Text { size: self.frame.text, fill, bold: false, halo: false }
    }

    fn axes(&self, svg: &mut Svg) {
        let (left, right) = (Place::at(self.left), Place::at(self.left + self.width));
        for tick in self.scale.ticks() {
            let y = self.y(&tick);
            let base = tick == self.scale.low;
            svg.line((&left, &y), (&right, &y), if base { QUIET } else { GRID }, "1", "");
            let label = format!("{}{}", self.scale.label(&tick), self.chart.sign());
            svg.label((&left.plus(-8), &y.plus(4)), Anchor::End, &self.text(QUIET), &label);
        }
        if !self.chart.y.is_empty() {
            let note = if self.scale.holds_zero() { "" } else { " (axis does not begin at zero)" };
            let y = Place::at(if self.frame.narrow { 14 } else { self.top - 14 });
            svg.label((&Place::at(0), &y), Anchor::Start, &self.text(QUIET), &format!("{}{note}", self.chart.y));
        }
        let base = self.top + self.height;
        for (index, lines) in self.label_lines.iter().enumerate().filter(|(i, _)| i % self.every == 0) {
            for (row, line) in (1..).zip(lines) {
                let y = Place::at(base + 4 + row * (self.frame.text + 3));
                svg.label((&self.x(index), &y), Anchor::Middle, &self.text(INK), line);
            }
        }
        if !self.chart.x.is_empty() {
            let lines = self.label_lines.iter().map(Vec::len).max().unwrap_or(1);
            let below = i64::try_from(lines).unwrap_or(1) * (self.frame.text + 3);
            let at = (&Place::at(self.left + self.width / 2), &Place::at(base + below + 24));
            svg.label(at, Anchor::Middle, &self.text(QUIET), &self.chart.x);
        }
    }

    /// Lines between neighbours that both have a value.
    fn lines(&self, svg: &mut Svg, index: usize, series: &Series) {
        let (color, width, dash) =
            if series.standard { (STANDARD, "1.8", "7 5") } else { (SERIES[index % SERIES.len()], "2.4", "") };
        for run in self.runs(series) {
            // A bound that stands alone, or holds for one label only, is drawn as a short stroke.
            if let ([(x, y)], true) = (run.as_slice(), series.standard) {
                svg.path(&[(x.plus(-14), *y), (x.plus(14), *y)], color, width, dash);
            } else if run.len() > 1 {
                svg.path(&run, color, width, dash);
            }
        }
    }

    fn runs(&self, series: &Series) -> Vec<Vec<(Place, Place)>> {
        let mut runs = vec![Vec::new()];
        for (i, point) in series.points.iter().enumerate() {
            match &point.value {
                Some(value) => {
                    if let Some(run) = runs.last_mut() {
                        run.push((self.x(i), self.y(value)));
                    }
                }
                None => runs.push(Vec::new()),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    fn markers(&self, svg: &mut Svg, index: usize, series: &Series) {
        for (i, point) in series.points.iter().enumerate() {
            if let Some(value) = &point.value {
                svg.marker(index, &self.x(i), &self.y(value));
            }
        }
    }

    /// The text of each value that happened: above its point, or below where another lies above. Where
    /// there is no room for all, every series keeps its latest ones.
    fn values(&self, svg: &mut Svg) {
        let mut taken: Vec<Option<Place>> = vec![None; self.chart.series.len()];
        for i in (0..self.chart.labels.len()).rev() {
            let happened = self.chart.series.iter().enumerate().filter(|(_, s)| !s.standard);
            let mut here: Vec<_> = happened
                .filter_map(|(index, s)| {
                    let point = s.points.get(i)?;
                    Some((self.y(point.value.as_ref()?), index, point))
                })
                .collect();
            here.sort_by_key(|(y, index, _)| (*y, *index));
            let (last, several) = (here.len().saturating_sub(1), here.len() > 1);
            for (order, (y, index, point)) in here.into_iter().enumerate() {
                let x = self.x(i);
                let room = taken[index].is_none_or(|next| x.plus(self.frame.width_of(&point.text) + 2) <= next);
                let inner = several && order > 0 && order < last;
                if inner || !room {
                    continue; // The table has them.
                }
                taken[index] = Some(x);
                let below = several && order == last;
                let at = (&x, &y.plus(if below { 6 + self.frame.text } else { -10 }));
                let fill = SERIES[index % SERIES.len()];
                let style = Text { size: self.frame.text, fill, bold: true, halo: true };
                svg.label(at, Anchor::Middle, &style, &point.text);
            }
        }
    }

    /// Names at the ends of the lines, apart from each other.
    fn names(&self, svg: &mut Svg) {
        let mut ends: Vec<_> = self
            .chart
            .series
            .iter()
            .enumerate()
            .filter_map(|(index, series)| {
                let (i, value) =
                    series.points.iter().enumerate().rev().find_map(|(i, p)| Some((i, p.value.as_ref()?)))?;
                Some((self.y(value), self.x(i), index, series))
            })
            .collect();
        ends.sort_by_key(|(y, _, index, _)| (*y, *index));
        let mut free = Place::at(0);
        for (y, x, index, series) in ends {
            let y = y.plus(4).max(free);
            free = y.plus(NAME_GAP);
            let fill = if series.standard { STANDARD } else { SERIES[index % SERIES.len()] };
            let style = Text { size: self.frame.text, fill, bold: true, halo: true };
            let x =
                x.plus(if series.standard { 8 } else { 12 }).max(Place::at(self.left + self.width + 4).min(x.plus(30)));
            svg.label((&x, &y), Anchor::Start, &style, &series.label());
        }
    }

    /// Names above the picture, each with its marker or stroke.
    fn legend(&self, svg: &mut Svg) {
        let first = if self.chart.y.is_empty() { 12 } else { 34 };
        for (row, (index, series)) in (0..).zip(self.chart.series.iter().enumerate()) {
            let y = Place::at(first + row * 18);
            if series.standard {
                svg.line((&Place::at(0), &y.plus(-4)), (&Place::at(22), &y.plus(-4)), STANDARD, "1.8", "7 5");
            } else {
                let color = SERIES[index % SERIES.len()];
                svg.line((&Place::at(0), &y.plus(-4)), (&Place::at(22), &y.plus(-4)), color, "2.4", "");
                svg.marker(index, &Place::at(11), &y.plus(-4));
            }
            svg.label((&Place::at(30), &y), Anchor::Start, &self.text(INK), &series.label());
        }
    }
}
