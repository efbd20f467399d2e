//! The names of the language: every operator and function with the number of its arguments.

/// How a call is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Style {
    /// With a sign between or before its operands.
    Operator,
    /// `name(a, b)`
    Function,
    /// `a.name(b)`
    Method,
}

/// An operator or function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    pub name: &'static str,
    pub min: usize,
    pub max: usize,
    pub style: Style,
}

const fn entry(name: &'static str, min: usize, max: usize, style: Style) -> Signature {
    Signature {
        name,
        min,
        max,
        style,
    }
}

/// Most arguments of `min`, `max` and `coalesce`.
const MANY: usize = 16;

pub(crate) const ALL: &[Signature] = &[
    entry("and", 0, usize::MAX, Style::Operator),
    entry("or", 0, usize::MAX, Style::Operator),
    entry("not", 1, 1, Style::Operator),
    entry("==", 2, 2, Style::Operator),
    entry("!=", 2, 2, Style::Operator),
    entry("<", 2, 2, Style::Operator),
    entry("<=", 2, 2, Style::Operator),
    entry(">", 2, 2, Style::Operator),
    entry(">=", 2, 2, Style::Operator),
    entry("in", 2, 2, Style::Operator),
    entry("+", 2, 2, Style::Operator),
    entry("-", 1, 2, Style::Operator),
    entry("*", 2, 2, Style::Operator),
    entry("/", 2, 2, Style::Operator),
    entry("%", 2, 2, Style::Operator),
    entry("?:", 3, 3, Style::Operator),
    entry("startsWith", 2, 2, Style::Method),
    entry("endsWith", 2, 2, Style::Method),
    entry("contains", 2, 2, Style::Method),
    entry("exists", 3, 3, Style::Method),
    entry("all", 3, 3, Style::Method),
    entry("like", 2, 2, Style::Function),
    entry("within", 2, 2, Style::Function),
    entry("has", 1, 1, Style::Function),
    entry("size", 1, 1, Style::Function),
    entry("now", 0, 0, Style::Function),
    entry("today", 0, 0, Style::Function),
    entry("me", 0, 0, Style::Function),
    entry("my_teams", 0, 0, Style::Function),
    entry("date", 1, 1, Style::Function),
    entry("timestamp", 1, 1, Style::Function),
    entry("duration", 1, 1, Style::Function),
    entry("start_of", 1, 2, Style::Function),
    entry("end_of", 1, 2, Style::Function),
    entry("round", 1, 2, Style::Function),
    entry("min", 2, MANY, Style::Function),
    entry("max", 2, MANY, Style::Function),
    entry("abs", 1, 1, Style::Function),
    entry("upper", 1, 1, Style::Function),
    entry("lower", 1, 1, Style::Function),
    entry("trim", 1, 1, Style::Function),
    entry("year", 1, 1, Style::Function),
    entry("month", 1, 1, Style::Function),
    entry("coalesce", 2, MANY, Style::Function),
    entry("decimal", 1, 1, Style::Function),
];

/// The entry of a name; `&&`, `||` and `!` are the same as `and`, `or` and `not`.
pub(crate) fn find(name: &str) -> Option<&'static Signature> {
    let name = match name {
        "&&" => "and",
        "||" => "or",
        "!" => "not",
        other => other,
    };
    ALL.iter().find(|known| known.name == name)
}

/// The tree's name of an operator as the parser calls it.
pub(crate) fn operator(parsed: &str) -> Option<&'static str> {
    Some(match parsed {
        "_&&_" => "and",
        "_||_" => "or",
        "!_" => "not",
        "_==_" => "==",
        "_!=_" => "!=",
        "_<_" => "<",
        "_<=_" => "<=",
        "_>_" => ">",
        "_>=_" => ">=",
        "@in" => "in",
        "_+_" => "+",
        "_-_" | "-_" => "-",
        "_*_" => "*",
        "_/_" => "/",
        "_%_" => "%",
        "_?_:_" => "?:",
        _ => return None,
    })
}

/// Words that can't be a bare name in the grammar.
pub(crate) fn is_reserved(name: &str) -> bool {
    matches!(
        name,
        "as" | "break"
            | "const"
            | "continue"
            | "else"
            | "for"
            | "function"
            | "if"
            | "import"
            | "let"
            | "loop"
            | "package"
            | "namespace"
            | "return"
            | "var"
            | "void"
            | "while"
    ) || is_keyword(name)
}

/// Words that can't be a name even after a dot, unless quoted.
pub(crate) fn is_keyword(name: &str) -> bool {
    matches!(name, "in" | "true" | "false" | "null")
}

/// Whether it is a name that may stand without quotes.
pub(crate) fn is_identifier(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !is_keyword(name)
}
