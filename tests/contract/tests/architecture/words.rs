//! The identifiers and string literals of a source, without comments and doc text.

use crate::sources::Source;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::Lit;

/// The identifiers and the texts in a source.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) identifiers: BTreeSet<String>,
    pub(crate) texts: BTreeSet<String>,
}

/// Reads the identifiers and string literals of a source.
pub(crate) fn words(source: &Source) -> Words {
    let tokens: TokenStream =
        source.code.parse().unwrap_or_else(|error| panic!("{} is not Rust: {error}", source.path));
    let mut words = Words::default();
    words.read(tokens);
    words
}

impl Words {
    fn read(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => drop(self.identifiers.insert(ident.to_string())),
                TokenTree::Literal(literal) => match Lit::new(literal) {
                    Lit::Str(text) => drop(self.texts.insert(text.value())),
                    Lit::ByteStr(text) => {
                        self.texts.insert(String::from_utf8_lossy(&text.value()).into_owned());
                    }
                    _ => {}
                },
                TokenTree::Group(group) if !is_doc(group.stream()) => self.read(group.stream()),
                _ => {}
            }
        }
    }
}

/// Whether these are the inner tokens of a doc comment: `doc = "…"`.
fn is_doc(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter();
    matches!(tokens.next(), Some(TokenTree::Ident(name)) if name == "doc")
        && matches!(tokens.next(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=')
}

/// Whether an identifier contains a word: `rsa` is in `rsa`, `Rsa`, `is_rsa` and `RsaReply`.
pub(crate) fn has_word(identifier: &str, word: &str) -> bool {
    let mut parts = vec![String::new()];
    let mut after_capital = true;
    for c in identifier.chars() {
        let capital = c.is_uppercase();
        if c == '_' || (capital && !after_capital) {
            parts.push(String::new());
        }
        if let (true, Some(part)) = (c != '_', parts.last_mut()) {
            part.extend(c.to_lowercase());
        }
        after_capital = capital;
    }
    parts.iter().any(|part| part == word)
}

/// Whether a text contains a word in lower case, as a name is written.
pub(crate) fn text_has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|part| part == word)
}
