//! The memory of a process, as the kernel reports it.

use std::fs;

/// The resident memory of a process, in bytes (`VmRSS`).
///
/// # Panics
/// When there is no such process.
#[must_use]
pub fn now(process: u32) -> u64 {
    value(process, "VmRSS:")
}

/// The peak resident memory of a process, in bytes (`VmHWM`).
///
/// # Panics
/// When there is no such process.
#[must_use]
pub fn peak(process: u32) -> u64 {
    value(process, "VmHWM:")
}

fn value(process: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    let kilobytes: u64 = line.trim().strip_suffix(" kB").unwrap().parse().unwrap();
    kilobytes * 1024
}
