/// Size of a picture, in CSS pixels at its natural size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Width.
    pub width: i64,
    /// Height of the plotting area of a line chart; bars take the height they need.
    pub plot: i64,
    /// Size of labels.
    pub text: i64,
    /// True when names stand above what they name, for want of room beside it.
    pub narrow: bool,
}

impl Frame {
    /// For a page or a wide screen.
    pub fn wide() -> Self {
        Self { width: 720, plot: 260, text: 13, narrow: false }
    }

    /// For a telephone.
    pub fn narrow() -> Self {
        Self { width: 340, plot: 220, text: 12, narrow: true }
    }

    /// About how wide a text is: letters of these faces are a bit over half as wide as high.
    pub(super) fn width_of(&self, text: &str) -> i64 {
        let letters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX / 100);
        letters.saturating_mul(self.text) * 56 / 100
    }

    /// Breaks a text at spaces into lines of at most a width; a longer word keeps a line of its own.
    pub(super) fn broken(&self, text: &str, width: i64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width_of(line) + self.width_of(word) + self.text / 2 <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}
