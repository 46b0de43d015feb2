//! Numbers and dates in English words.

use jiff::civil::Date;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A whole number in words: 12 is `twelve`, 403 is `four hundred three`.
pub(crate) fn number(value: i64) -> String {
    let magnitude = value.unsigned_abs();
    let words = magnitude_in_words(magnitude);
    if value < 0 { format!("minus {words}") } else { words }
}

fn magnitude_in_words(magnitude: u64) -> String {
    if magnitude < 1000 {
        return below_thousand(magnitude);
    }
    const SCALES: [(u64, &str); 6] = [
        (1_000_000_000_000_000_000, "quintillion"),
        (1_000_000_000_000_000, "quadrillion"),
        (1_000_000_000_000, "trillion"),
        (1_000_000_000, "billion"),
        (1_000_000, "million"),
        (1000, "thousand"),
    ];
    let mut rest = magnitude;
    let mut words = Vec::new();
    for (scale, name) in SCALES {
        if rest >= scale {
            words.push(format!("{} {name}", below_thousand(rest / scale)));
            rest %= scale;
        }
    }
    if rest > 0 {
        words.push(below_thousand(rest));
    }
    words.join(" ")
}

fn below_thousand(magnitude: u64) -> String {
    let (hundreds, rest) = (magnitude / 100, magnitude % 100);
    let low = if rest < 20 {
        word(&SMALL, rest).to_owned()
    } else if rest.is_multiple_of(10) {
        word(&TENS, rest / 10).to_owned()
    } else {
        format!("{}-{}", word(&TENS, rest / 10), word(&SMALL, rest % 10))
    };
    match (hundreds, rest) {
        (0, _) => low,
        (_, 0) => format!("{} hundred", word(&SMALL, hundreds)),
        _ => format!("{} hundred {low}", word(&SMALL, hundreds)),
    }
}

fn word(list: &[&'static str], index: u64) -> &'static str {
    usize::try_from(index).ok().and_then(|i| list.get(i)).copied().unwrap_or("")
}

/// A date in words: 2011-07-01 is `July 1, 2011`.
pub(crate) fn date(value: Date) -> String {
    let month = usize::try_from(value.month() - 1).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or("");
    format!("{month} {}, {}", value.day(), value.year())
}
