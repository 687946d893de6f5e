//! How the types of serde's data model are written.

use super::{Json, Unwritable, Verbatim};
use serde::ser::{self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct};

/// The members of an array or an object.
pub(super) struct Members<'a> {
    json: &'a mut Json,
    end: u8,
    begun: bool,
}

impl<'a> Members<'a> {
    fn of(json: &'a mut Json, begin: u8, end: u8) -> Self {
        json.bytes.push(begin);
        Self { json, end, begun: false }
    }

    /// Writes the separator from the previous member, if there is one.
    fn next(&mut self) -> &mut Json {
        if self.begun {
            self.json.bytes.push(b',');
        }
        self.begun = true;
        self.json
    }

    fn close(self) {
        self.json.bytes.push(self.end);
    }
}

impl SerializeSeq for Members<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self.next())
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        let json = self.next();
        json.text(name)?;
        json.bytes.push(b':');
        value.serialize(json)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        let json = self.next();
        let begin = json.bytes.len();
        key.serialize(&mut *json)?;
        json.bytes.get(begin).filter(|first| **first == b'"').map(drop).ok_or(Unwritable)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.json.bytes.push(b':');
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

/// Methods that are one expression each.
macro_rules! by {
    ($($of:ident($value:ty): |$json:ident, $it:ident| $how:expr;)+) => { $(
        fn $of(self, $it: $value) -> Result<(), Unwritable> {
            let $json = self;
            $how
        }
    )+ };
}

impl<'a> ser::Serializer for &'a mut Json {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Members<'a>;
    type SerializeStruct = Members<'a>;
    type SerializeMap = Members<'a>;
    type SerializeTuple = Impossible<(), Unwritable>;
    type SerializeTupleStruct = Impossible<(), Unwritable>;
    type SerializeTupleVariant = Impossible<(), Unwritable>;
    type SerializeStructVariant = Impossible<(), Unwritable>;

    by! {
        serialize_u8(u8): |json, it| json.number(it.into());
        serialize_u16(u16): |json, it| json.number(it.into());
        serialize_u32(u32): |json, it| json.number(it.into());
        serialize_u64(u64): |json, it| json.number(it);
        serialize_i8(i8): |json, it| json.serialize_i64(it.into());
        serialize_i16(i16): |json, it| json.serialize_i64(it.into());
        serialize_i32(i32): |json, it| json.serialize_i64(it.into());
        serialize_bool(bool): |json, it| json.raw(if it { "true" } else { "false" });
        serialize_char(char): |json, it| json.text(it.encode_utf8(&mut [0; 4]));
        serialize_f32(f32): |_json, _it| Err(Unwritable);
        serialize_f64(f64): |_json, _it| Err(Unwritable);
        serialize_bytes(&[u8]): |_json, _it| Err(Unwritable);
        serialize_unit_struct(&'static str): |json, _it| return json.serialize_unit();
    }

    fn serialize_i64(self, value: i64) -> Result<(), Unwritable> {
        if value < 0 {
            self.bytes.push(b'-');
        }
        self.number(value.unsigned_abs())
    }

    fn serialize_str(self, text: &str) -> Result<(), Unwritable> {
        if core::mem::take(&mut self.verbatim) { self.raw(text) } else { self.text(text) }
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        self.raw("null")
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<(), Unwritable> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        self.verbatim = name == Verbatim::NAME;
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Unwritable> {
        Err(Unwritable)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'a>, Unwritable> {
        Ok(Members::of(self, b'[', b']'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, Unwritable> {
        Ok(Members::of(self, b'{', b'}'))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, Unwritable> {
        Ok(Members::of(self, b'{', b'}'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritable> {
        Err(Unwritable)
    }
}
