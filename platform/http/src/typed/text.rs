//! The values of a query string as serde sees them: the type that is asked for decides how a text is read.

use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::{Fault, Items};

/// A text from a query string to be read as some scalar, or as a list with commas.
pub(super) struct Text(pub(super) String);

macro_rules! parse_text {
    ($($method:ident $visit:ident $expected:literal;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            let value = self.0.parse().map_err(|_| Fault::wrong_type($expected))?;
            visitor.$visit(value)
        }
    )*};
}

impl<'de> Deserializer<'de> for Text {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_string(self.0)
    }

    parse_text! {
        deserialize_bool visit_bool "boolean";
        deserialize_i8 visit_i64 "integer";
        deserialize_i16 visit_i64 "integer";
        deserialize_i32 visit_i64 "integer";
        deserialize_i64 visit_i64 "integer";
        deserialize_u8 visit_u64 "integer";
        deserialize_u16 visit_u64 "integer";
        deserialize_u32 visit_u64 "integer";
        deserialize_u64 visit_u64 "integer";
        deserialize_f32 visit_f64 "number";
        deserialize_f64 visit_f64 "number";
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let items: Vec<Text> = match self.0.as_str() {
            "" => Vec::new(),
            text => text.split(',').map(|item| Text(item.to_owned())).collect(),
        };
        visitor.visit_seq(Items {
            rest: items.into_iter(),
            index: 0,
        })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(Fault::new("unknown_field", "There is no field of this name."))
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier
    }
}

impl<'de> IntoDeserializer<'de, Fault> for Text {
    type Deserializer = Text;

    fn into_deserializer(self) -> Text {
        self
    }
}
