use std::sync::Arc;

use jiff::civil::Date;

use crate::problem::Problems;
use crate::read::{DataLines, Declared};
use crate::rules::{p007_bad_id, p011_missing_file, p012_data_row};
use crate::{Agency, Files, Membership, Span, Validity};

/// Agencies and who belongs to whom, from declarations and from files.
#[derive(Debug, Default)]
pub(crate) struct Seat {
    pub(crate) agencies: Vec<Agency>,
    pub(crate) memberships: Vec<Membership>,
}

const AGENCY_HEADER: [&str; 5] = ["id", "title", "type", "valid_from", "valid_to"];
const MEMBERSHIP_HEADER: [&str; 5] = ["member", "parent", "valid_from", "valid_to", "reason"];

/// Reads them. Whether what they name exists is asked later.
pub(crate) fn agencies(files: &Files, declared: &Declared, problems: &mut Problems) -> Seat {
    let mut seat = Seat::default();
    for entry in declared.of("agency") {
        seat.agencies.push(Agency {
            id: entry.string("id"),
            title: entry.string("title"),
            kind: entry.string("type"),
            validity: entry.validity(),
            span: super::id_span(entry),
        });
    }
    for entry in declared.of("membership") {
        let (Some(member), Some(parent)) = (entry.text("member"), entry.text("parent")) else { continue };
        seat.memberships.push(Membership {
            member: member.text.clone(),
            parent: parent.text.clone(),
            validity: entry.validity(),
            reason: entry.string("reason"),
            span: entry.span.clone(),
        });
    }
    for line in lines(files, declared, "agency_file", &AGENCY_HEADER, problems) {
        let Some(validity) = line.validity(3, problems) else { continue };
        if !p007_bad_id::is_loose_id(&line.fields[0]) {
            problems.push(p012_data_row::agency_id(&line.fields[0], line.span.clone()));
            continue;
        }
        let [id, title, kind, ..] = line.fields;
        seat.agencies.push(Agency { id, title, kind, validity, span: line.span });
    }
    for line in lines(files, declared, "membership_file", &MEMBERSHIP_HEADER, problems) {
        let Some(validity) = line.validity(2, problems) else { continue };
        let [member, parent, _, _, reason] = line.fields;
        seat.memberships.push(Membership { member, parent, validity, reason, span: line.span });
    }
    seat
}

/// A line of a data file with its fields in the order of the header wanted.
struct Line {
    fields: [String; 5],
    span: Span,
}

impl Line {
    /// The days in two neighbouring fields.
    fn validity(&self, first: usize, problems: &mut Problems) -> Option<Validity> {
        let mut day = |text: &str| -> Option<Option<Date>> {
            if text.is_empty() {
                return Some(None);
            }
            let day = text.parse::<Date>().ok();
            if day.is_none() {
                problems.push(p012_data_row::day(text, self.span.clone()));
            }
            day.map(Some)
        };
        let (from, to) = (day(&self.fields[first]), day(&self.fields[first + 1]));
        Some(Validity { from: from?, to: to? })
    }
}

fn lines(
    files: &Files,
    declared: &Declared,
    declaration: &str,
    header: &[&str; 5],
    problems: &mut Problems,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for path in declared.of(declaration).iter().filter_map(|entry| entry.text("file")) {
        let Some(content) = files.get(&path.text) else {
            problems.push(p011_missing_file::problem(path, files));
            continue;
        };
        let file: Arc<str> = Arc::from(path.text.as_str());
        read_lines(&file, content, header, &mut lines, problems);
    }
    lines
}

fn read_lines(file: &Arc<str>, content: &[u8], header: &[&str; 5], lines: &mut Vec<Line>, problems: &mut Problems) {
    let Some(read) = DataLines::read(file, content, problems) else { return };
    let Some(positions) = p012_data_row::positions(file, &read.header, header, problems) else { return };
    for (record, span) in read.lines {
        let fields = positions.map(|at| at.and_then(|at| record.get(at)).unwrap_or_default().trim().to_owned());
        lines.push(Line { fields, span });
    }
}
