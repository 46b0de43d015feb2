/// The word that was probably meant, if one is near enough.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody types a word that long by mistake, and comparing takes time by the square of its length.
    if word.len() > 100 {
        return None;
    }
    let lower = word.to_lowercase();
    known
        .map(|candidate| (strsim::jaro_winkler(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.84)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// A text on one line, cut so that it fits into a sentence.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let flat: String = text.chars().take(LONGEST + 1).map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    match flat.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", flat[..end].trim_end()),
        None => flat,
    }
}
