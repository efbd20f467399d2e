//! Sending values to PostgreSQL: each is written in the form of the type that the server expects there.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, ToSql, Type, to_sql_checked};

use crate::value::Value;

/// The type of a value where the server is not asked for it.
pub(super) fn kind(value: &Value) -> Type {
    match value {
        Value::Null => Type::UNKNOWN,
        Value::Bool(_) => Type::BOOL,
        Value::Int(_) => Type::INT8,
        Value::Real(_) => Type::FLOAT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
        Value::Id(_) => Type::UUID,
        Value::Ids(_) => Type::UUID_ARRAY,
        Value::Texts(_) => Type::TEXT_ARRAY,
        Value::Ints(_) => Type::INT8_ARRAY,
    }
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, kind) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Bool(value), &Type::BOOL) => out.put_u8((*value).into()),
            (Value::Int(value), &Type::INT8 | &Type::XID8) => out.put_i64(*value),
            (Value::Int(value), &Type::INT4) => out.put_i32((*value).try_into()?),
            (Value::Int(value), &Type::INT2) => out.put_i16((*value).try_into()?),
            (Value::Int(value), &Type::OID) => out.put_u32((*value).try_into()?),
            (Value::Int(value), &Type::FLOAT8) => out.put_f64(*value as f64),
            (Value::Real(value), &Type::FLOAT8) => out.put_f64(*value),
            (Value::Real(value), &Type::FLOAT4) => out.put_f32(*value as f32),
            (Value::Text(value), kind) if is_text(kind) => out.put_slice(value.as_bytes()),
            (Value::Text(value), &Type::JSONB) => {
                out.put_u8(1);
                out.put_slice(value.as_bytes());
            }
            (Value::Bytes(value), &Type::BYTEA) => out.put_slice(value),
            (Value::Bytes(value), &Type::UUID) if value.len() == 16 => out.put_slice(value),
            (Value::Id(value), &Type::UUID | &Type::BYTEA) => out.put_slice(value.as_bytes()),
            (Value::Ids(list), &Type::UUID_ARRAY) => {
                array(out, &Type::UUID, list, |id, out| out.put_slice(id.as_bytes()))?
            }
            (Value::Texts(list), &Type::TEXT_ARRAY | &Type::VARCHAR_ARRAY | &Type::NAME_ARRAY) => {
                array(out, &Type::TEXT, list, |text, out| out.put_slice(text.as_bytes()))?
            }
            (Value::Ints(list), &Type::INT8_ARRAY) => {
                array(out, &Type::INT8, list, |int, out| out.put_i64(*int))?
            }
            (value, kind) => {
                let form = self::kind(value);
                return Err(format!("{form} is bound where PostgreSQL expects {kind}: cast it").into());
            }
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn is_text(kind: &Type) -> bool {
    matches!(
        *kind,
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON
    )
}

/// An array of one dimension without nulls, in PostgreSQL's binary form.
fn array<T>(
    out: &mut BytesMut,
    element: &Type,
    list: &[T],
    put: impl Fn(&T, &mut BytesMut),
) -> Result<(), Box<dyn Error + Sync + Send>> {
    out.put_i32(1);
    out.put_i32(0);
    out.put_u32(element.oid());
    out.put_i32(list.len().try_into()?);
    out.put_i32(1);
    for item in list {
        let length = out.len();
        out.put_i32(0);
        put(item, out);
        let written = i32::try_from(out.len() - length - 4)?;
        out[length..length + 4].copy_from_slice(&written.to_be_bytes());
    }
    Ok(())
}
