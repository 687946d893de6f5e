//! The paths in a source file: in `use`, in types and expressions, and inside macros.

use crate::sources::Source;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemExternCrate, ItemMod, ItemUse, Meta, UseTree, Visibility};

/// A path, as segments.
pub(crate) type Segments = Vec<String>;

/// The names in a source file, without its test code.
#[derive(Default)]
pub(crate) struct Named {
    /// Paths within the crate, from its root on. A glob ends in `*`.
    pub(crate) inside: BTreeSet<Segments>,
    /// Paths that begin with something else: another crate, or a name in scope.
    pub(crate) outside: BTreeSet<Segments>,
    /// The names that `use` brings into scope.
    pub(crate) in_scope: BTreeSet<String>,
    /// What each of those names is within the crate, from its root on.
    pub(crate) imported: BTreeMap<String, Segments>,
    /// Those of `inside` that are only re-exported (`pub use`).
    pub(crate) exported: BTreeSet<Segments>,
    /// First segments of paths in code, `use` apart.
    pub(crate) mentioned: BTreeSet<String>,
}

/// Reads the names in a source.
pub(crate) fn named(source: &Source) -> Named {
    let file = syn::parse_file(&source.code)
        .unwrap_or_else(|error| panic!("{} is not Rust: {error}", source.path));
    let mut reader = Reader {
        module: source.module(),
        named: Named::default(),
        children: vec![],
        is_public: false,
    };
    reader
        .with_children(&file.items, |reader| file.items.iter().for_each(|i| reader.visit_item(i)));
    reader.named
}

struct Reader {
    module: Segments,
    /// The modules that are declared in the current module.
    children: Vec<String>,
    /// Whether the `use` being read is a re-export.
    is_public: bool,
    named: Named,
}

impl Reader {
    fn with_children(&mut self, items: &[Item], read: impl FnOnce(&mut Self)) {
        let modules = items.iter().filter_map(|item| match item {
            Item::Mod(module) => Some(module.ident.to_string()),
            _ => None,
        });
        let outer = std::mem::replace(&mut self.children, modules.collect());
        read(self);
        self.children = outer;
    }

    fn note(&mut self, path: Segments) {
        match self.within(path) {
            Ok(path) => drop(self.named.inside.insert(path)),
            Err(path) => drop(self.named.outside.insert(path)),
        }
    }

    /// The path from the crate's root on, or the path itself when it begins outside the crate.
    fn within(&self, mut path: Segments) -> Result<Segments, Segments> {
        let supers = path.iter().take_while(|segment| *segment == "super").count();
        match path.first().map(String::as_str) {
            Some("crate") => Ok(path.split_off(1)),
            Some("self") => Ok([self.module.clone(), path.split_off(1)].concat()),
            Some("super") => {
                let kept = self.module.len().saturating_sub(supers);
                Ok([&self.module[..kept], &path[supers..]].concat())
            }
            Some(first) if self.children.iter().any(|child| child == first) => {
                Ok([self.module.clone(), path].concat())
            }
            _ => Err(path),
        }
    }

    fn note_use(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: String| [before, &[name]].concat();
        let (path, name) = match tree {
            UseTree::Path(path) => return self.note_use(&with(path.ident.to_string()), &path.tree),
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.note_use(before, tree));
            }
            UseTree::Name(name) if name.ident == "self" => {
                (before.to_vec(), before.last().cloned())
            }
            UseTree::Name(name) => (with(name.ident.to_string()), Some(name.ident.to_string())),
            UseTree::Rename(it) => (with(it.ident.to_string()), Some(it.rename.to_string())),
            UseTree::Glob(_) => (with("*".into()), None),
        };
        if let Ok(path) = self.within(path.clone()) {
            let name = name.clone().unwrap_or_else(|| "*".into());
            self.named.imported.insert(name, path.clone());
            if self.is_public {
                self.named.exported.insert(path);
            }
        }
        // A crate stays outside, even under another name.
        self.named.in_scope.extend(name.filter(|_| path.len() > 1));
        self.note(path);
    }

    /// Notes paths in unparsed tokens. Only those of two or more segments are certain to be paths.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let mut path: Segments = Vec::new();
        let mut colons = 0;
        for token in tokens {
            if let TokenTree::Ident(ident) = &token {
                self.named.mentioned.insert(ident.to_string());
            }
            match token {
                TokenTree::Ident(ident) if colons == 2 || path.is_empty() => {
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.note_longer(std::mem::take(&mut path));
                    colons = 0;
                    match other {
                        TokenTree::Ident(ident) => path.push(ident.to_string()),
                        TokenTree::Group(group) => self.note_tokens(group.stream()),
                        _ => {}
                    }
                }
            }
        }
        self.note_longer(path);
    }

    fn note_longer(&mut self, path: Segments) {
        if path.len() > 1 {
            self.note(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let is_left_out = |it: &Attribute| it.path().is_ident("cfg") && is_for_tests(it);
        if !attributes(item).iter().any(is_left_out) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        let Some((_, items)) = &module.content else { return };
        self.module.push(module.ident.to_string());
        self.with_children(items, |reader| items.iter().for_each(|item| reader.visit_item(item)));
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.is_public = !matches!(item.vis, Visibility::Inherited);
        self.note_use(&[], &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        self.note(vec![item.ident.to_string()]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.named.mentioned.extend(path.segments.first().map(|first| first.ident.to_string()));
        self.note_longer(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.note_tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta
            && !is_for_tests(attribute)
        {
            self.note_tokens(list.tokens.clone());
        }
    }

    /// A visibility is not an import.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

/// Whether it is `cfg(test)`, or `cfg_attr(test, …)`.
fn is_for_tests(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let mut condition = list.tokens.clone().into_iter();
    let is_test = matches!(condition.next(), Some(TokenTree::Ident(word)) if word == "test");
    let then = condition.next();
    if list.path.is_ident("cfg") {
        return is_test && then.is_none();
    }
    list.path.is_ident("cfg_attr") && is_test
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
