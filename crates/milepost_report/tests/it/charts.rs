//! Charts: geometry worked out by hand from the frame and the values.

use milepost_report::chart::{Chart, ChartKind, Frame, Point, Series};
use milepost_report::document::Block;
use milepost_report::figures::parse;

use crate::sample;

/// Letters of size 10 are taken to be 5.6 wide; no axis names.
fn frame(width: i64) -> Frame {
    Frame { width, plot: 100, text: 10, narrow: true }
}

fn chart(kind: ChartKind, labels: &[&str], series: &[(&str, bool, &[&str])]) -> Chart {
    let point = |text: &&str| Point { text: (*text).to_owned(), value: parse(text) };
    let series = series.iter().map(|(name, standard, points)| Series {
        name: (*name).to_owned(),
        standard: *standard,
        points: points.iter().map(point).collect(),
    });
    Chart {
        id: "f".into(),
        kind,
        title: "T".into(),
        caption: String::new(),
        note: String::new(),
        x: String::new(),
        y: String::new(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        series: series.collect(),
    }
}

/// Texts of the picture with their places.
fn texts(svg: &str) -> Vec<(String, String, String)> {
    let attribute = |tag: &str, name: &str| {
        tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"')).unwrap().0.to_owned()
    };
    let texts = svg.split("<text").skip(1).map(|text| text.split_once("</text>").unwrap().0);
    texts
        .map(|text| {
            let (tag, words) = text.split_once('>').unwrap();
            (attribute(tag, "x"), attribute(tag, "y"), words.to_owned())
        })
        .collect()
}

fn has_text(svg: &str, x: &str, y: &str, words: &str) -> bool {
    texts(svg).contains(&(x.to_owned(), y.to_owned(), words.to_owned()))
}

#[test]
fn a_line_goes_through_its_points() {
    // Marks 0, 20 … 100: "100" is 16 wide, so the plot begins at 16 + 14 = 30 and ends at 238 - 8 = 230.
    // One name above (18) and 10 without axis name: top 28, bottom 128. First point 24 inside: 54; last 206.
    let svg = chart(ChartKind::Line, &["a", "b", "c"], &[("S", false, &["0", "50", "100"])]).svg(&frame(238), "i");
    assert!(svg.contains("<polyline points=\"54,128 130,78 206,28\""), "{svg}");
    for (x, y) in [("54", "128"), ("130", "78"), ("206", "28")] {
        assert!(svg.contains(&format!("<g transform=\"translate({x} {y})\"")), "{svg}");
    }
    // Labels lie 13 + 4 below the axis, values 10 above their points, marks end 8 left of the plot.
    assert!(has_text(&svg, "54", "145", "a") && has_text(&svg, "130", "68", "50"), "{svg}");
    for (y, mark) in [("132", "0"), ("112", "20"), ("32", "100")] {
        assert!(has_text(&svg, "22", y, mark), "{mark}: {svg}");
    }
}

#[test]
fn thirds_are_placed_to_a_hundredth() {
    // Marks 0 to 3 by 1; "3" is 5 wide: plot from 19 to 230. 1 of 3 lies at 28 + 100 × 2/3; b at 43 + 163/2.
    let svg = chart(ChartKind::Line, &["a", "b", "c"], &[("S", false, &["0", "1", "3"])]).svg(&frame(238), "i");
    assert!(svg.contains("<polyline points=\"43,128 124.5,94.67 206,28\""), "{svg}");
}

#[test]
fn a_line_breaks_where_a_value_is_not_available() {
    let series: [(&str, bool, &[&str]); 1] = [("S", false, &["10", "20", "not available", "40", "50"])];
    let svg = chart(ChartKind::Line, &["a", "b", "c", "d", "e"], &series).svg(&frame(238), "i");
    assert_eq!(svg.matches("<polyline").count(), 2);
    assert_eq!(svg.matches("<g transform").count(), 4 + 1, "four points and the name's");
    let lone: [(&str, bool, &[&str]); 1] = [("S", false, &["10", "", "30"])];
    let svg = chart(ChartKind::Line, &["a", "b", "c"], &lone).svg(&frame(238), "i");
    assert_eq!((svg.matches("<polyline").count(), svg.matches("<g transform").count()), (0, 2 + 1));
}

#[test]
fn a_standard_is_a_dashed_bound_without_markers() {
    let series: [(&str, bool, &[&str]); 1] = [("Target", true, &["50", "50"])];
    let svg = chart(ChartKind::Line, &["a", "b"], &series).svg(&frame(238), "i");
    // Marks 0 to 50 by 10: "50" is 11 wide, plot 25 to 230, points at 49 and 206.
    assert!(svg.contains("<polyline points=\"49,28 206,28\""), "{svg}");
    assert!(svg.contains("stroke-dasharray") && !svg.contains("<g transform"), "{svg}");
    assert!(texts(&svg).iter().any(|(.., words)| words == "Target: 50"), "{svg}");
}

#[test]
fn axes_begin_at_zero_unless_a_trend_would_not_be_seen() {
    let marks = |values: &[&str]| {
        let svg =
            chart(ChartKind::Line, &["a", "b", "c"][..values.len()], &[("S", false, values)]).svg(&frame(238), "i");
        let marks = texts(&svg).into_iter().filter(|(x, ..)| *x == texts(&svg)[0].0).map(|(.., words)| words);
        marks.collect::<Vec<_>>()
    };
    // 99.75 - 97.6 is less than a quarter of 99.75; a fifth of it is 0.43, so steps of 0.5 from 97.5.
    assert_eq!(marks(&["97.6", "98.2", "99.75"]), ["97.5", "98.0", "98.5", "99.0", "99.5", "100.0"]);
    assert_eq!(marks(&["97.6", "99.75"]), ["0", "20", "40", "60", "80", "100"]);
    assert_eq!(marks(&["0.41", "0.6", "0.873"]), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    // From -7.3 to 2.1 are 9.4: a fifth is 1.88, so steps of 2 from -8 to 4.
    assert_eq!(marks(&["-7.3", "0", "2.1"]), ["-8", "-6", "-4", "-2", "0", "2", "4"]);
    assert_eq!(marks(&["0", "0", "0"]), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    assert_eq!(marks(&["10,000", "12,000", "400,000"])[1], "100,000");
}

#[test]
fn bars_are_as_long_as_their_values() {
    // The plot begins at 4. "100" is 16 wide and needs 12 around it: 296 - 28 = 268 for the longest bar.
    // A name above takes 14 + 2, so the first bar is at 6 + 16; a group is 36 high and 14 apart.
    let svg = chart(ChartKind::Bar, &["A", "B"], &[("S", false, &["50", "100"])]).svg(&frame(300), "i");
    assert!(svg.contains("<rect x=\"4\" y=\"22\" width=\"134\" height=\"20\""), "{svg}");
    assert!(svg.contains("<rect x=\"4\" y=\"72\" width=\"268\" height=\"20\""), "{svg}");
    assert!(has_text(&svg, "278", "85", "100") && has_text(&svg, "144", "35", "50"), "{svg}");
}

#[test]
fn bars_below_zero_and_without_value_are_drawn_as_such() {
    // Marks -50 to 50 by 20 would not hold -50: from -60 to 60. The longest needs 11 + 12 right of 50.
    let svg = chart(ChartKind::Bar, &["A", "B", "C"], &[("S", false, &["-50", "50", ""])]).svg(&frame(300), "i");
    assert_eq!(svg.matches("<rect").count(), 2);
    assert!(texts(&svg).iter().any(|(.., words)| words == "not available"));
    let width =
        |at: usize| svg.split("<rect").nth(at).unwrap().split_once("width=\"").unwrap().1.split_once('"').unwrap().0;
    assert_eq!(width(1), width(2));
}

#[test]
fn pictures_are_named_and_escaped() {
    let mut chart = chart(ChartKind::Line, &["<a>", "b"], &[("S & T", false, &["1", "2"])]);
    chart.title = "Less < more".into();
    let svg = chart.svg(&Frame::wide(), "f.wide");
    assert!(svg.starts_with("<svg ") && svg.contains("role=\"img\" aria-labelledby=\"f.wide.title f.wide.desc\""));
    assert!(svg.contains("<title id=\"f.wide.title\">Less &lt; more</title>") && !svg.contains("<a>"));
    assert!(svg.contains("S &amp; T: 1 in &lt;a&gt;, 2 in b."));
}

#[test]
fn a_sentence_tells_course_peaks_and_gaps() {
    let labels = ["2004", "2005", "2006", "2007", "2008"];
    let series: [(&str, bool, &[&str]); 4] = [
        ("State", false, &["0.41%", "", "", "0.9%", "0.873%"]),
        ("Nation", false, &["1%", "2%", "0.5%", "1.5%", "1.2%"]),
        ("Target", true, &["1%", "1%", "1%", "1%", "1%"]),
        ("Other", false, &["", "", "", "", ""]),
    ];
    let mut line = chart(ChartKind::Line, &labels, &series);
    (line.x, line.y) = ("Federal fiscal year".into(), "percent of infants".into());
    assert_eq!(
        line.sentence(),
        "Line chart of percent of infants by federal fiscal year. \
         State: 0.41% in 2004, 0.873% in 2008, highest 0.9% in 2007; not available for 2005 and 2006. \
         Nation: 1% in 2004, 1.2% in 2008, highest 2% in 2005, lowest 0.5% in 2006. \
         Target: 1% throughout. Other: no value is available."
    );
    let bars = chart(ChartKind::Bar, &labels, &[("S", false, &["3", "9", "4", "1", "5"])]);
    assert_eq!(bars.sentence(), "Bar chart. S: from 1 (2007) to 9 (2005).");
}

#[test]
fn a_block_is_read_with_its_settings() {
    let text = "```chart bar id=f title=\"Families, by group\"\n# caption: C\n# note: N\n# x: Race\n# standard: Bound\n\
                Group,Asked,Bound\n\"A, or B\",\"1,976\",2000\nC,{{ den('c5') }},not available\n```";
    let composed = sample::section(text);
    assert!(composed.problems.is_empty(), "{:?}", composed.problems);
    let [Block::Figure(chart)] = &composed.document.cover[..] else { panic!("{:?}", composed.document.cover) };
    assert_eq!((chart.id.as_str(), chart.title.as_str(), chart.x.as_str()), ("f", "Families, by group", "Race"));
    assert_eq!((chart.caption.as_str(), chart.note.as_str()), ("C", "N"));
    assert_eq!(chart.labels, ["A, or B", "C"]);
    let values: Vec<_> =
        chart.series.iter().map(|s| (s.standard, s.points.iter().map(|p| p.text.as_str()).collect())).collect();
    assert_eq!(values, [(false, vec!["1,976", "68,412"]), (true, vec!["2000", "not available"])]);
}
