//! Where the mistake is in a code whose check symbols are wrong.

use crate::words::CodeFormat;
use crate::words::values::Values;

/// The group of every single symbol and every swap of two neighbours that would make the code
/// right, the first is 1; `None` where they are of several groups, where there is none, and where
/// codes are shown in one piece.
///
/// The values are changed meanwhile, and are afterwards what they were.
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
        // A swap over the border of two groups puts both of them in doubt.
        let alone = (place + 1) % size != 0 || !one_swap_explains(values, format, place.into());
        if !alone || suspect.is_some_and(|known| known != group) {
            return None;
        }
        suspect = Some(group);
    }
    suspect
}

/// Whether another symbol at that place would make the code right.
fn one_symbol_explains(values: &mut Values, format: CodeFormat, place: usize) -> bool {
    let Some(typed) = values.as_slice().get(place).copied() else { return false };
    let symbols = format.alphabet().symbols().len() + format.check().own_symbols().len();
    let others = (0..).take(symbols).filter(|value| *value != typed);
    let mut explains = false;
    for value in others {
        put(values, place, value);
        explains |= values.are_right(format);
    }
    put(values, place, typed);
    explains
}

/// Whether the symbols at that place and the next would make the code right the other way round.
fn one_swap_explains(values: &mut Values, format: CodeFormat, place: usize) -> bool {
    if place + 1 >= values.as_slice().len() {
        return false;
    }
    values.as_mut_slice().swap(place, place + 1);
    let explains = values.are_right(format);
    values.as_mut_slice().swap(place, place + 1);
    explains
}

fn put(values: &mut Values, place: usize, value: u8) {
    if let Some(to) = values.as_mut_slice().get_mut(place) {
        *to = value;
    }
}
