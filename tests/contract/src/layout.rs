//! The layout of a vector file: a value that fits on one line is written on one line.

use serde_json::Value;

const WIDTH: usize = 100;
const STEP: usize = 2;

/// The text of a file with that value, with a final line break.
pub(crate) fn file(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0, 0);
    text.push('\n');
    text
}

/// Writes a value that starts after `used` columns and whose lines are indented by `indent`.
fn write(text: &mut String, value: &Value, indent: usize, used: usize) {
    let short = on_one_line(value);
    if used + short.chars().count() <= WIDTH {
        text.push_str(&short);
        return;
    }
    match value {
        Value::Array(items) => {
            let items = items.iter().map(|item| (String::new(), item));
            write_block(text, ['[', ']'], items, indent);
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, member)| (label(name), member));
            write_block(text, ['{', '}'], members, indent);
        }
        _ => text.push_str(&short),
    }
}

fn write_block<'a>(
    text: &mut String,
    [open, close]: [char; 2],
    parts: impl Iterator<Item = (String, &'a Value)>,
    indent: usize,
) {
    let inner = indent + STEP;
    let mut before = open;
    for (label, part) in parts {
        text.push(before);
        text.push('\n');
        text.push_str(&" ".repeat(inner));
        text.push_str(&label);
        // One column is left for the comma.
        write(text, part, inner, inner + label.chars().count() + 1);
        before = ',';
    }
    text.push('\n');
    text.push_str(&" ".repeat(indent));
    text.push(close);
}

fn on_one_line(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(on_one_line).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".into(),
        Value::Object(members) => {
            let one =
                |(name, member): (&String, _)| format!("{}{}", label(name), on_one_line(member));
            let members: Vec<String> = members.iter().map(one).collect();
            format!("{{ {} }}", members.join(", "))
        }
        plain => escaped(&plain.to_string()),
    }
}

fn label(name: &str) -> String {
    format!("{}: ", escaped(&Value::from(name).to_string()))
}

/// JSON in which every character is visible: what is neither ASCII nor a letter or a digit is
/// escaped, so that no invisible character hides in a file.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\u{7f}' && (c.is_ascii() || c.is_alphanumeric()) {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            text.push_str(&format!("\\u{unit:04x}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn short_values_are_on_one_line_and_all_of_it_is_read_back() {
        let long = "x".repeat(60);
        let value = json!({"b": [1, {}, []], "a": {"one": long, "two": [long]}, "c\"": null});
        let text = file(&value);
        let expected = format!(
            "{{\n  \"b\": [1, {{}}, []],\n  \"a\": {{\n    \"one\": \"{long}\",\n    \"two\": [\"{long}\"]\n  }},\n  \"c\\\"\": null\n}}\n"
        );
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn invisible_characters_are_escaped() {
        let value = json!({"a\u{200b}": "é用\u{308}\u{7f}\u{202e}😀 \n"});
        let text = file(&value);
        let expected = r#"{ "a\u200b": "é用\u0308\u007f\u202e\ud83d\ude00 \n" }"#;
        assert_eq!(text.trim_end(), expected);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn a_line_has_at_most_a_hundred_columns() {
        let fits = json!(["x".repeat(96)]);
        assert_eq!(file(&fits).lines().count(), 1);
        let does_not = json!(["x".repeat(97)]);
        assert_eq!(file(&does_not).lines().count(), 3);
    }
}
