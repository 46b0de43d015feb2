//! Marks of shape, word and color. The shape tells as much as the color, the word tells all.

use std::fmt::Write as _;

use super::text::escaped;
use crate::document::CalloutKind;

/// Outcome of a judgement.
pub(super) fn chip(code: &str, text: &str, out: &mut String) {
    let (class, shape) = match code {
        "met" => ("good", "<circle cx=\"8\" cy=\"8\" r=\"8\"/><path d=\"m4.4 8.3 2.5 2.5 4.8-5.2\" class=\"in\"/>"),
        "not_met" => ("bad", "<path d=\"M1 1h14v14H1z\"/><path d=\"m4.8 4.8 6.4 6.4m0-6.4-6.4 6.4\" class=\"in\"/>"),
        "progress" => ("good", "<path d=\"M8 1.5 15.5 14.5H.5Z\"/>"),
        "slippage" => ("bad", "<path d=\"M8 14.5.5 1.5h15Z\"/>"),
        "maintained" => ("even", "<path d=\"M1 3.5h14v3.4H1zM1 9.1h14v3.4H1z\"/>"),
        "no_data" => ("none", "<circle cx=\"8\" cy=\"8\" r=\"6.8\" class=\"ring dashed\"/>"),
        _ => (
            "none",
            "<circle cx=\"8\" cy=\"8\" r=\"6.8\" class=\"ring\"/><path d=\"M3.4 12.6 12.6 3.4\" class=\"ring\"/>",
        ),
    };
    let _ = write!(
        out,
        "<span class=\"chip {class}\"><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\" focusable=\"false\">{shape}</svg>{}</span>",
        escaped(text)
    );
}

/// Class, name and sign of a callout.
pub(super) fn callout(kind: CalloutKind) -> (&'static str, &'static str, &'static str) {
    const INFORMATION: &str = "<circle cx=\"10\" cy=\"10\" r=\"10\"/><path d=\"M10 8.6v6\" class=\"in\"/><path d=\"M10 5.2v.2\" class=\"in\"/>";
    const ATTENTION: &str =
        "<path d=\"M10 .8 19.6 18.2H.4Z\"/><path d=\"M10 7v5\" class=\"in\"/><path d=\"M10 15.1v.2\" class=\"in\"/>";
    match kind {
        CalloutKind::Note => ("note", "Note", INFORMATION),
        CalloutKind::Tip => ("note", "Advice", INFORMATION),
        CalloutKind::Important => ("note", "Important", INFORMATION),
        CalloutKind::Warning => ("warning", "Please note", ATTENTION),
        CalloutKind::Caution => ("caution", "Caution", ATTENTION),
    }
}
