//! Amounts of memory: as the command line says them, and what this process has taken.

/// Reads `64MiB`, `2GiB` or a number of bytes.
pub(crate) fn bytes(text: &str) -> Result<usize, String> {
    let cure = || format!("`{text}` is no amount of memory: write a whole number with KiB, MiB or GiB, such as 512MiB");
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit: usize = match text.get(digits.len()..).unwrap_or_default().trim() {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(cure()),
    };
    let bytes = digits.parse::<usize>().ok().and_then(|number| number.checked_mul(unit)).ok_or_else(cure)?;
    if bytes < 1 << 20 { Err("less than 1MiB leaves no room for anything".to_owned()) } else { Ok(bytes) }
}

/// The most memory that this process has had at a time, in bytes; `None` where the system doesn't say.
pub(crate) fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn amounts_of_memory_are_read() {
        assert_eq!(bytes("64MiB"), Ok(64 << 20));
        assert_eq!(bytes("2 GiB"), Ok(2 << 30));
        assert_eq!(bytes("2097152"), Ok(2 << 20));
        for wrong in ["", "MiB", "64MB", "-1MiB", "1.5GiB", "99999999999999999999GiB", "512KiB"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }
}
