//! `codemint offline provision` and `codemint offline verify`

use super::installation::{config_of, tenant_of};
use super::standard::{Outcome, read_secret, say};
use crate::cli::Provision;
use crate::output::rfc3339;
use codemint::clock::SystemClock;
use codemint::files;
use codemint::module::Module;
use codemint::offline::{
    Account, Computer, Declined, FileMemory, OfflineKey, OfflineVerifier, Valid, Window,
    device_key_from_hex, device_key_to_hex,
};
use codemint::words::SubjectKey;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The content of a computer's file. No `Debug`; wiped on drop.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Device {
    computer: String,
    domain: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device_id: Option<String>,
    /// How many hours after its issue a code can be entered.
    window_hours: u8,
    /// 64 hexadecimal digits.
    key: String,
}

pub(super) fn provision(wanted: &Provision) -> Outcome {
    let config = config_of(&wanted.place)?;
    let id = tenant_of(&wanted.place, &config)?;
    let tenant = config.tenants.iter().find(|tenant| tenant.id == id);
    let source = tenant.and_then(|tenant| tenant.offline.as_ref());
    let source = source
        .ok_or_else(|| format!("tenant `{id}` has no offline key: add `[tenants.offline]`"))?;
    let key = OfflineKey::from_hex(&source.read()?)?;
    let device_id = wanted.device_id.as_deref();
    Computer::new(&wanted.computer, &wanted.domain, device_id)?;
    // The canonical spelling of requests, so that the issuer derives the same key.
    let subject = SubjectKey::of_computer(&wanted.computer, &wanted.domain);
    let computer = Computer::of_key(&subject, device_id)?;
    window(wanted.window_hours)?;
    let device = Device {
        computer: wanted.computer.clone(),
        domain: wanted.domain.clone(),
        device_id: wanted.device_id.clone(),
        window_hours: wanted.window_hours,
        key: String::clone(&device_key_to_hex(&key.device_key(&id, &computer)?)),
    };
    let text = Zeroizing::new(serde_json::to_vec_pretty(&device)?);
    let failed = |error: io::Error| format!("cannot write `{}`: {error}", wanted.out.display());
    // The record of used codes comes first: a computer without it accepts no code. If it exists, codes
    // were used before; a new record would accept them again.
    FileMemory::create(&memory(&wanted.out))
        .map_err(|error| format!("cannot create `{}`: {error}", memory(&wanted.out).display()))?;
    files::write_new(&wanted.out, &text).map_err(failed)?;
    say(&format!("the key of `{}` is in `{}`", wanted.computer, wanted.out.display()));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn verify(file: &Path, account: &str) -> Outcome {
    let unreadable = |error: io::Error| format!("cannot read `{}`: {error}", file.display());
    let text = files::read(file).map_err(unreadable)?;
    // The parser's message could quote the key.
    let device: Device = serde_json::from_slice(&text).map_err(|_| {
        format!("`{}` was not written by `codemint offline provision`", file.display())
    })?;
    let key = device_key_from_hex(&device.key)?;
    let account = Account::parse(account).ok_or(
        "`--account` must have 1 to 256 bytes, no control character and no space around it",
    )?;
    let memory = FileMemory::open(&memory(file))?;
    let verifier = OfflineVerifier::new(
        key,
        Box::new(Module::embedded()?),
        Box::new(memory),
        Box::new(SystemClock),
    );
    let verifier = verifier.with_window(window(device.window_hours)?);
    let typed = read_secret()?;
    match verifier.verify(&account, typed.trim())? {
        Ok(valid) => {
            say(&valid_text(&valid));
            Ok(ExitCode::SUCCESS)
        }
        Err(declined) => Err(declined_text(declined).into()),
    }
}

fn window(hours: u8) -> Result<Window, String> {
    let range = || format!("`--window-hours` must be 1 to {}", Window::MAX_HOURS);
    Window::from_hours(hours).ok_or_else(range)
}

fn valid_text(valid: &Valid) -> String {
    let terms = valid.terms;
    let uses = if terms.single_use() { "once" } else { "any number of times until then" };
    format!(
        "valid: span {}, issued {}, can be entered until {}, {uses}",
        terms.validity_index(),
        rfc3339(terms.issued()),
        rfc3339(valid.not_after)
    )
}

fn declined_text(declined: Declined) -> String {
    match declined {
        Declined::Wait { until, .. } => format!("{declined} ({})", rfc3339(until)),
        _ => declined.to_string(),
    }
}

/// The record of a computer's used codes, beside its file.
fn memory(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".memory");
    name.into()
}
