//! The search for an order: Wing and Gong's (1993) with Lowe's memory of where it has been (2017),
//! and two rules that keep it small.
//!
//! Sixty-four callers at once of whom two win have no order, and to see it by the bare search takes
//! as many steps as there are sets of the sixty-two others. Hence:
//!
//! - A call that may come next, has its right answer, and changes nothing comes next: whatever
//!   order there is from here on, there is one with this call at its head.
//! - Of calls that are the same with the same answer the one that ended first comes first: in any
//!   order the two can be swapped.

use super::Call;
use std::collections::HashSet;
use std::hash::Hash;

/// What happens one after another.
pub trait Specification {
    /// Where everything stands.
    type State: Clone + Eq + Hash;
    /// What is asked.
    type Op: PartialEq;
    /// What is answered.
    type Answer: PartialEq;

    /// What comes of it, and what is answered.
    fn step(&self, state: &Self::State, op: &Self::Op) -> (Self::State, Self::Answer);

    /// Whether what was answered is what the specification answers.
    fn agrees(&self, wanted: &Self::Answer, heard: &Self::Answer) -> bool {
        wanted == heard
    }
}

/// The calls of a specification.
pub type History<S> = [Call<<S as Specification>::Op, <S as Specification>::Answer>];

/// There is no order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoOrder {
    /// The longest beginning of one, by the calls' places in the history.
    pub longest: Vec<usize>,
}

/// Looks for an order of all answered calls, and of as many of the others as it takes; returns it
/// by the calls' places in the history.
///
/// # Errors
/// [`NoOrder`] when there is none.
pub fn linearize<S: Specification>(
    specification: &S,
    initial: S::State,
    history: &History<S>,
) -> Result<Vec<usize>, NoOrder> {
    let mut search = Search { specification, history, been: HashSet::new(), longest: Vec::new() };
    let mut stack = vec![Node { done: Done::of(history.len()), order: Vec::new(), state: initial }];
    while let Some(mut node) = stack.pop() {
        while search.put_what_changes_nothing(&mut node) {}
        if search.is_over(&node) {
            return Ok(node.order);
        }
        if node.order.len() > search.longest.len() {
            search.longest.clone_from(&node.order);
        }
        if search.been.insert((node.done.clone(), node.state.clone())) {
            stack.extend(search.following(&node));
        }
    }
    Err(NoOrder { longest: search.longest })
}

/// The calls that have their place, a bit each.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Done(Vec<u64>);

impl Done {
    fn of(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn has(&self, call: usize) -> bool {
        self.0[call / 64] >> (call % 64) & 1 == 1
    }

    fn add(&mut self, call: usize) {
        self.0[call / 64] |= 1 << (call % 64);
    }
}

/// A beginning of an order.
struct Node<State> {
    done: Done,
    order: Vec<usize>,
    state: State,
}

impl<State> Node<State> {
    fn put(&mut self, call: usize) {
        self.done.add(call);
        self.order.push(call);
    }
}

struct Search<'a, S: Specification> {
    specification: &'a S,
    history: &'a History<S>,
    been: HashSet<(Done, S::State)>,
    longest: Vec<usize>,
}

impl<S: Specification> Search<'_, S> {
    fn is_over(&self, node: &Node<S::State>) -> bool {
        let mut calls = self.history.iter().enumerate();
        calls.all(|(place, call)| node.done.has(place) || call.answer.is_none())
    }

    /// The calls that may come next: none that has no place yet was answered before they began.
    fn next(&self, node: &Node<S::State>) -> Vec<usize> {
        let open = || (0..self.history.len()).filter(|place| !node.done.has(*place));
        let first_end = open().map(|place| self.history[place].until).min().unwrap_or(u64::MAX);
        open().filter(|place| self.history[*place].from <= first_end).collect()
    }

    /// What comes of a call, if its answer is right.
    fn step(&self, node: &Node<S::State>, place: usize) -> Option<S::State> {
        let Call { op, answer, .. } = &self.history[place];
        let (state, wanted) = self.specification.step(&node.state, op);
        let heard = answer.as_ref();
        heard.is_none_or(|heard| self.specification.agrees(&wanted, heard)).then_some(state)
    }

    fn put_what_changes_nothing(&self, node: &mut Node<S::State>) -> bool {
        let mut found = false;
        for place in self.next(node) {
            let answered = self.history[place].answer.is_some();
            if answered && self.step(node, place).is_some_and(|state| state == node.state) {
                node.put(place);
                found = true;
            }
        }
        found
    }

    /// The beginnings that are longer by one call that changes something.
    fn following(&self, node: &Node<S::State>) -> Vec<Node<S::State>> {
        let mut next = self.next(node);
        next.sort_by_key(|place| self.history[*place].until);
        let mut nodes = Vec::new();
        for (count, place) in next.iter().enumerate() {
            let call = &self.history[*place];
            let same = |other: &usize| {
                let other = &self.history[*other];
                other.op == call.op && other.answer == call.answer
            };
            if next[..count].iter().any(same) {
                continue;
            }
            if let Some(state) = self.step(node, *place).filter(|state| *state != node.state) {
                let (done, order) = (node.done.clone(), node.order.clone());
                let mut longer = Node { done, order, state };
                longer.put(*place);
                nodes.push(longer);
            }
        }
        // The one that ended first is looked at first.
        nodes.reverse();
        nodes
    }
}
