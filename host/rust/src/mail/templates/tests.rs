//! Valid and invalid templates in folders.

use super::*;
use std::fs;
use std::path::Path;

const SUBJECT: &str = "{{ purpose }} - {{ tenant }}";
const TEXT: &str = "{{ code }} {{ expires }}\n";
const HTML: &str = "<p>{{ code }} {{ expires }}</p>{% if qr %}<img src=\"{{ qr }}\">{% endif %}";

/// Loads a folder with these files.
fn of(files: &[(&str, &str)]) -> Result<Templates, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let path = format!("{}/", folder.path().display());
    Templates::with_folder(folder.path())
        .map_err(|faults| faults.iter().map(|f| f.to_string().replace(&path, "")).collect())
}

fn with(name: &str, text: &str) -> Result<Templates, Vec<String>> {
    let good = [("sv.subject", SUBJECT), ("sv.txt", TEXT), ("sv.html", HTML)];
    of(&good.map(|(known, good)| (known, if known == name { text } else { good })))
}

#[test]
fn built_in_templates_are_valid() {
    let built_in = Templates::default();
    for locale in ["en", "de", "fi"] {
        assert!(built_in.locales.contains(locale));
        assert_eq!(built_in.try_out(locale), None, "{locale}");
        for part in Part::ALL {
            let name = format!("{locale}.{}", part.ending());
            let template = built_in.environment.get_template(&name).unwrap();
            assert_eq!(built_in.undefined_value(&name, part, template.source()), None, "{name}");
        }
    }
}

#[test]
fn a_folder_adds_languages_and_replaces_them() {
    let templates = with("", "").unwrap();
    let of = |tag| Locale::parse(tag).unwrap();
    for (preferred, chosen) in [
        (&["sv-FI"][..], "sv"),
        (&["fr", "de-AT"], "de"),
        (&["fr"], "en"),
        (&[], "en"),
        (&["fi", "sv"], "fi"),
    ] {
        let preferred: Vec<_> = preferred.iter().map(|tag| of(tag)).collect();
        assert_eq!(templates.choose(&preferred), chosen, "{preferred:?}");
    }
    let values = &Values::samples()[0];
    let html = templates.render("sv", Part::Html, values).unwrap();
    assert!(html.starts_with("<p>&lt;1&amp;2&quot;3&#x27;&gt; 22 November 2026"), "{html}");
    let text = templates.render("sv", Part::Text, values).unwrap();
    assert_eq!(text, "<1&2\"3'> 22 November 2026, 17:10:03 (UTC)");
    let files = [("de.subject", SUBJECT), ("de.txt", "own {{ code }}"), ("de.html", HTML)];
    let own = self::of(&files).unwrap().render("de", Part::Text, values).unwrap();
    assert!(own.starts_with("own "), "{own}");
    assert!(self::of(&[(".hidden", "{{")]).is_ok() && self::of(&[]).is_ok());
}

#[test]
fn each_fault_is_reported_with_its_file_and_line() {
    for (file, text, wanted) in [
        ("sv.txt", "a\nb {{ cod }}\n", "`sv.txt`, line 2: there is no value `cod`"),
        (
            "sv.txt",
            "{% if false %}\n{{ range(9) }}{% endif %}",
            "line 2: there is no value `range`",
        ),
        ("sv.html", "\n\n{{ recipient }}", "`sv.html`, line 3: there is no value `recipient`"),
        ("sv.subject", "{{ code }}", "`sv.subject`, line 1: there is no value `code`"),
        (
            "sv.subject",
            "{{ tenant }}\nBcc: all@example.com",
            "`sv.subject`: it cannot be a subject",
        ),
        ("sv.subject", "a\r\nBcc: all@example.com", "control character"),
        ("sv.subject", "{{ '\\r\\nBcc: x' }}", "control character"),
        ("sv.subject", "", "it is empty"),
        ("sv.txt", "a\n{{ code", "`sv.txt`, line 2: "),
        ("sv.txt", "\n{% include 'en.txt' %}", "`sv.txt`, line 2: "),
        ("sv.html", "{{ code|safe }}", "`sv.html`, line 1: "),
        ("sv.html", "\n{{ tenant.name }}", "`sv.html`, line 2: "),
        ("sv.html", "<img src=\"https://tracker.example\">", "must come with the mail"),
        ("sv.html", "<script></script>", "`script` is not allowed"),
    ] {
        let Err(faults) = with(file, text) else { panic!("{text:?} is accepted") };
        assert!(faults.len() == 1 && faults[0].contains(wanted), "{text:?}: {faults:?}");
    }
}

#[test]
fn missing_and_misnamed_files_are_reported() {
    let faults = of(&[("sv.txt", TEXT), ("sv.html", HTML), ("de_DE.txt", ""), ("sv.htm", "")]);
    let expected =
        ["`de_DE.txt`: its name is", "`sv.htm`: its name is", "`sv.subject`: it is missing"];
    let faults = faults.err().unwrap();
    assert_eq!(faults.len(), 3, "{faults:?}");
    for (fault, expected) in faults.iter().zip(expected) {
        assert!(fault.starts_with(expected), "{fault}");
    }
    let twice = [("sv.txt", TEXT), ("SV.txt", TEXT), ("sv.html", HTML), ("sv.subject", SUBJECT)];
    assert!(of(&twice).err().unwrap()[0].contains("another file is for the same language"));
    let nowhere = Templates::with_folder(Path::new("/nowhere/at/all")).err().unwrap();
    assert_eq!((nowhere.len(), nowhere[0].line), (1, None));
}
