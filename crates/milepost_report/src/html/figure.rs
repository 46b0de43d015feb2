use std::fmt::Write as _;

use super::table;
use super::text::escaped;
use crate::chart::{Chart, Frame};
use crate::document::Inline;

/// A chart in two widths, of which the page shows one, with its sentence and its data.
pub(super) fn figure(chart: &Chart, out: &mut String) {
    let id = &chart.id;
    let sentence = chart.sentence();
    let _ =
        write!(out, "<figure id=\"{id}\"><div class=\"picture\"><figcaption>{}</figcaption>", escaped(&chart.title));
    let says = if chart.caption.is_empty() { &sentence } else { &chart.caption };
    let _ = write!(out, "<p class=\"says\">{}</p>", escaped(says));
    let _ = write!(out, "<div class=\"wide\">{}</div>", chart.svg(&Frame::wide(), &format!("{id}.wide")));
    let _ = write!(out, "<div class=\"narrow\">{}</div>", chart.svg(&Frame::narrow(), &format!("{id}.narrow")));
    if !chart.note.is_empty() {
        let _ = write!(out, "<p class=\"remark\">{}</p>", escaped(&chart.note));
    }
    out.push_str("</div>");
    let mut data = chart.table();
    data.caption = vec![Inline::Text(format!("Data for {}", chart.title))];
    table::table(&data, &format!("{id}.data"), "", out);
    out.push_str("</figure>\n");
}
