//! Tree → text: the shortest spelling that reads back as the same tree.

use std::fmt::Write;

use crate::functions::{self, Style};
use crate::json::bound_variable;
use crate::tree::{Literal, Node, Tree};

/// How tightly a form binds, as in the grammar.
const TERNARY: u8 = 0;
const OR: u8 = 1;
const AND: u8 = 2;
const RELATION: u8 = 3;
const SUM: u8 = 4;
const PRODUCT: u8 = 5;
const UNARY: u8 = 6;
const MEMBER: u8 = 7;

impl Tree {
    /// The text of the tree; reading it gives an equal tree.
    pub fn to_text(&self) -> String {
        let mut printer = Printer {
            out: String::new(),
            variables: Vec::new(),
        };
        printer.print(self, TERNARY);
        printer.out
    }
}

fn level(tree: &Tree) -> u8 {
    let Node::Call { op, args } = &tree.node else {
        return MEMBER;
    };
    match *op {
        "?:" => TERNARY,
        "or" => OR,
        "and" => AND,
        "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" => RELATION,
        "-" if args.len() == 1 => UNARY,
        "not" => UNARY,
        "+" | "-" => SUM,
        "*" | "/" | "%" => PRODUCT,
        _ => MEMBER,
    }
}

struct Printer<'a> {
    out: String,
    variables: Vec<&'a str>,
}

impl<'a> Printer<'a> {
    /// In parentheses when it binds less tightly than its place asks for.
    fn print(&mut self, tree: &'a Tree, wanted: u8) {
        if level(tree) >= wanted {
            return self.bare(tree);
        }
        self.out.push('(');
        self.bare(tree);
        self.out.push(')');
    }

    fn bare(&mut self, tree: &'a Tree) {
        match &tree.node {
            Node::Value(literal) => self.literal(literal),
            Node::Field(path) => self.field(path),
            Node::Var(path) => self.names(path),
            Node::List(entries) => {
                self.out.push('[');
                self.joined(entries, ", ", TERNARY);
                self.out.push(']');
            }
            Node::Call { op, args } => self.call(op, args, level(tree)),
        }
    }

    fn call(&mut self, op: &'static str, args: &'a [Tree], level: u8) {
        let style = functions::find(op).map_or(Style::Function, |known| known.style);
        match (op, args) {
            ("?:", [condition, yes, no]) => {
                self.print(condition, OR);
                self.out.push_str(" ? ");
                self.print(yes, OR);
                self.out.push_str(" : ");
                self.print(no, TERNARY);
            }
            ("and", _) => self.joined(args, " && ", AND + 1),
            ("or", _) => self.joined(args, " || ", OR + 1),
            ("not", [only]) => self.prefixed('!', only),
            ("-", [only]) => self.prefixed('-', only),
            (_, [left, right]) if style == Style::Operator => {
                self.print(left, level);
                let _ = write!(self.out, " {op} ");
                self.print(right, level + 1);
            }
            (_, [target, rest @ ..]) if style == Style::Method => {
                self.target(target);
                let _ = write!(self.out, ".{op}(");
                match (bound_variable(op, args), rest) {
                    (Some(name), [_, body]) => {
                        let _ = write!(self.out, "{name}, ");
                        self.variables.push(name);
                        self.print(body, TERNARY);
                        self.variables.pop();
                    }
                    _ => self.joined(rest, ", ", TERNARY),
                }
                self.out.push(')');
            }
            _ => {
                let _ = write!(self.out, "{op}(");
                self.joined(args, ", ", TERNARY);
                self.out.push(')');
            }
        }
    }

    fn prefixed(&mut self, sign: char, tree: &'a Tree) {
        self.out.push(sign);
        // "-5" would be read as the number itself.
        let number = matches!(tree.node, Node::Value(Literal::Number(_)));
        self.print(tree, if number { MEMBER + 1 } else { MEMBER });
    }

    fn target(&mut self, tree: &'a Tree) {
        let number = matches!(tree.node, Node::Value(_));
        self.print(tree, if number { MEMBER + 1 } else { MEMBER });
    }

    fn joined(&mut self, trees: &'a [Tree], between: &str, wanted: u8) {
        for (n, tree) in trees.iter().enumerate() {
            if n > 0 {
                self.out.push_str(between);
            }
            self.print(tree, wanted);
        }
    }

    fn field(&mut self, path: &str) {
        let first = path.split('.').next().unwrap_or(path);
        let bare = functions::is_identifier(first)
            && !functions::is_reserved(first)
            && first != "record"
            && !self.variables.contains(&first);
        if !bare {
            self.out.push_str("record.");
        }
        self.names(path);
    }

    fn names(&mut self, path: &str) {
        for (n, name) in path.split('.').enumerate() {
            if n > 0 {
                self.out.push('.');
            }
            let quote = if functions::is_identifier(name) { "" } else { "`" };
            let _ = write!(self.out, "{quote}{name}{quote}");
        }
    }

    fn literal(&mut self, literal: &Literal) {
        let _ = match literal {
            Literal::Null => write!(self.out, "null"),
            Literal::Bool(value) => write!(self.out, "{value}"),
            Literal::Number(number) => write!(self.out, "{number}"),
            Literal::Text(text) => {
                self.quoted(text);
                Ok(())
            }
        };
    }

    fn quoted(&mut self, text: &str) {
        self.out.push('"');
        for ch in text.chars() {
            match ch {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                control if control.is_control() => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(control));
                }
                other => self.out.push(other),
            }
        }
        self.out.push('"');
    }
}
