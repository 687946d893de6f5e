//! The search for an order: Wing and Gong's (1993) with Lowe's memory of where it has been (2017),
//! and two rules that keep it small.
//!
//! Sixty-four callers at once of whom two win have no order, and to see it by the bare search takes
//! as many steps as there are sets of the sixty-two others. Hence:
//!
//! - A call that may come next, has its right answer, and changes nothing, neither here nor at any
//!   later place with that answer, comes next: whatever order there is from here on, there is one
//!   with this call at its head.
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

    /// Whether a call that changes nothing here would change nothing later either, with that answer,
    /// whatever of the open calls comes before it. No is always right, and makes the search longer.
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
        while search.put_what_is_idle(&mut node) {}
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
        answer.as_ref().is_none_or(|heard| *heard == wanted).then_some(state)
    }

    fn put_what_is_idle(&self, node: &mut Node<S::State>) -> bool {
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

    /// The beginnings that are longer by one call.
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
            // A call without an answer that changes nothing may as well not have been made yet.
            let counts = |state: &S::State| call.answer.is_some() || *state != node.state;
            if let Some(state) = self.step(node, *place).filter(counts) {
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
