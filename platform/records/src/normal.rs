//! Conditions on a part of an e-mail address or a phone number ask the normal form: people type them in many ways.
//!
//! `e.value.endsWith("@x.de")` finds `Ann@X.DE`, `p.value.startsWith("+49 40")` finds `0049 40/123`. A condition is brought
//! to that form when it is compiled, so that memory and both databases are asked the same. A part of a number that has
//! no prefix of a country is looked for in the national spelling too: `p.value.startsWith("040")` finds `+49 40 123` in
//! a German workspace.

use kontor_definitions::{FieldDef, FieldType};
use kontor_expression::{Expr, How, Scope, Type, Value};
use kontor_kernel::text::normalize;

use crate::fields::email;

/// The member of an entry that holds its normal form; nobody can name it.
pub const NORM: &str = "norm";
/// The member of a phone number as it is dialled within the country of the workspace; nobody can name it either.
pub const NATIONAL: &str = "national";

/// Rewrites a condition; `find` knows the field at a path of the record.
pub fn apply<'a>(expr: &mut Expr, find: &dyn Fn(&[String]) -> Option<&'a FieldDef>) {
    rewrite(expr, None, find);
}

fn rewrite<'a>(
    expr: &mut Expr,
    list: Option<&'a FieldDef>,
    find: &dyn Fn(&[String]) -> Option<&'a FieldDef>,
) {
    let inner = match expr {
        Expr::Exists { list, .. } => find(&list.path),
        _ => list,
    };
    if let (
        Expr::Match {
            how,
            folded: false,
            text,
            needle,
        },
        Some(list),
    ) = (&mut *expr, list)
        && let Expr::Field(field) = &mut **text
        && field.scope == Scope::Item
        && field.path.first().is_some_and(|member| member == "value")
    {
        let normal = match list.kind {
            FieldType::Email => part_of_email(*how, needle),
            FieldType::Phone => part_of_phone(*how, needle),
            _ => return,
        };
        if normal.is_empty() {
            *expr = Expr::Constant(Value::Bool(false));
            return;
        }
        let national = list.kind == FieldType::Phone && !normal.starts_with('+');
        *needle = normal;
        field.path = [NORM.to_owned()].into();
        field.ty = Type::Text;
        if national {
            *expr = Expr::Or(vec![expr.clone(), of_member(expr.clone(), NATIONAL)]);
        }
        return;
    }
    expr.each_part(&mut |part| rewrite(part, inner, find));
}

/// The same question about another member of the entry.
fn of_member(mut question: Expr, member: &str) -> Expr {
    if let Expr::Match { text, .. } = &mut question
        && let Expr::Field(field) = &mut **text
    {
        field.path = [member.to_owned()].into();
    }
    question
}

/// Part of an address in small letters; a whole domain as mail servers know it.
fn part_of_email(how: How, part: &str) -> String {
    let small = normalize(&part.trim().to_lowercase());
    let domain = small.split_once('@').filter(|_| how == How::EndsWith);
    let known = domain.and_then(|(local, domain)| {
        let whole = email::normal(&format!("x@{domain}"))?;
        Some(format!("{local}{}", whole.strip_prefix('x')?))
    });
    known.unwrap_or(small)
}

/// Part of a number by its digits; `00` at the beginning is the prefix of another country.
fn part_of_phone(how: How, part: &str) -> String {
    let digits: String = part.chars().filter(char::is_ascii_digit).collect();
    let abroad = part.trim_start().starts_with('+');
    match digits
        .strip_prefix("00")
        .filter(|_| how == How::StartsWith && !abroad)
    {
        Some(rest) => format!("+{rest}"),
        None if abroad => format!("+{digits}"),
        None => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_addresses_and_numbers_are_brought_to_their_normal_form() {
        for (how, part, normal) in [
            (How::EndsWith, "@X.DE", "@x.de"),
            (How::EndsWith, "@Müller.de", "@xn--mller-kva.de"),
            (How::EndsWith, "ann@Müller.de", "ann@xn--mller-kva.de"),
            (How::StartsWith, "Ann.", "ann."),
            (How::Contains, "@", "@"),
        ] {
            assert_eq!(part_of_email(how, part), normal, "{part}");
        }
        for (how, part, normal) in [
            (How::StartsWith, "+49 (40)", "+4940"),
            (How::StartsWith, "0049 40", "+4940"),
            (How::EndsWith, "123-45", "12345"),
            (How::Contains, "00 1", "001"),
            (How::Contains, "ask", ""),
        ] {
            assert_eq!(part_of_phone(how, part), normal, "{part}");
        }
    }
}
