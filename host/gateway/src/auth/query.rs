//! The query of a request, and the keys that are removed from it.

use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

/// A query that may be passed on and logged, and the keys that were removed from it. No `Debug`.
#[derive(Default)]
pub(crate) struct Query {
    rest: String,
    keys: Vec<(String, Zeroizing<Vec<u8>>)>,
}

impl Query {
    /// Removes the parameters with these names from a query (the part after the question mark).
    /// Names are compared after percent-decoding, so that no spelling of one remains.
    pub(crate) fn without(query: &str, names: &[String]) -> Self {
        let (mut rest, mut keys) = (Vec::new(), Vec::new());
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name: Vec<u8> = percent_decode_str(name).collect();
            match names.iter().find(|wanted| wanted.as_bytes() == name) {
                Some(known) => {
                    let value = Zeroizing::new(percent_decode_str(value).collect());
                    keys.push((known.clone(), value));
                }
                None => rest.push(pair),
            }
        }
        Self { rest: rest.join("&"), keys }
    }

    /// The remaining query, unchanged.
    pub(crate) fn rest(&self) -> &str {
        &self.rest
    }

    /// Whether the query held a key.
    pub(crate) const fn had_key(&self) -> bool {
        !self.keys.is_empty()
    }

    /// The keys under this name, percent-decoded once.
    pub(super) fn keys<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.keys.iter().filter(move |(known, _)| known == name).map(|(_, key)| key.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    fn split(query: &str) -> (String, Vec<String>) {
        let query = Query::without(query, &["Key".to_owned()]);
        let text = |key: &[u8]| String::from_utf8_lossy(key).into_owned();
        (query.rest().to_owned(), query.keys("Key").map(text).collect())
    }

    #[test]
    fn no_spelling_of_a_key_remains_in_the_query() {
        for (query, rest, keys) in [
            ("", "", &[][..]),
            ("a=1&b=%20&c", "a=1&b=%20&c", &[]),
            ("&&a=1&", "&&a=1&", &[]),
            ("Key=s", "", &["s"]),
            ("a=1&Key=s&b=2", "a=1&b=2", &["s"]),
            ("Key=s&a=1&Key=t", "a=1", &["s", "t"]),
            ("%4Bey=s", "", &["s"]),
            ("%4b%65%79=%73", "", &["s"]),
            ("Key=a%2Bb+c%253D", "", &["a+b+c%3D"]),
            ("Key", "", &[""]),
            ("Key==", "", &["="]),
            ("key=s&KEY=s&Keys=s", "key=s&KEY=s&Keys=s", &[]),
        ] {
            let (left, found) = split(query);
            assert_eq!(
                (left.as_str(), found.iter().map(String::as_str).collect()),
                (rest, keys.to_vec())
            );
        }
    }
}
