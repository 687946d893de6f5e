//! The content of a QR symbol, and its picture.

use super::constants::{DEFAULT_TEMPLATE, PICTURE};
use super::read::QrType;
use crate::dialects::uri;
use crate::journey::{Error, ErrorKind, Outcome};
use crate::qr::{Level, Look, Symbol};
use crate::words::Code;
use alloc::string::String;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The picture of a code for the reply: a PNG in base64 (RFC 4648 section 4), or in a `data:` URI
/// (RFC 2397) if the policy says so. Level M, 8 pixels per module, a quiet zone of 4 modules, black
/// on white (ours).
///
/// # Errors
/// [`ErrorKind::Picture`] when the content does not fit into a QR symbol.
pub(super) fn of(
    code: &Code,
    user: &str,
    qr_type: QrType,
    outcome: &Outcome<'_>,
) -> Result<Zeroizing<String>, Error> {
    let payload = payload(code, user, qr_type, outcome);
    let symbol = Symbol::encode(payload.as_bytes(), Level::M)
        .map_err(|over| Error::at(PICTURE, ErrorKind::Picture { over: over.bytes() }))?;
    let png = Zeroizing::new(symbol.png(&Look::default()));
    let start = if outcome.policy.qr_data_uri { "data:image/png;base64," } else { "" };
    let mut text = Zeroizing::new(String::with_capacity(start.len() + 4 * png.len().div_ceil(3)));
    text.push_str(start);
    STANDARD.encode_string(&*png, &mut text);
    Ok(text)
}

/// The content of the symbol. Secret, since it contains the code.
fn payload(code: &Code, user: &str, qr_type: QrType, outcome: &Outcome<'_>) -> Zeroizing<String> {
    if qr_type == QrType::Normal {
        return Zeroizing::new(code.reveal().into());
    }
    let template = match outcome.policy.qr_template.as_str() {
        "" => DEFAULT_TEMPLATE,
        template => template,
    };
    filled(template, |name| match name {
        "tenantId" => Some(outcome.tenant),
        "userName" => Some(user),
        "activationCode" => Some(code.reveal()),
        _ => None,
    })
}

/// A template with each `{name}` replaced by its value, percent-encoded. A name without a value is
/// left unchanged; text from a value is never treated as a name.
fn filled<'a>(template: &str, value: impl Fn(&str) -> Option<&'a str>) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * template.len()));
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let placeholder = after.split_once('}');
        let replaced = placeholder.and_then(|(name, after)| Some((value(name)?, after)));
        rest = match replaced {
            Some((value, after)) => {
                uri::encode(&mut text, value);
                after
            }
            None => {
                text.push('{');
                after
            }
        };
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_in_one_pass() {
        let value = |name: &str| match name {
            "a" => Some("{b}"),
            "b" => Some("x y"),
            _ => None,
        };
        for (template, text) in [
            ("", ""),
            ("{a}", "%7Bb%7D"),
            ("-{b}-{b}-", "-x%20y-x%20y-"),
            ("{c}{b}", "{c}x%20y"),
            ("{{b}}", "{x%20y}"),
            ("{a", "{a"),
            ("a}", "a}"),
            ("{}{", "{}{"),
            ("ä{b}ö", "äx%20yö"),
        ] {
            assert_eq!(*filled(template, value), text, "{template}");
        }
    }
}
