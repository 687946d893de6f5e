//! Remote content in a mail's HTML: anything that makes a mail reader fetch or run something.
//!
//! What a reader fetches discloses when, where and by whom the mail was read, and can change
//! afterwards. Therefore elements and attributes are allowed by a list, and everything else is
//! refused.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, StartTag, Token, Tokenizer};

/// Elements that only arrange text, and the picture.
const ELEMENTS: [&str; 45] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "i",
    "img",
    "kbd",
    "li",
    "meta",
    "ol",
    "p",
    "pre",
    "q",
    "samp",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "title",
    "tr",
    "ul",
];

/// Attributes that refer to nothing outside the mail. `href` and `src` are checked by value.
const ATTRIBUTES: [&str; 26] = [
    "align",
    "alt",
    "aria-hidden",
    "aria-label",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "charset",
    "class",
    "color",
    "colspan",
    "content",
    "dir",
    "height",
    "href",
    "id",
    "lang",
    "name",
    "role",
    "rowspan",
    "src",
    "style",
    "title",
    "valign",
    "width",
];

/// What makes a style fetch something; a backslash can hide the rest.
const FETCHING: [&str; 6] = ["url(", "src(", "image(", "image-set(", "@import", "\\"];

/// Returns what is not allowed in this HTML; `None` when all of it is allowed. `picture` is the
/// only URL that a picture may have: that of a part of the same mail.
pub(super) fn forbidden(html: &str, picture: &str) -> Option<String> {
    let mut emitter = DefaultEmitter::default();
    // As in a browser: within a title or a style, only its end tag is a tag.
    emitter.naively_switch_states(true);
    let mut in_style = false;
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        let found = match token {
            Token::StartTag(tag) => {
                in_style = text(&tag.name) == "style";
                of_tag(&tag, picture)
            }
            Token::EndTag(_) => {
                in_style = false;
                None
            }
            Token::String(style) if in_style => of_style(&text(&style)),
            // Some mail readers interpret such comments (`<!--[if mso]>`).
            Token::Comment(comment) if text(&comment).trim_start().starts_with('[') => {
                Some("a conditional comment is not allowed in a mail".into())
            }
            Token::Error(error) => Some(format!("it is not valid HTML: {}", *error)),
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn of_tag(tag: &StartTag<()>, picture: &str) -> Option<String> {
    let element = text(&tag.name);
    if !ELEMENTS.contains(&element.as_str()) {
        return Some(format!("the element `{element}` is not allowed in a mail"));
    }
    tag.attributes.iter().find_map(|(name, value)| {
        let (name, value) = (text(name), text(value));
        match (element.as_str(), name.as_str()) {
            ("img", "src") => (value != picture).then(|| {
                "a picture must come with the mail: its `src` is `{{ qr }}`, within `{% if qr %}`"
                    .into()
            }),
            ("a", "href") => (!is_link_target(&value))
                .then(|| "a link must be http, https, mailto or tel; put `{{ link }}` within `{% if link %}`".into()),
            (_, "src" | "href") => Some(format!("`{element}` must not have `{name}` in a mail")),
            (_, "style") => of_style(&value),
            (_, known) if ATTRIBUTES.contains(&known) => None,
            _ => Some(format!("the attribute `{name}` is not allowed in a mail")),
        }
    })
}

fn is_link_target(link: &str) -> bool {
    let link = link.to_ascii_lowercase();
    ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme))
}

fn of_style(style: &str) -> Option<String> {
    let style = style.to_ascii_lowercase();
    let found = FETCHING.into_iter().find(|part| style.contains(part));
    found.map(|part| format!("`{part}` is not allowed in a mail's style"))
}

fn text(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::forbidden;

    const PICTURE: &str = "cid:qr@example.com";

    #[test]
    fn elements_that_only_arrange_text_are_allowed() {
        let html = "<!doctype html><html lang=\"de\"><head><meta charset=\"utf-8\"><title>a <b</title>\
            <style>p { color: red }</style></head><body style=\"margin: 0\"><!-- a note --><p>1 &lt; 2\
            <img src=\"cid:qr@example.com\" alt=\"QR\"><a href=\"https://a.example/?x#y\">there</a>\
            <a href=\"tel:+1\">call</a></p></body></html>";
        assert_eq!(forbidden(html, PICTURE), None);
    }

    #[test]
    fn anything_that_is_fetched_or_run_is_refused() {
        for planted in [
            "<img src=\"https://tracker.example/pixel.gif\">",
            "<img src=\"//tracker.example/pixel.gif\">",
            "<IMG SRC='http://tracker.example'>",
            "<img src=\"cid:other@example.com\">",
            "<img srcset=\"https://tracker.example 2x\" src=\"cid:qr@example.com\">",
            "<table background=\"https://tracker.example\"></table>",
            "<p style=\"background: URL(https://tracker.example)\">",
            "<p style=\"background: u\\72l(https://tracker.example)\">",
            "<style>@import 'https://tracker.example';</style>",
            "<style>p { background: url(//tracker.example) }</style>",
            "<link rel=\"stylesheet\" href=\"https://tracker.example\">",
            "<script>alert(1)</script>",
            "<script src=\"https://tracker.example\"></script>",
            "<iframe src=\"https://tracker.example\"></iframe>",
            "<video poster=\"https://tracker.example\"></video>",
            "<object data=\"https://tracker.example\"></object>",
            "<svg><image href=\"https://tracker.example\"/></svg>",
            "<form action=\"https://tracker.example\"></form>",
            "<meta http-equiv=\"refresh\" content=\"0;url=https://tracker.example\">",
            "<base href=\"https://tracker.example\">",
            "<p onclick=\"alert(1)\">",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a ping=\"https://tracker.example\" href=\"https://a.example\">x</a>",
            "<!--[if mso]><img src=\"https://tracker.example\"><![endif]-->",
            "<title><!--</title><img src=\"https://tracker.example\">-->",
            "<p <p>",
        ] {
            let html = format!("<p>before</p>{planted}");
            assert!(forbidden(&html, PICTURE).is_some(), "{planted}");
        }
    }
}
