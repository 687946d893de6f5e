//! Requests codes while the gateway is killed again and again, and records what it promised.

use crate::built;
use crate::client::{Client, asking_for};
use crate::gateway::Gateway;
use crate::home::Home;
use crate::ledger::{Codes, Ledger};
use crate::process::Process;
use crate::random::Random;
use codemint::words::State;
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The number of callers at the same time, each with its own users.
const CALLERS: usize = 4;
/// The number of users of each caller.
const USERS: usize = 60;
/// The kill comes after at most so many answers, at any point of the requests that are in progress.
const LATEST_KILL: u64 = 80;
/// What the directory has for each of them.
const ACTIVE: &str = r#""standing":"active","purposes":["enrolment"]"#;

/// The promises made so far.
pub struct Campaign {
    random: Random,
    callers: Vec<Caller>,
}

/// The observations of one caller.
struct Caller {
    users: BTreeMap<String, User>,
    random: Random,
    /// Answers that are not codes.
    unexpected: Vec<String>,
}

/// The promises made to one user.
#[derive(Default)]
struct User {
    /// The codes that were issued, oldest first.
    codes: Vec<String>,
    /// Whether a request after the last code was never answered: a newer code may be stored.
    unsure: bool,
}

impl Campaign {
    /// Creates a campaign whose choices are determined by `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let callers = (0..CALLERS).map(|number| Caller {
            users: addresses(number).map(|address| (address, User::default())).collect(),
            random: Random::of(seed << 8 | number as u64),
            unexpected: Vec::new(),
        });
        Self { random: Random::of(seed), callers: callers.collect() }
    }

    /// The addresses of all users.
    pub fn users() -> impl Iterator<Item = String> {
        (0..CALLERS).flat_map(addresses)
    }

    /// Imports all users into the demo's directory.
    ///
    /// # Panics
    /// When the import fails.
    pub fn import_users(home: &Home) {
        let line = |user| format!("{{\"subject\":\"{user}\",{ACTIVE}}}\n");
        let file = home.write("users.jsonl", &Self::users().map(line).collect::<String>());
        let mut command = Command::new(built::gateway());
        command.args(["directory", "import"]).arg(file).arg("--data").arg(home.path());
        let ended = Process::run(command, b"");
        assert!(ended.status.success(), "{ended:?}");
    }

    /// Sends requests to this gateway until it is killed, at a random moment.
    ///
    /// # Panics
    /// When the gateway does not answer.
    pub fn round(&mut self, gateway: Gateway) {
        let answers = AtomicUsize::new(0);
        let moment = 1 + self.random.below(LATEST_KILL) as usize;
        thread::scope(|scope| {
            for caller in &mut self.callers {
                let client = gateway.client();
                let answers = &answers;
                scope.spawn(move || caller.ask_until_broken(&client, answers));
            }
            let answered = || (answers.load(Ordering::Relaxed) >= moment).then_some(());
            crate::wait::until("the answers before the kill", answered);
            gateway.kill();
        });
    }

    /// The number of codes that were issued.
    #[must_use]
    pub fn promised(&self) -> usize {
        self.users_seen().map(|(_, user)| user.codes.len()).sum()
    }

    /// The number of users whose last request was not answered because of a kill.
    #[must_use]
    pub fn unsure(&self) -> usize {
        self.users_seen().filter(|(_, user)| user.unsure).count()
    }

    /// Every promise that this home does not keep, and every unexpected answer.
    ///
    /// # Panics
    /// When the home cannot be read.
    #[must_use]
    pub fn broken_promises(&self, home: &Home) -> Vec<String> {
        let ledger = Ledger::open(home);
        let codes = ledger.codes();
        let mut broken: Vec<String> =
            self.users_seen().flat_map(|(address, user)| user.broken(address, &codes)).collect();
        broken.extend(self.callers.iter().flat_map(|caller| caller.unexpected.clone()));
        let integrity = ledger.integrity();
        if integrity != "ok" {
            broken.push(format!("integrity check: {integrity}"));
        }
        broken
    }

    fn users_seen(&self) -> impl Iterator<Item = (&String, &User)> {
        self.callers.iter().flat_map(|caller| &caller.users)
    }
}

impl Caller {
    fn ask_until_broken(&mut self, client: &Client, answers: &AtomicUsize) {
        loop {
            let chosen = self.choose();
            let Ok(answer) = client.try_post(asking_for(chosen.iter().map(String::as_str))) else {
                for address in &chosen {
                    self.users.get_mut(address).unwrap().unsure = true;
                }
                return;
            };
            answers.fetch_add(1, Ordering::Relaxed);
            if answer.status != 200 || answer.statuses() != vec![1000; chosen.len()] {
                self.unexpected.push(format!("{} {}", answer.status, answer.body));
                return;
            }
            for (address, code) in answer.codes() {
                let user = self.users.get_mut(&address).unwrap();
                user.codes.push(code);
                user.unsure = false;
            }
        }
    }

    /// Chooses one to three different users.
    fn choose(&mut self) -> Vec<String> {
        let first = self.random.below(USERS as u64) as usize;
        let count = 1 + self.random.below(3) as usize;
        self.users.keys().cycle().skip(first).take(count).cloned().collect()
    }
}

impl User {
    fn broken(&self, address: &str, codes: &Codes<'_>) -> Vec<String> {
        let last = self.codes.len().saturating_sub(1);
        let states = self.codes.iter().map(|code| codes.state(address, code)).enumerate();
        let wrong = states.filter(|(place, state)| match state {
            Some(State::Superseded) => *place == last && !self.unsure,
            Some(State::Pending) => *place != last,
            _ => true,
        });
        let mut broken: Vec<String> = wrong
            .map(|(place, state)| format!("{address}: code {place} of {last} is {state:?}"))
            .collect();
        let live = codes.live(address);
        let wanted = usize::from(!self.codes.is_empty());
        if live != wanted && !(self.unsure && live == 1) {
            broken.push(format!("{address} has {live} live codes"));
        }
        broken
    }
}

fn addresses(caller: usize) -> impl Iterator<Item = String> {
    (0..USERS).map(move |user| format!("caller{caller}.user{user:02}@example.com"))
}
