//! The untyped syntax tree: plain data, kept in one normal form, so that text and tree correspond one to one.

use std::fmt;

use crate::functions;
use crate::number::Number;
use crate::problem::Problem;
use crate::{MAX_DEPTH, MAX_LIST, MAX_NODES, MAX_TEXT};

/// A node and where it stood in the text it was read from. Two trees are equal when they say the same,
/// wherever it stood.
#[derive(Clone)]
pub struct Tree {
    /// What it is.
    pub node: Node,
    /// Offset in characters (code points), when it came from text.
    pub position: Option<usize>,
}

/// What a node is.
#[derive(Clone, PartialEq, Debug)]
pub enum Node {
    /// A literal.
    Value(Literal),
    /// A path from the record: `organization.revenue`, without `record.` in front.
    Field(String),
    /// A path from the variable of `exists` or `all`: `e`, `e.value`.
    Var(String),
    /// A list, as it follows `in`.
    List(Vec<Tree>),
    /// An operator or function with its arguments; a method's target is the first of them.
    Call {
        /// `and or not == != < <= > >= in + - * / % ?:`, or a function's name.
        op: &'static str,
        /// The arguments.
        args: Vec<Tree>,
    },
}

/// A literal.
#[derive(Clone, PartialEq, Debug)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, exactly as written.
    Number(Number),
    /// A text.
    Text(String),
}

impl PartialEq for Tree {
    fn eq(&self, other: &Tree) -> bool {
        self.node == other.node
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

impl From<Node> for Tree {
    fn from(node: Node) -> Tree {
        Tree { node, position: None }
    }
}

impl Tree {
    /// A literal.
    pub fn value(value: Literal) -> Tree {
        Node::Value(value).into()
    }

    /// A text literal.
    pub fn text(text: impl Into<String>) -> Tree {
        Tree::value(Literal::Text(text.into()))
    }

    /// A whole number.
    pub fn int(value: i64) -> Tree {
        Tree::value(Literal::Number(value.into()))
    }

    /// A path from the record; a leading `record.` is dropped.
    pub fn field(path: &str) -> Result<Tree, Problem> {
        let path = path.strip_prefix("record.").unwrap_or(path);
        check_path(path)?;
        Ok(Node::Field(path.to_owned()).into())
    }

    /// An operator or function. `and` and `or` take in arguments of their own kind, and vanish when there is
    /// nothing to join.
    pub fn call(op: &str, args: Vec<Tree>) -> Result<Tree, Problem> {
        let known = functions::find(op)
            .ok_or_else(|| Problem::new("unknown_function", format!("There is no function {op:?}.")))
            .map_err(|problem| problem.with("function", op))?;
        if known.name == "decimal" {
            return exact_decimal(&args);
        }
        if !(known.min..=known.max).contains(&args.len()) {
            let (min, max, name) = (known.min, known.max, known.name);
            let wanted = match max {
                _ if min == max => format!("{min}"),
                usize::MAX => format!("at least {min}"),
                _ => format!("{min} to {max}"),
            };
            let text = format!("{name} takes {wanted} argument(s), not {}.", args.len());
            return Err(Problem::new("wrong_arguments", text).with("function", name));
        }
        let op = known.name;
        if op != "and" && op != "or" {
            return Ok(Node::Call { op, args }.into());
        }
        let mut flat = Vec::with_capacity(args.len());
        for arg in args {
            match arg.node {
                Node::Call { op: inner, args } if inner == op => flat.extend(args),
                _ => flat.push(arg),
            }
        }
        if flat.len() > 1 {
            return Ok(Node::Call { op, args: flat }.into());
        }
        Ok(flat
            .pop()
            .unwrap_or_else(|| Tree::value(Literal::Bool(op == "and"))))
    }

    /// Both conditions.
    pub fn and(self, other: Tree) -> Tree {
        Tree::call("and", vec![self, other]).expect("and takes any number of arguments")
    }

    /// Reads what clients send as a filter: text, or the tree as JSON when it begins with `{`.
    pub fn read(filter: &str) -> Result<Tree, Problem> {
        if !filter.trim_start().starts_with('{') {
            return Tree::parse(filter);
        }
        let json = serde_json::from_str(filter)
            .map_err(|error| Problem::new("bad_tree", format!("The tree is not valid JSON: {error}.")))?;
        Tree::from_json(&json)
    }

    /// The same tree with every path of the record replaced: how saved expressions survive renames.
    pub fn map_fields(&self, rename: &mut dyn FnMut(&str) -> String) -> Tree {
        let each = |trees: &[Tree], rename: &mut dyn FnMut(&str) -> String| {
            trees.iter().map(|tree| tree.map_fields(rename)).collect()
        };
        let node = match &self.node {
            Node::Field(path) => Node::Field(rename(path)),
            Node::List(entries) => Node::List(each(entries, rename)),
            Node::Call { op, args } => Node::Call {
                op,
                args: each(args, rename),
            },
            Node::Value(_) | Node::Var(_) => self.node.clone(),
        };
        Tree {
            node,
            position: self.position,
        }
    }

    /// Refuses trees that are too deep or too large.
    pub(crate) fn check_limits(&self) -> Result<(), Problem> {
        let mut nodes = 0;
        self.count(1, &mut nodes)
    }

    fn count(&self, depth: usize, nodes: &mut usize) -> Result<(), Problem> {
        *nodes += 1;
        if depth > MAX_DEPTH {
            return Err(self.problem(
                "too_deep",
                format!("It is nested deeper than {MAX_DEPTH} levels."),
            ));
        }
        if *nodes > MAX_NODES {
            return Err(self.problem("too_large", format!("It has more than {MAX_NODES} parts.")));
        }
        match &self.node {
            Node::Value(Literal::Text(text)) => check_text(text),
            Node::Field(path) | Node::Var(path) => check_path(path),
            Node::Value(_) => Ok(()),
            Node::Call { args, .. } => args.iter().try_for_each(|arg| arg.count(depth + 1, nodes)),
            Node::List(entries) if entries.len() > MAX_LIST => {
                Err(self.problem("too_large", format!("The list has more than {MAX_LIST} entries.")))
            }
            Node::List(entries) => entries.iter().try_for_each(|entry| match &entry.node {
                Node::Value(Literal::Text(text)) => check_text(text),
                Node::Value(_) => Ok(()),
                _ => entry.count(depth + 1, nodes),
            }),
        }
    }

    /// A problem at this node.
    pub(crate) fn problem(&self, code: &'static str, message: impl Into<String>) -> Problem {
        Problem {
            position: self.position,
            ..Problem::new(code, message)
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.node {
            Node::Value(Literal::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// `decimal("12345678901234567.89")`: how a number that JSON would blur is written in a tree.
fn exact_decimal(args: &[Tree]) -> Result<Tree, Problem> {
    let text = match args {
        [only] => only.as_text(),
        _ => None,
    };
    let number = text.and_then(Number::parse);
    let number =
        number.ok_or_else(|| Problem::new("bad_value", "decimal() takes a plain number as text."))?;
    Ok(Tree::value(Literal::Number(number)))
}

/// Paths are at most eight names of letters, digits, `_` and `-` (ids may stand for names).
fn check_path(path: &str) -> Result<(), Problem> {
    let good = |name: &str| {
        (1..=63).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    if path.split('.').count() <= 8 && path.split('.').all(good) {
        return Ok(());
    }
    let shown: String = path.chars().take(80).collect();
    Err(Problem::new(
        "unknown_field",
        format!("There is no field {shown:?}."),
    ))
}

fn check_text(text: &str) -> Result<(), Problem> {
    if text.len() > MAX_TEXT {
        return Err(Problem::new(
            "too_long",
            format!("A text is longer than {MAX_TEXT} bytes."),
        ));
    }
    if text.contains('\0') {
        return Err(Problem::new(
            "bad_value",
            "Text can't contain the character U+0000.",
        ));
    }
    Ok(())
}
