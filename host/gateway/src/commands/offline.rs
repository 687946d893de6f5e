//! `codemint offline provision` and `codemint offline verify`

use super::{Outcome, config_of, read_secret, say, tenant_of};
use crate::cli::Provision;
use codemint::clock::SystemClock;
use codemint::files;
use codemint::module::Module;
use codemint::offline::{
    Account, Computer, Declined, FileMemory, OfflineKey, OfflineVerifier, Valid, Window,
    device_key_from_hex, device_key_to_hex,
};
use codemint::words::{SubjectKey, Timestamp};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// What a computer's file holds. No `Debug`; wiped on drop.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Device {
    computer: String,
    domain: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device_id: Option<String>,
    /// Within how many hours of its issue a code must be typed.
    window_hours: u8,
    /// 64 hexadecimal digits.
    key: String,
}

pub(super) fn provision(wanted: &Provision) -> Outcome {
    let config = config_of(&wanted.place)?;
    let id = tenant_of(&wanted.place, &config)?;
    let tenant = config.tenants.iter().find(|tenant| tenant.id == id);
    let source = tenant.and_then(|tenant| tenant.offline.as_ref());
    let source = source.ok_or_else(|| format!("tenant `{id}` has no `[tenants.offline]` key"))?;
    let key = OfflineKey::from_hex(&source.read()?)?;
    let device_id = wanted.device_id.as_deref();
    Computer::new(&wanted.computer, &wanted.domain, device_id)?;
    // As requests spell it canonically: whoever issues derives the same key.
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
    let named = |error: io::Error| format!("cannot write `{}`: {error}", wanted.out.display());
    // What is remembered comes first: a computer without it takes no code. Where it is there
    // already, codes were used before; to begin anew would let them pass once more.
    FileMemory::create(&memory(&wanted.out))
        .map_err(|error| format!("cannot begin `{}`: {error}", memory(&wanted.out).display()))?;
    files::write_new(&wanted.out, &text).map_err(named)?;
    say(&format!("the key of `{}` is in `{}`", wanted.computer, wanted.out.display()));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn verify(file: &Path, account: &str) -> Outcome {
    let named = |error: io::Error| format!("cannot read `{}`: {error}", file.display());
    let text = files::read(file).map_err(named)?;
    // What exactly is wrong could quote the key.
    let device: Device = serde_json::from_slice(&text)
        .map_err(|_| format!("`{}` is no file of a computer", file.display()))?;
    let key = device_key_from_hex(&device.key)?;
    let account = Account::parse(account)
        .ok_or("an account has 1 to 256 bytes, no control character and no space at its ends")?;
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
            say(&told(&valid));
            Ok(ExitCode::SUCCESS)
        }
        Err(declined) => Err(declined_text(declined).into()),
    }
}

fn window(hours: u8) -> Result<Window, String> {
    let range = || format!("a window is 1 to {} hours", Window::MAX_HOURS);
    Window::from_hours(hours).ok_or_else(range)
}

fn told(valid: &Valid) -> String {
    let terms = valid.terms;
    let uses = if terms.single_use() { "once" } else { "as often as wanted until then" };
    format!(
        "good: span {}, issued {}, to be typed until {}, {uses}",
        terms.validity_index(),
        shown(terms.issued()),
        shown(valid.not_after)
    )
}

fn declined_text(declined: Declined) -> String {
    match declined {
        Declined::Wait { until, .. } => format!("{declined} ({})", shown(until)),
        _ => declined.to_string(),
    }
}

/// A time as RFC 3339 has it.
pub(super) fn shown(at: Timestamp) -> String {
    let at = at.civil();
    let (date, time) = ((at.year, at.month, at.day), (at.hour, at.minute, at.second));
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", date.0, date.1, date.2, time.0, time.1, time.2)
}

/// What is remembered of a computer's codes stands beside its file.
fn memory(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".memory");
    name.into()
}
