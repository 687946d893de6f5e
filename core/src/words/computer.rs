//! Names of computers.

/// Whether a text is a `NetBIOS` name of a computer or a domain: 1 to 15 characters, no control
/// character, none of `\ / : * ? " < > |`, no leading dot, no white space at either end (Microsoft,
/// "Naming conventions in Active Directory"). White space within a name is allowed.
#[must_use]
pub fn is_computer_name(text: &str) -> bool {
    const LONGEST: usize = 15;
    const FORBIDDEN: &str = "\\/:*?\"<>|";
    (1..=LONGEST).contains(&text.chars().count())
        && !text.chars().any(|c| c.is_control() || FORBIDDEN.contains(c))
        && text.trim() == text
        && !text.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::is_computer_name;

    #[test]
    fn names_follow_the_rules_of_netbios() {
        for name in ["CENL02", "LAB PC 7", "a.b", "ÄÖÜ456789012345", "a\u{a0}b"] {
            assert!(is_computer_name(name), "{name}");
        }
        for name in
            ["", " ", " a", "a ", "a\u{a0}", "1234567890123456", ".a", "a\\b", "a|b", "a\0", "a\tb"]
        {
            assert!(!is_computer_name(name), "{name:?}");
        }
    }
}
