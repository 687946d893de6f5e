//! Aligned columns.

use super::style::{Hue, Style};
use crate::terminal::escaped;
use unicode_width::UnicodeWidthStr as _;
use zeroize::Zeroizing;

/// The space between two columns.
const GAP: &str = "  ";

/// A table. Columns without anything in them are left out; without rows there is no text.
pub(crate) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// A text in a table. It may be a code: wiped on drop.
pub(crate) struct Cell {
    text: Zeroizing<String>,
    hue: Hue,
}

impl Cell {
    /// A text, escaped.
    pub(crate) fn of(text: impl AsRef<str>) -> Self {
        Self { text: Zeroizing::new(escaped(text.as_ref())), hue: Hue::Plain }
    }

    /// The same in a hue.
    pub(crate) const fn hue(mut self, hue: Hue) -> Self {
        self.hue = hue;
        self
    }
}

impl Table {
    /// A table with a head.
    pub(crate) const fn new(head: Vec<&'static str>) -> Self {
        Self { head, rows: Vec::new() }
    }

    /// Names and values, without a head. Values that are empty are left out.
    pub(crate) fn of_pairs(pairs: impl IntoIterator<Item = (&'static str, Cell)>) -> Self {
        let filled = pairs.into_iter().filter(|(_, value)| !value.text.is_empty());
        let rows = filled.map(|(name, value)| vec![Cell::of(name).hue(Hue::Dim), value]);
        Self { head: Vec::new(), rows: rows.collect() }
    }

    /// One more row.
    pub(crate) fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// The lines of the table.
    pub(super) fn text(&self, style: Style) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let used: Vec<(usize, usize)> =
            (0..columns).map(|place| (place, self.width(place))).filter(|(_, w)| *w > 0).collect();
        let mut text = String::new();
        if !self.head.is_empty() {
            let head = self.head.iter().map(|name| Cell::of(name).hue(Hue::Bold));
            line(&mut text, &head.collect::<Vec<_>>(), &used, style);
        }
        for row in &self.rows {
            line(&mut text, row, &used, style);
        }
        text
    }

    /// The width of a column on the terminal; 0 when nothing is in it.
    fn width(&self, place: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(place));
        let widest = cells.map(|cell| cell.text.width()).max().unwrap_or_default();
        let head = self.head.get(place).map_or(0, |name| name.width());
        if widest == 0 { 0 } else { widest.max(head) }
    }
}

fn line(text: &mut String, row: &[Cell], used: &[(usize, usize)], style: Style) {
    let mut owed = 0;
    for (place, width) in used {
        let Some(cell) = row.get(*place).filter(|cell| !cell.text.is_empty()) else {
            owed += width + GAP.len();
            continue;
        };
        text.push_str(&" ".repeat(owed));
        text.push_str(&style.hue(cell.hue, &cell.text));
        // Owed, not written: no line ends in spaces.
        owed = width.saturating_sub(cell.text.width()) + GAP.len();
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(vec!["ID", "WHO", "NOTE", "STATE"]);
        table.push(vec![Cell::of("1"), Cell::of("用户"), Cell::of(""), Cell::of("ok")]);
        table.push(vec![Cell::of("22"), Cell::of("a\u{202e}b"), Cell::of(""), Cell::of("")]);
        table
    }

    #[test]
    fn columns_are_aligned_by_their_width_on_the_terminal_and_empty_ones_left_out() {
        let expected = "ID  WHO       STATE\n1   用户      ok\n22  a\\u202eb\n";
        assert_eq!(table().text(Style::test(false)), expected);
    }

    #[test]
    fn colours_do_not_change_the_alignment() {
        let plain = table().text(Style::test(false));
        let coloured = table().text(Style::test(true));
        assert_ne!(coloured, plain);
        assert_eq!(coloured.replace("\u{1b}[1m", "").replace("\u{1b}[0m", ""), plain);
    }

    #[test]
    fn pairs_have_no_head_and_no_empty_values() {
        let pairs = [("state", Cell::of("pending").hue(Hue::Green)), ("note", Cell::of(""))];
        assert_eq!(Table::of_pairs(pairs).text(Style::test(false)), "state  pending\n");
    }
}
