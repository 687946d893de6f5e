//! Values of the contract's types as they are laid out in a guest's memory (the component model's
//! canonical ABI), from JSON: records as objects, variants as an object of one member or as a text,
//! enums as texts, lists of bytes as texts, and an absent option as `null`.

use serde_json::Value;
use wit_parser::{Int, Resolve, SizeAlign, Type, TypeDefKind};

/// A part of a guest's memory.
pub(crate) struct Image<'a> {
    resolve: &'a Resolve,
    sizes: SizeAlign,
    /// The address of the first byte.
    base: usize,
    bytes: Vec<u8>,
}

impl<'a> Image<'a> {
    /// An empty image that begins at that address.
    pub(crate) fn at(base: usize, resolve: &'a Resolve) -> Self {
        let mut sizes = SizeAlign::default();
        sizes.fill(resolve).unwrap();
        Self { resolve, sizes, base, bytes: Vec::new() }
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The address after it, with the largest alignment.
    pub(crate) fn end(&self) -> usize {
        (self.base + self.bytes.len()).next_multiple_of(8)
    }

    /// Writes a value at the end, and returns its address.
    pub(crate) fn place(&mut self, ty: &Type, value: &Value) -> usize {
        self.list(ty, std::slice::from_ref(value))
    }

    /// Writes values one after another at the end, and returns the address of the first.
    pub(crate) fn list(&mut self, ty: &Type, values: &[Value]) -> usize {
        let size = self.size(ty);
        let at = self.reserve(size * values.len(), self.sizes.align(ty).align_wasm32());
        for (number, value) in values.iter().enumerate() {
            self.store(at + number * size, ty, value);
        }
        at
    }

    /// The size of a value of that type, in bytes.
    pub(crate) fn size(&self, ty: &Type) -> usize {
        self.sizes.size(ty).size_wasm32()
    }

    /// The offset of a member in a record.
    pub(crate) fn member(&self, record: &Type, name: &str) -> usize {
        let Type::Id(id) = record else { panic!("not a record") };
        let TypeDefKind::Record(record) = &self.resolve.types[*id].kind else {
            panic!("not a record")
        };
        let types = record.fields.iter().map(|field| &field.ty);
        let places = self.sizes.field_offsets(types);
        let at = record.fields.iter().position(|field| field.name == name);
        places[at.expect("a known name")].0.size_wasm32()
    }

    fn reserve(&mut self, size: usize, align: usize) -> usize {
        let at = (self.base + self.bytes.len()).next_multiple_of(align);
        self.bytes.resize(at - self.base + size, 0);
        at
    }

    fn write(&mut self, at: usize, bytes: &[u8]) {
        let from = at - self.base;
        self.bytes[from..from + bytes.len()].copy_from_slice(bytes);
    }

    fn pointer(&mut self, at: usize, to: usize, length: usize) {
        self.write(at, &u32::try_from(to).unwrap().to_le_bytes());
        self.write(at + 4, &u32::try_from(length).unwrap().to_le_bytes());
    }

    fn text(&mut self, at: usize, text: &str) {
        let to = self.reserve(text.len(), 1);
        self.write(to, text.as_bytes());
        self.pointer(at, to, text.len());
    }

    fn store(&mut self, at: usize, ty: &Type, value: &Value) {
        let number = |bytes: usize| {
            let number = value.as_u64().unwrap_or_else(|| panic!("{value} is not a whole number"));
            number.to_le_bytes()[..bytes].to_vec()
        };
        match ty {
            Type::Bool => self.write(at, &[u8::from(value.as_bool().unwrap_or(false))]),
            Type::U8 => self.write(at, &number(1)),
            Type::U16 => self.write(at, &number(2)),
            Type::U32 => self.write(at, &number(4)),
            Type::U64 => self.write(at, &number(8)),
            Type::String => self.text(at, value.as_str().unwrap_or_else(|| panic!("not a text"))),
            Type::Id(id) => {
                let resolve = self.resolve;
                self.store_defined(at, &resolve.types[*id].kind, value);
            }
            other => panic!("the contract has no {other:?}"),
        }
    }

    fn store_defined(&mut self, at: usize, kind: &TypeDefKind, value: &Value) {
        match kind {
            TypeDefKind::Type(ty) => self.store(at, ty, value),
            TypeDefKind::Record(record) => {
                let types = record.fields.iter().map(|field| &field.ty);
                let places = self.sizes.field_offsets(types);
                let places: Vec<_> = places.iter().map(|(it, _)| it.size_wasm32()).collect();
                for (field, place) in record.fields.iter().zip(places) {
                    self.store(at + place, &field.ty, &value[&*field.name]);
                }
            }
            TypeDefKind::List(Type::U8) => self.text(at, value.as_str().unwrap_or_default()),
            TypeDefKind::List(ty) => {
                let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
                let to = self.list(ty, values);
                self.pointer(at, to, values.len());
            }
            TypeDefKind::Option(ty) => {
                if !value.is_null() {
                    self.case(at, Int::U8, 1, &[None, Some(ty)], value);
                }
            }
            TypeDefKind::Result(result) => {
                let cases = [result.ok.as_ref(), result.err.as_ref()];
                self.case(at, Int::U8, 0, &cases, &value["ok"]);
            }
            TypeDefKind::Enum(it) => {
                let name = value.as_str().unwrap_or_else(|| panic!("{value} is not a name"));
                let place = it.cases.iter().position(|case| case.name == name);
                self.case(at, it.tag(), place.expect("a known name"), &[], value);
            }
            TypeDefKind::Variant(it) => {
                let named = |name: &str| value == name || value.get(name).is_some();
                let place = it.cases.iter().position(|case| named(&case.name));
                let place = place.unwrap_or_else(|| panic!("{value} is not a case"));
                let types: Vec<_> = it.cases.iter().map(|case| case.ty.as_ref()).collect();
                let within = value.get(&*it.cases[place].name).unwrap_or(&Value::Null);
                self.case(at, it.tag(), place, &types, within);
            }
            other => panic!("the contract has no {}", other.as_str()),
        }
    }

    /// Writes the case's number and its payload.
    fn case(&mut self, at: usize, tag: Int, place: usize, cases: &[Option<&Type>], value: &Value) {
        assert!(matches!(tag, Int::U8), "the contract has no variant of so many cases");
        self.write(at, &[u8::try_from(place).unwrap()]);
        if let Some(Some(ty)) = cases.get(place) {
            let offset = self.sizes.payload_offset(tag, cases.iter().copied()).size_wasm32();
            self.store(at + offset, ty, value);
        }
    }
}
