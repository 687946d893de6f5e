//! The fields of a CSV record, by the grammar of RFC 4180 section 2.

/// The state of reading a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the start of a field.
    Start,
    /// In a field without quotes.
    Plain,
    /// In a quoted field.
    Quoted,
    /// After a quote that ends the field, unless another quote follows.
    Closed,
}

/// One record, read line by line.
pub(super) struct Fields {
    state: State,
    /// The values of all fields, one after the other.
    text: String,
    /// The end in `text` of each complete field.
    ends: Vec<usize>,
}

impl Fields {
    pub(super) const fn new() -> Self {
        Self { state: State::Start, text: String::new(), ends: Vec::new() }
    }

    /// Clears the record.
    pub(super) fn clear(&mut self) {
        self.state = State::Start;
        self.text.clear();
        self.ends.clear();
    }

    /// Adds a line of the record, without its line break. Returns whether the record ends with it;
    /// otherwise a quote is open, and the next line belongs to the record too.
    ///
    /// # Errors
    /// On what RFC 4180 does not allow: a quote within an unquoted field (rule 5), or text between
    /// a closing quote and the separator, white space included (rule 4).
    pub(super) fn add(&mut self, line: &str, separator: char) -> Result<bool, &'static str> {
        for symbol in line.chars() {
            self.state = match (self.state, symbol) {
                (State::Start, '"') => State::Quoted,
                (State::Quoted, '"') => State::Closed,
                (State::Plain, '"') => return Err("a quote is within a field that is not quoted"),
                (State::Quoted, _) => self.push(symbol, State::Quoted),
                (State::Closed, '"') => self.push('"', State::Quoted),
                (_, symbol) if symbol == separator => self.end_field(),
                (State::Closed, _) => return Err("text follows a closing quote"),
                (State::Start | State::Plain, _) => self.push(symbol, State::Plain),
            };
        }
        if self.state == State::Quoted {
            self.text.push('\n');
            return Ok(false);
        }
        self.end_field();
        Ok(true)
    }

    fn push(&mut self, symbol: char, state: State) -> State {
        self.text.push(symbol);
        state
    }

    fn end_field(&mut self) -> State {
        self.ends.push(self.text.len());
        State::Start
    }

    /// The number of fields.
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The value of a field, counted from 0.
    pub(super) fn get(&self, place: usize) -> Option<&str> {
        let end = *self.ends.get(place)?;
        let start =
            place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..end)
    }

    /// The values, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|place| self.get(place))
    }
}

/// Detects the separator from a header: a comma (RFC 4180), a semicolon or a tab, whichever occurs
/// most often outside quotes; a comma if none occurs. No column's name contains any of them.
pub(super) fn separator(header: &str) -> char {
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    let mut is_quoted = false;
    for symbol in header.chars() {
        is_quoted ^= symbol == '"';
        let count = counts.iter_mut().find(|(known, _)| *known == symbol && !is_quoted);
        count.into_iter().for_each(|(_, count)| *count += 1);
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(',', |(symbol, _)| *symbol)
}
