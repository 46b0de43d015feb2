use super::{Chart, ChartKind, Point, Series};

/// Longest list of labels that is written out.
const LONGEST_LIST: usize = 4;

/// What the picture shows: its kind and, for each series, where it begins, ends, peaks and has gaps.
pub(super) fn of(chart: &Chart) -> String {
    let kind = match chart.kind {
        ChartKind::Line => "Line chart",
        ChartKind::Bar => "Bar chart",
    };
    let mut text = String::from(kind);
    match (chart.y.is_empty(), chart.x.is_empty()) {
        (false, false) => text.push_str(&format!(" of {} by {}", lowered(&chart.y), lowered(&chart.x))),
        (false, true) => text.push_str(&format!(" of {}", lowered(&chart.y))),
        (true, false) => text.push_str(&format!(" by {}", lowered(&chart.x))),
        (true, true) => {}
    }
    text.push('.');
    for series in &chart.series {
        text.push_str(&format!(" {}: {}.", series.name, course(chart, series)));
    }
    text
}

fn course(chart: &Chart, series: &Series) -> String {
    let known: Vec<(&str, &Point)> = chart
        .labels
        .iter()
        .zip(&series.points)
        .filter(|(_, point)| point.value.is_some())
        .map(|(label, point)| (label.as_str(), point))
        .collect();
    let missing = gaps(chart, series);
    let mut text = match known.as_slice() {
        [] => return "no value is available".into(),
        [(label, point)] => format!("{} in {label}", point.text),
        [first, .., last] => {
            let same = known.iter().all(|(_, point)| point.value == first.1.value);
            if same && missing.is_empty() {
                return format!("{} throughout", first.1.text);
            }
            match chart.kind {
                ChartKind::Line => trend(&known, first, last),
                ChartKind::Bar => spread(&known),
            }
        }
    };
    match missing.len() {
        0 => {}
        n if n <= LONGEST_LIST => text.push_str(&format!("; not available for {}", missing.join(", "))),
        _ => text.push_str(&format!(
            "; not available for {} of {}",
            chart.labels.len() - known.len(),
            chart.labels.len()
        )),
    }
    text
}

/// Labels without a value; neighbours are told as `FFY 2004 to FFY 2007`.
fn gaps(chart: &Chart, series: &Series) -> Vec<String> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (i, _) in series.points.iter().enumerate().filter(|(_, point)| point.value.is_none()) {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == i => *end = i,
            _ => runs.push((i, i)),
        }
    }
    let label = |i: usize| chart.labels.get(i).map_or("", String::as_str);
    let text = |(start, end): (usize, usize)| match end - start {
        0 => label(start).to_owned(),
        1 => format!("{} and {}", label(start), label(end)),
        _ => format!("{} to {}", label(start), label(end)),
    };
    runs.into_iter().map(text).collect()
}

fn trend(known: &[(&str, &Point)], first: &(&str, &Point), last: &(&str, &Point)) -> String {
    let mut text = format!("{} in {}, {} in {}", first.1.text, first.0, last.1.text, last.0);
    for (name, extreme) in
        [("highest", known.iter().max_by_key(|k| &k.1.value)), ("lowest", known.iter().min_by_key(|k| &k.1.value))]
    {
        if let Some((label, point)) = extreme
            && point.value != first.1.value
            && point.value != last.1.value
        {
            text.push_str(&format!(", {name} {} in {label}", point.text));
        }
    }
    text
}

fn spread(known: &[(&str, &Point)]) -> String {
    if known.len() <= LONGEST_LIST {
        let all: Vec<String> = known.iter().map(|(label, point)| format!("{label} {}", point.text)).collect();
        return all.join(", ");
    }
    let highest = known.iter().max_by_key(|k| &k.1.value);
    let lowest = known.iter().min_by_key(|k| &k.1.value);
    match (highest, lowest) {
        (Some((high, top)), Some((low, bottom))) => {
            format!("from {} ({low}) to {} ({high})", bottom.text, top.text)
        }
        _ => String::new(),
    }
}

/// A name inside a sentence: its first letter small unless it begins an abbreviation.
fn lowered(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name.to_owned(),
    }
}
