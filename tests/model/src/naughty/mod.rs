//! Requests on every route with naughty texts in each of their places.
//!
//! No input of a caller may lead to a status 500: an input that passes one rule and then fails
//! a stricter one is our fault. [`spoiled`] builds the requests, and [`is_ours`] judges an answer.

mod requests;
mod texts;

pub use requests::{REQUESTS, Routed};
pub use texts::TEXTS;

use serde_json::Value;
use std::fmt::Write as _;

/// A request on one route. Values are not encoded; [`Naughty::target`] encodes them.
#[derive(Clone, Debug)]
pub struct Naughty {
    /// The route's dialect and name.
    pub route: (&'static str, &'static str),
    /// Its method and its template.
    pub method: &'static str,
    template: &'static str,
    /// The values of the template's parameters.
    path: Vec<String>,
    query: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: String,
}

impl Naughty {
    /// The request from [`REQUESTS`], unchanged.
    #[must_use]
    pub fn sound(routed: &Routed) -> Self {
        let query = routed.query.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Self {
            route: routed.route,
            method: routed.method,
            template: routed.template,
            path: routed.path.iter().map(|value| (*value).into()).collect(),
            query: query.collect(),
            body: routed.body.into(),
        }
    }

    /// The same request with another body.
    #[must_use]
    pub fn with_body(self, body: impl Into<String>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// The values of the template's parameters, percent-encoded.
    #[must_use]
    pub fn path(&self) -> Vec<String> {
        self.path.iter().map(|value| encoded(value)).collect()
    }

    /// The query, percent-encoded, without a question mark.
    #[must_use]
    pub fn query(&self) -> String {
        let pairs = self.query.iter();
        let pairs: Vec<_> =
            pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        pairs.join("&")
    }

    /// Path and query, as in a request line.
    #[must_use]
    pub fn target(&self) -> String {
        let mut values = self.path().into_iter();
        let parts = self.template.split('/').map(|part| match part.starts_with('{') {
            true => values.next().unwrap_or_default(),
            false => part.to_owned(),
        });
        let path = parts.collect::<Vec<_>>().join("/");
        let query = self.query();
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }
}

/// Percent-encodes all but the unreserved characters of RFC 3986 section 2.3. A segment of dots is
/// encoded too, since it would be taken for a relative path.
fn encoded(text: &str) -> String {
    let is_dots = matches!(text, "." | "..");
    let mut encoded = String::new();
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-_~".contains(&byte);
        if plain || byte == b'.' && !is_dots {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}

/// [`TEXTS`], and long ones: at and beyond the bounds of codes, names and reasons.
#[must_use]
pub fn texts() -> Vec<String> {
    let long = ["x", "ß", "\"", "1 "]
        .into_iter()
        .flat_map(|text| [16, 129, 1025].into_iter().map(|count| text.repeat(count)));
    TEXTS.iter().map(|text| (*text).into()).chain(long).collect()
}

/// Every request of [`REQUESTS`] with this text in each of its places in turn: in place of the
/// value, after it, and in the middle of it.
#[must_use]
pub fn spoiled(text: &str) -> Vec<Naughty> {
    REQUESTS.iter().flat_map(|routed| of_route(routed, text)).collect()
}

fn of_route(routed: &Routed, text: &str) -> Vec<Naughty> {
    let sound = Naughty::sound(routed);
    let mut all = Vec::new();
    for (place, was) in sound.path.iter().enumerate() {
        for value in variants(was, text) {
            let mut spoiled = sound.clone();
            spoiled.path[place] = value;
            all.push(spoiled);
        }
    }
    for (place, (_, was)) in sound.query.iter().enumerate() {
        for value in variants(was, text) {
            let mut spoiled = sound.clone();
            spoiled.query[place].1 = value;
            all.push(spoiled);
        }
    }
    if sound.body.is_empty() {
        return all;
    }
    let body: Value = serde_json::from_str(&sound.body).unwrap();
    let mut pointers = Vec::new();
    leaves(&body, String::new(), &mut pointers);
    for pointer in pointers {
        let was = body.pointer(&pointer).unwrap();
        let values = was.as_str().map_or_else(|| vec![text.into()], |was| variants(was, text));
        for value in values {
            let mut other = body.clone();
            *other.pointer_mut(&pointer).unwrap() = Value::String(value);
            all.push(Naughty { body: other.to_string(), ..sound.clone() });
        }
    }
    // As a member's name, and as the whole body.
    all.push(Naughty { body: format!("{{{}:1}}", Value::String(text.into())), ..sound.clone() });
    all.push(Naughty { body: text.into(), ..sound });
    all
}

/// The text alone, after a value, and in its middle.
fn variants(value: &str, text: &str) -> Vec<String> {
    let middle = value.char_indices().nth(value.chars().count() / 2).map_or(0, |(at, _)| at);
    let (head, tail) = value.split_at(middle);
    vec![text.into(), format!("{value}{text}"), format!("{head}{text}{tail}")]
}

/// The pointers (RFC 6901) of all values that are neither objects nor arrays. No name in the
/// requests has a character that needs escaping.
fn leaves(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, value)| leaves(value, format!("{at}/{name}"), pointers));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(place, value)| leaves(value, format!("{at}/{place}"), pointers));
        }
        _ => pointers.push(at),
    }
}

/// Whether a status reports a failure of the server, not of the caller.
#[must_use]
pub const fn is_ours(status: u16) -> bool {
    status >= 500
}
