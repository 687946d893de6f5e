//! The search for an order: Wing and Gong's (1993) with Lowe's memory of visited states (2017), and
//! two rules that keep it small.
//!
//! Sixty-four concurrent callers of whom two win have no order, and the plain search needs as many
//! steps to find that out as there are sets of the sixty-two others. Hence:
//!
//! - A call that may come next, has the right answer, and changes nothing, neither here nor at any
//!   later place with that answer, comes next: if there is any order from here on, there is one
//!   that begins with this call.
//! - Of equal calls with equal answers, the one that ended first comes first: in any order the two
//!   can be swapped.

use super::Call;
use std::collections::HashSet;
use std::hash::Hash;

/// A sequential specification.
pub trait Specification {
    /// The state.
    type State: Clone + Eq + Hash;
    /// An operation.
    type Op: PartialEq;
    /// An answer.
    type Answer: PartialEq;

    /// The next state and the answer.
    fn step(&self, state: &Self::State, op: &Self::Op) -> (Self::State, Self::Answer);

    /// Whether a call that changes nothing here would change nothing later either, with that
    /// answer, whichever of the open calls come before it. `false` is always correct, but makes the
    /// search longer.
    fn is_idle(
        &self,
        state: &Self::State,
        op: &Self::Op,
        answer: &Self::Answer,
        open: &mut dyn Iterator<Item = &Self::Op>,
    ) -> bool;
}

/// The calls of a specification.
pub type History<S> = [Call<<S as Specification>::Op, <S as Specification>::Answer>];

/// The history has no order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoOrder {
    /// The longest prefix found, as indices into the history.
    pub longest: Vec<usize>,
}

/// Searches for an order of all answered calls, and of as many of the others as needed. Returns it
/// as indices into the history.
///
/// # Errors
/// [`NoOrder`] when there is none.
pub fn linearize<S: Specification>(
    specification: &S,
    initial: S::State,
    history: &History<S>,
) -> Result<Vec<usize>, NoOrder> {
    let mut search =
        Search { specification, history, visited: HashSet::new(), longest: Vec::new() };
    let mut stack = vec![Node { done: Done::of(history.len()), order: Vec::new(), state: initial }];
    while let Some(mut node) = stack.pop() {
        while search.place_idle(&mut node) {}
        if search.is_complete(&node) {
            return Ok(node.order);
        }
        if node.order.len() > search.longest.len() {
            search.longest.clone_from(&node.order);
        }
        if search.visited.insert((node.done.clone(), node.state.clone())) {
            stack.extend(search.following(&node));
        }
    }
    Err(NoOrder { longest: search.longest })
}

/// The calls that are placed, one bit each.
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

/// A prefix of an order.
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
    visited: HashSet<(Done, S::State)>,
    longest: Vec<usize>,
}

impl<S: Specification> Search<'_, S> {
    fn is_complete(&self, node: &Node<S::State>) -> bool {
        let mut calls = self.history.iter().enumerate();
        calls.all(|(place, call)| node.done.has(place) || call.answer.is_none())
    }

    /// The calls that may come next: no open call was answered before they began.
    fn next(&self, node: &Node<S::State>) -> Vec<usize> {
        let open = || (0..self.history.len()).filter(|place| !node.done.has(*place));
        let first_end = open().map(|place| self.history[place].until).min().unwrap_or(u64::MAX);
        open().filter(|place| self.history[*place].from <= first_end).collect()
    }

    /// The state after a call, if its answer is right.
    fn step(&self, node: &Node<S::State>, place: usize) -> Option<S::State> {
        let Call { op, answer, .. } = &self.history[place];
        let (state, expected) = self.specification.step(&node.state, op);
        answer.as_ref().is_none_or(|answer| *answer == expected).then_some(state)
    }

    fn place_idle(&self, node: &mut Node<S::State>) -> bool {
        let mut found = false;
        for place in self.next(node) {
            if self.is_idle(node, place) {
                node.put(place);
                found = true;
            }
        }
        found
    }

    fn is_idle(&self, node: &Node<S::State>, place: usize) -> bool {
        let Call { op, answer: Some(answer), .. } = &self.history[place] else { return false };
        let open = (0..self.history.len()).filter(|other| !node.done.has(*other));
        let mut open = open.map(|other| &self.history[other].op);
        self.step(node, place).is_some_and(|state| state == node.state)
            && self.specification.is_idle(&node.state, op, answer, &mut open)
    }

    /// The prefixes that are longer by one call.
    fn following(&self, node: &Node<S::State>) -> Vec<Node<S::State>> {
        let mut next = self.next(node);
        next.sort_by_key(|place| self.history[*place].until);
        let mut nodes = Vec::new();
        for (count, place) in next.iter().enumerate() {
            let call = &self.history[*place];
            let is_same = |other: &usize| {
                let other = &self.history[*other];
                other.op == call.op && other.answer == call.answer
            };
            if next[..count].iter().any(is_same) {
                continue;
            }
            // A call without an answer that changes nothing can be left out for now.
            let counts = |state: &S::State| call.answer.is_some() || *state != node.state;
            if let Some(state) = self.step(node, *place).filter(counts) {
                let (done, order) = (node.done.clone(), node.order.clone());
                let mut longer = Node { done, order, state };
                longer.put(*place);
                nodes.push(longer);
            }
        }
        // The call that ended first is tried first.
        nodes.reverse();
        nodes
    }
}
