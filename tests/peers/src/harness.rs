//! Measures in turn, so that load on the machine slows down both sides.

use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

/// A line of the table.
pub(crate) struct Row {
    /// The work that was measured.
    pub(crate) what: String,
    /// Our figure, with its unit.
    pub(crate) ours: String,
    /// The peer's figure, with its name.
    pub(crate) peer: String,
    /// The promised bound and the measured figure.
    pub(crate) promise: Promise,
}

/// A bound that a figure must keep.
pub(crate) enum Promise {
    /// At most this.
    AtMost(f64, f64, &'static str),
    /// At least this.
    AtLeast(f64, f64, &'static str),
    /// No bound: the figure is shown for comparison.
    None(f64, &'static str),
}

impl Row {
    /// The table's head, in Markdown.
    pub(crate) fn header() -> &'static str {
        "| work | ours | peer | measured | promised | |\n|---|---|---|---|---|---|"
    }

    /// Whether the promise was kept.
    pub(crate) fn kept(&self) -> bool {
        match self.promise {
            Promise::AtMost(figure, bound, _) => figure <= bound,
            Promise::AtLeast(figure, bound, _) => figure >= bound,
            Promise::None(..) => true,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, ours, peer, promise } = self;
        let (figure, bound, unit) = match promise {
            Promise::AtMost(figure, bound, unit) => (figure, format!("≤ {bound}{unit}"), unit),
            Promise::AtLeast(figure, bound, unit) => (figure, format!("≥ {bound}{unit}"), unit),
            Promise::None(figure, unit) => (figure, String::from("nothing"), unit),
        };
        let verdict = match promise {
            Promise::None(..) => "",
            _ if self.kept() => "kept",
            _ => "**missed**",
        };
        write!(f, "| {what} | {ours} | {peer} | {figure:.2}{unit} | {bound} | {verdict} |")
    }
}

/// The time of one run of each work in its fastest turn, in seconds: all in turn, `rounds` times,
/// `runs` runs each. On a shared machine other load only adds to a time, and unevenly: work that
/// keeps every unit of a core busy loses most.
pub(crate) fn in_turn(rounds: usize, runs: u32, work: &mut [&mut dyn FnMut()]) -> Vec<f64> {
    let mut times = vec![Vec::with_capacity(rounds); work.len()];
    for round in 0..=rounds {
        for (work, times) in work.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            for _ in 0..runs {
                work();
            }
            // The first round warms up.
            if round > 0 {
                times.push(begun.elapsed().as_secs_f64() / f64::from(runs));
            }
        }
    }
    times.iter().map(|times| times.iter().copied().fold(f64::INFINITY, f64::min)).collect()
}

/// The median.
pub(crate) fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A time in a readable unit.
pub(crate) fn time(seconds: f64) -> String {
    let nanoseconds = Duration::from_secs_f64(seconds).as_nanos();
    match nanoseconds {
        0..1_000 => format!("{nanoseconds} ns"),
        1_000..1_000_000 => format!("{:.1} µs", seconds * 1e6),
        _ => format!("{:.1} ms", seconds * 1e3),
    }
}

/// Date, processor and number of cores.
pub(crate) fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(0, Into::into);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.ok().and_then(|now| codemint::words::Timestamp::from_seconds(now.as_secs()));
    let at = now.map(codemint::words::Timestamp::civil);
    let date =
        at.map_or_else(String::new, |at| format!("{}-{:02}-{:02}", at.year, at.month, at.day));
    format!("{date}, {model}, {cores} cores")
}
