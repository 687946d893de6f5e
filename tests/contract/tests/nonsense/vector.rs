//! The files of `tests/vectors/nonsense`.

use codemint_contract::{Call, Facts, Native, observe, vectors_folder};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::fs;

/// One lie.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Story {
    /// The name of the file.
    #[serde(skip)]
    pub(crate) name: String,
    /// What the module does, in one sentence.
    #[serde(rename = "title")]
    _title: String,
    pub(crate) call: Call,
    pub(crate) facts: Facts,
    /// The changes of the honest answer, by place.
    pub(crate) lie: Map<String, Value>,
    /// The kind of nonsense it is refused as.
    pub(crate) refused: String,
}

/// Every story, in the order of file names.
pub(crate) fn stories() -> Vec<Story> {
    let folder = vectors_folder().join("nonsense");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let story = serde_json::from_slice::<Story>(&fs::read(path).unwrap());
        Story { name: name.clone(), ..story.unwrap_or_else(|error| panic!("{name}: {error}")) }
    };
    paths.iter().map(read).collect()
}

impl Story {
    /// The core's answer in the terms of the vectors: needs, reply and commit.
    pub(crate) fn honest(&self) -> Value {
        let seen = observe(&mut Native, &self.call, Some(&self.facts))
            .unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let body = String::from_utf8(seen.body).unwrap();
        json!({
            "needs": seen.needs,
            "reply": { "status": seen.status, "content_type": seen.content_type, "body": body },
            "commit": seen.commit,
        })
    }

    /// The number of the policy's format, which the vectors leave out; 0 where there is no policy.
    pub(crate) fn usual_format(&self) -> u32 {
        let policy = self.facts.findings().unwrap().policy;
        policy.map_or(0, |policy| policy.format().number())
    }
}
