//! Locates the error in a code whose check symbols do not match.

use crate::words::CodeFormat;
use crate::words::values::Values;

/// The group, counted from 1, that contains every single symbol and every pair of adjacent symbols
/// whose replacement or swap would make the code valid; `None` if they are in several groups, if
/// there are none, or if the format has no groups.
///
/// Changes the values during the search and restores them.
pub(super) fn group(values: &mut Values, format: CodeFormat) -> Option<u8> {
    let size = format.group();
    if size == 0 {
        return None;
    }
    let mut suspect = None;
    for place in 0..format.whole_length() {
        let group = place / size + 1;
        let explains = one_symbol_explains(values, format, place.into())
            || one_swap_explains(values, format, place.into());
        if !explains {
            continue;
        }
        // A swap across the border of two groups puts both in doubt.
        let alone = (place + 1) % size != 0 || !one_swap_explains(values, format, place.into());
        if !alone || suspect.is_some_and(|known| known != group) {
            return None;
        }
        suspect = Some(group);
    }
    suspect
}

/// Whether another symbol at that place would make the code valid.
fn one_symbol_explains(values: &mut Values, format: CodeFormat, place: usize) -> bool {
    let Some(typed) = values.as_slice().get(place).copied() else { return false };
    let symbols = format.alphabet().symbols().len() + format.check().own_symbols().len();
    let others = (0..).take(symbols).filter(|value| *value != typed);
    let mut explains = false;
    for value in others {
        put(values, place, value);
        explains |= format.accepts_values(values);
    }
    put(values, place, typed);
    explains
}

/// Whether swapping the symbols at that place and the next would make the code valid.
fn one_swap_explains(values: &mut Values, format: CodeFormat, place: usize) -> bool {
    if place + 1 >= values.as_slice().len() {
        return false;
    }
    values.as_mut_slice().swap(place, place + 1);
    let explains = format.accepts_values(values);
    values.as_mut_slice().swap(place, place + 1);
    explains
}

fn put(values: &mut Values, place: usize, value: u8) {
    if let Some(to) = values.as_mut_slice().get_mut(place) {
        *to = value;
    }
}
