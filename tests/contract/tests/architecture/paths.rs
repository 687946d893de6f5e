//! The paths that a source names: in `use`, in types and expressions, and inside macros.

use crate::sources::Source;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemExternCrate, ItemMod, ItemUse, Meta, UseTree};

/// A path, as segments.
pub(crate) type Segments = Vec<String>;

/// What a source of the core names outside its test code.
#[derive(Default)]
pub(crate) struct Named {
    /// Paths within the crate, from its root on. A glob ends in `*`.
    pub(crate) inside: BTreeSet<Segments>,
    /// Paths that begin with something else: another crate, or a name in scope.
    pub(crate) outside: BTreeSet<Segments>,
    /// The names that `use` brings into scope.
    pub(crate) in_scope: BTreeSet<String>,
}

/// Reads what a source names.
pub(crate) fn named(source: &Source) -> Named {
    let file = syn::parse_file(&source.code)
        .unwrap_or_else(|error| panic!("{} is no Rust: {error}", source.path));
    let mut reader = Reader { module: source.module(), named: Named::default(), children: vec![] };
    reader
        .with_children(&file.items, |reader| file.items.iter().for_each(|i| reader.visit_item(i)));
    reader.named
}

struct Reader {
    module: Segments,
    /// The modules that are declared where the reader stands.
    children: Vec<String>,
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

    fn note(&mut self, mut path: Segments) {
        let supers = path.iter().take_while(|segment| *segment == "super").count();
        let inside = match path.first().map(String::as_str) {
            Some("crate") => path.split_off(1),
            Some("self") => [self.module.clone(), path.split_off(1)].concat(),
            Some("super") => {
                let kept = self.module.len().saturating_sub(supers);
                [&self.module[..kept], &path[supers..]].concat()
            }
            Some(first) if self.children.iter().any(|child| child == first) => {
                [self.module.clone(), path].concat()
            }
            _ => {
                self.named.outside.insert(path);
                return;
            }
        };
        self.named.inside.insert(inside);
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
        // A crate itself stays a name from outside, whatever it is called here.
        self.named.in_scope.extend(name.filter(|_| path.len() > 1));
        self.note(path);
    }

    /// Paths in tokens that have no syntax yet. Only those of two and more segments are paths for
    /// sure.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let mut path: Segments = Vec::new();
        let mut colons = 0;
        for token in tokens {
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
        self.note_use(&[], &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        self.note(vec![item.ident.to_string()]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
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

    /// How far something can be seen is no import.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
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
