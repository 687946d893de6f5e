//! The hostile component: wit-component's dummy of the contract, whose functions return answers
//! that are planted in its memory. The query of a call selects the answer.

use crate::edits::edited;
use crate::image::Image;
use crate::vector::Story;
use crate::words;
use codemint_core::engine;
use codemint_core::journey::Problem;
use serde_json::{Value, json};
use std::fmt::Write as _;
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{Function, LiftLowerAbi, ManglingAndAbi, Resolve};

/// Address of the planted answers in the guest's memory.
const BASE: usize = 4096;

/// Pages of the guest's memory: the planted answers and the arguments of calls.
const PAGES: usize = 160;

/// Which of the planted answers is returned.
#[derive(Clone, Copy)]
pub(crate) enum Which {
    /// The honest answer to the request of the story with that number.
    Honest(usize),
    /// The lie of that story.
    Lie(usize),
}

impl Which {
    /// The query that selects it: three digits.
    pub(crate) fn query(self) -> String {
        match self {
            Self::Honest(number) => format!("{:03}", 2 * number),
            Self::Lie(number) => format!("{:03}", 2 * number + 1),
        }
    }
}

/// All answers of a hostile component, in the terms of the contract.
pub(crate) struct Answers {
    pub(crate) routes: Vec<Value>,
    /// By route and problem.
    rejections: Vec<Value>,
    /// By [`Which`].
    planned: Vec<Value>,
    settled: Vec<Value>,
}

impl Answers {
    /// The honest answers to the requests of these stories, and their lies.
    pub(crate) fn of(stories: &[Story]) -> Self {
        let mut answers = Self {
            routes: engine::routes().map(words::route).collect(),
            rejections: Vec::new(),
            planned: Vec::new(),
            settled: Vec::new(),
        };
        for number in 0..u32::try_from(answers.routes.len()).unwrap() {
            answers.rejections.extend(Problem::ALL.map(|problem| rejection(number, problem)));
        }
        for story in stories {
            let honest = story.honest();
            for answer in [&honest, &edited(&honest, &story.lie)] {
                answers.planned.push(words::planned(answer));
                answers.settled.push(words::settled(answer, story.usual_format()));
            }
        }
        answers
    }
}

fn rejection(route: u32, problem: Problem) -> Value {
    let reply = engine::reject(route, problem).unwrap();
    let body = String::from_utf8(reply.body.reveal().to_vec()).unwrap();
    let (status, content_type) = (reply.status, &*reply.content_type);
    json!({ "ok": { "status": status, "content-type": content_type, "body": body } })
}

/// The component that returns them.
pub(crate) fn hostile(answers: &Answers) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir("../../wasm/wit").unwrap();
    let world = resolve.select_world(&[package], Some("codemint")).unwrap();
    let dummy = dummy_module(&resolve, world, ManglingAndAbi::Legacy(LiftLowerAbi::Sync));
    let text = planted(&wasmprinter::print_bytes(dummy).unwrap(), &resolve, answers);
    let mut module = wat::parse_str(text).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    let mut encoder = ComponentEncoder::default();
    encoder.validate(true).module(&module).unwrap().encode().unwrap()
}

/// The dummy's text with the answers planted.
fn planted(dummy: &str, resolve: &Resolve, answers: &Answers) -> String {
    let mut image = Image::at(BASE, resolve);
    let result = |name| function(resolve, name).result.unwrap();
    let routes = image.place(&result("routes"), &answers.routes.clone().into());
    let tables = ["plan", "settle", "reject"].map(|name| {
        let values = match name {
            "plan" => &answers.planned,
            "settle" => &answers.settled,
            _ => &answers.rejections,
        };
        let ty = result(name);
        (image.list(&ty, values), image.size(&ty))
    });
    let [plan, settle, reject] = tables;
    let query = query_place(resolve, &image);
    let bodies = [
        ("#routes", format!("i32.const {routes}")),
        ("#plan", which("local.get 8", plan)),
        ("#settle", which(&format!("local.get 0 i32.load offset={query}"), settle)),
        ("#reject", rejected(reject)),
    ];
    let heap = image.end();
    let data: String = image.bytes().iter().fold(String::new(), |mut text, byte| {
        write!(text, "\\{byte:02x}").unwrap();
        text
    });
    let memory = format!(
        "(memory (;0;) {PAGES})\n(global $free (mut i32) (i32.const {heap}))\n\
         (data (i32.const {BASE}) \"{data}\")"
    );
    with_bodies(dummy, &bodies).replacen("(memory (;0;) 0)", &memory, 1)
}

/// Instructions that compute the address of the answer whose number is in the query's three digits;
/// `query` pushes the address of the first digit.
fn which(query: &str, (table, size): (usize, usize)) -> String {
    let digit = |place: usize, times: usize| {
        format!("{query} i32.load8_u offset={place} i32.const 48 i32.sub i32.const {times} i32.mul")
    };
    format!(
        "{} {} i32.add {} i32.add i32.const {size} i32.mul i32.const {table} i32.add",
        digit(0, 100),
        digit(1, 10),
        digit(2, 1)
    )
}

fn rejected((table, size): (usize, usize)) -> String {
    let problems = Problem::ALL.len();
    format!(
        "local.get 0 i32.const {problems} i32.mul local.get 1 i32.add i32.const {size} i32.mul \
         i32.const {table} i32.add"
    )
}

/// A function of the interface `journey`.
fn function<'a>(resolve: &'a Resolve, name: &str) -> &'a Function {
    let journey = resolve.interfaces.iter().map(|(_, it)| it);
    let mut journey = journey.filter(|it| it.name.as_deref() == Some("journey"));
    &journey.next().unwrap().functions[name]
}

/// The offset of the query's address among the arguments of `settle`, which are passed in memory.
fn query_place(resolve: &Resolve, image: &Image<'_>) -> usize {
    image.member(&function(resolve, "settle").params[0].ty, "query")
}

/// The dummy with these bodies for the functions whose exports have these endings. A function that
/// frees memory does nothing, the allocator takes the next free memory, and all others still trap.
fn with_bodies(dummy: &str, bodies: &[(&str, String)]) -> String {
    const ALLOCATE: &str = "global.get $free local.get 2 i32.add i32.const -1 i32.add \
        i32.const 0 local.get 2 i32.sub i32.and global.set $free global.get $free \
        global.get $free local.get 3 i32.add global.set $free";
    let exports: Vec<(&str, &str)> = dummy.lines().filter_map(export).collect();
    let body = |number: &str| {
        let (name, _) = exports.iter().find(|(_, it)| *it == number)?;
        if *name == "cabi_realloc" {
            return Some(ALLOCATE.to_owned());
        }
        if name.starts_with("cabi_post") || *name == "_initialize" {
            return Some(String::new());
        }
        bodies.iter().find(|(end, _)| name.ends_with(end)).map(|(_, body)| body.clone())
    };
    let mut current = String::new();
    let line = |line: &str| {
        if let Some(number) = line.trim().strip_prefix("(func (;") {
            current = number.split(';').next().unwrap_or_default().to_owned();
        }
        let planted = (line.trim() == "unreachable").then(|| body(&current)).flatten();
        planted.unwrap_or_else(|| line.to_owned())
    };
    dummy.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// An export's name and the number of its function.
fn export(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim().strip_prefix("(export \"")?.split_once('"')?;
    Some((name, rest.trim().strip_prefix("(func ")?.trim_end_matches(')')))
}
