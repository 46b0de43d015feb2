use minijinja::{OutputSpan, OutputSpanKind};

/// Finds the line of a template that a place in its output came from.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// Start in the output, line in the source, start of each further line inside the piece.
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    start: usize,
    line: usize,
    /// Offsets in the output at which further lines of the source begin.
    breaks: Vec<usize>,
}

impl Lines {
    pub(crate) fn new(spans: &[OutputSpan], source: &str) -> Self {
        let piece = |span: &OutputSpan| {
            let start = span.output_range().start;
            let copied = if span.kind() == OutputSpanKind::Raw { source.get(span.source_range()) } else { None };
            let breaks = copied.unwrap_or_default().match_indices('\n').map(|(at, _)| start + at + 1).collect();
            Piece { start, line: span.line(), breaks }
        };
        Self { pieces: spans.iter().map(piece).collect() }
    }

    /// Line of the source, from 1.
    pub(crate) fn line(&self, at: usize) -> Option<u32> {
        let after = self.pieces.partition_point(|piece| piece.start <= at);
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        let further = piece.breaks.partition_point(|start| *start <= at);
        u32::try_from(piece.line + further).ok()
    }
}
