//! Text → tree. The `cel` crate parses and nothing else: it knows no macros here, so that `exists` and `has`
//! arrive as the calls they are written as.

use std::{panic, thread};

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr as Parsed, LiteralValue, SourceInfo};

use crate::MAX_LIST;
use crate::functions;
use crate::json::check_variable;
use crate::number::Number;
use crate::problem::Problem;
use crate::remembered;
use crate::scan::{scan, syntax};
use crate::tree::{Literal, Node, Tree};

/// Deepest recursion of the parser: the brackets that the scan allows, and as many ternaries. The scan can't
/// rule out more by itself, because in a text with errors the parser may take brackets to be nested that are not.
const MAX_RECURSION: u16 = 60;
/// The parser takes up to 150 kB of stack per level in a debug build.
const STACK: usize = 32 << 20;
/// Steps, as the scan counts them, and recursion up to which the stack of whoever asks will do: nearly every expression
/// there is, and a thread costs several times what reading one does.
const FEW_STEPS: usize = 24;
const SHALLOW: u16 = 4;

impl Tree {
    /// Reads an expression; the problem's `position` says where it can't be read.
    pub fn parse(text: &str) -> Result<Tree, Problem> {
        if let Some(known) = remembered::find(text) {
            return Ok(known);
        }
        let tree = match scan(text)? {
            ..=FEW_STEPS => match on_this_stack(text) {
                Err(problem) if problem.code == TOO_DEEP => on_a_stack_of_its_own(text),
                read => read,
            },
            _ => on_a_stack_of_its_own(text),
        }?;
        tree.check_limits()?;
        remembered::keep(text, &tree);
        Ok(tree)
    }
}

/// Reads what does not nest deeply. A parser that panics after all must not take more with it than this expression.
fn on_this_stack(text: &str) -> Result<Tree, Problem> {
    panic::catch_unwind(|| read(text, SHALLOW)).unwrap_or_else(|_| Err(unreadable()))
}

/// Reads what nests deeper, whatever stack whoever asks happens to run on; should the parser panic, only this thread ends.
fn on_a_stack_of_its_own(text: &str) -> Result<Tree, Problem> {
    thread::scope(|scope| {
        let parser = thread::Builder::new()
            .name("expression".to_owned())
            .stack_size(STACK);
        let handle = parser.spawn_scoped(scope, || read(text, MAX_RECURSION));
        match handle.map(|handle| handle.join()) {
            Ok(read) => read.unwrap_or_else(|_| Err(unreadable())),
            Err(_) => Err(Problem::new("syntax", "There is no memory to read it.")),
        }
    })
}

fn unreadable() -> Problem {
    Problem::new("syntax", "It can't be read.")
}

/// The code of what nests deeper than the parser may go.
const TOO_DEEP: &str = "too_deep";

fn read(text: &str, recursion: u16) -> Result<Tree, Problem> {
    let parser = cel::Env::default().with_optional_support(false).parser();
    let parser = parser.enable_ident_escape_syntax(true);
    let parser = parser.max_recursion_depth(recursion).error_recovery_limit(1);
    let (parsed, source) = parser.parse_with_source_info(text).map_err(|errors| {
        let first = errors
            .errors
            .iter()
            .find(|e| !e.msg.contains("recovery"))
            .or(errors.errors.first());
        describe(
            text,
            first.map_or((0, 0), |error| error.pos),
            first.map_or("", |error| &error.msg),
        )
    })?;
    Converter {
        source,
        variables: Vec::new(),
    }
    .tree(&parsed)
}

/// The parser's own words list what its grammar would accept; ours say what stands there.
fn describe(text: &str, (line, column): (isize, isize), message: &str) -> Problem {
    let line = usize::try_from(line).unwrap_or(1).max(1) - 1;
    let column = usize::try_from(column).unwrap_or(1).max(1) - 1;
    let before: usize = text
        .split('\n')
        .take(line)
        .map(|line| line.chars().count() + 1)
        .sum();
    let position = (before + column).min(text.chars().count());
    let rest: String = text.chars().skip(position).take(20).collect();
    let word = rest.split_whitespace().next().unwrap_or("");
    if message.contains("int literal") || message.contains("double literal") {
        return Problem::new("bad_value", "The number has too many digits.").at(position);
    }
    if message.contains("reserved") {
        let hint = format!("{word:?} is a reserved word; write record.{word} for the field.");
        return syntax(hint, position);
    }
    if message.contains("Recursion limit") {
        return Problem::new(TOO_DEEP, "It is nested too deeply.").at(position);
    }
    match word {
        "" => syntax("The expression ends too early.", position),
        word => syntax(format!("Unexpected {word:?}."), position),
    }
}

struct Converter {
    source: SourceInfo,
    variables: Vec<String>,
}

impl Converter {
    fn span(&self, id: u64) -> (usize, usize) {
        let (start, stop) = self.source.offset_for(id).unwrap_or((0, 0));
        (start as usize, (stop as usize + 1).min(self.source.source.len()))
    }

    /// The parser counts bytes, people count characters.
    fn position(&self, byte: usize) -> usize {
        let text = &self.source.source;
        if text.is_ascii() {
            return byte;
        }
        text.char_indices().take_while(|(at, _)| *at < byte).count()
    }

    fn problem(&self, at: &IdedExpr, code: &'static str, message: impl Into<String>) -> Problem {
        Problem::new(code, message).at(self.position(self.start(at)))
    }

    /// Where it begins: the parser gives the place of a dot or an opening bracket.
    fn start(&self, parsed: &IdedExpr) -> usize {
        let (start, _) = self.span(parsed.id);
        match &parsed.expr {
            Parsed::Select(select) => self.start(&select.operand),
            Parsed::Call(CallExpr { func_name, .. }) if functions::is_identifier(func_name) => {
                let before = self.source.source.get(..start).unwrap_or("").trim_end();
                before.len().saturating_sub(func_name.len())
            }
            _ => start,
        }
    }

    fn tree(&mut self, parsed: &IdedExpr) -> Result<Tree, Problem> {
        let tree = match &parsed.expr {
            Parsed::Literal(literal) => Ok(Tree::value(self.literal(parsed, literal)?)),
            Parsed::Ident(_) | Parsed::Select(_) => self.path(parsed),
            Parsed::List(list) => {
                if list.elements.len() > MAX_LIST {
                    let text = format!("The list has more than {MAX_LIST} entries.");
                    return Err(self.problem(parsed, "too_large", text));
                }
                let entries = list.elements.iter().map(|entry| self.tree(entry));
                Ok(Node::List(entries.collect::<Result<_, _>>()?).into())
            }
            Parsed::Call(call) => self.call(parsed, call),
            _ => Err(self.problem(parsed, "unsupported", "This has no meaning here.")),
        };
        let position = Some(self.position(self.start(parsed)));
        tree.map(|tree| Tree { position, ..tree })
            .map_err(|problem| Problem {
                position: problem.position.or(position),
                ..problem
            })
    }

    fn call(&mut self, parsed: &IdedExpr, call: &CallExpr) -> Result<Tree, Problem> {
        if let Some(op) = functions::operator(&call.func_name) {
            let args = call.args.iter().map(|arg| self.tree(arg));
            return Tree::call(op, args.collect::<Result<_, _>>()?);
        }
        if call.func_name == "_[_]" {
            return Err(self.problem(
                parsed,
                "unsupported",
                "Entries have no numbers; use exists or all.",
            ));
        }
        let mut args = Vec::with_capacity(call.args.len() + 1);
        if let Some(target) = &call.target {
            args.push(self.tree(target)?);
        }
        if matches!(call.func_name.as_str(), "exists" | "all") && call.args.len() + args.len() == 3 {
            return self.quantifier(call, args);
        }
        for arg in &call.args {
            args.push(self.tree(arg)?);
        }
        Tree::call(&call.func_name, args)
    }

    fn quantifier(&mut self, call: &CallExpr, mut args: Vec<Tree>) -> Result<Tree, Problem> {
        let [list @ .., variable, body] = call.args.as_slice() else {
            return Tree::call(&call.func_name, args);
        };
        for list in list {
            args.push(self.tree(list)?);
        }
        let name = match &variable.expr {
            Parsed::Ident(name) => name.clone(),
            _ => return Err(self.problem(variable, "bad_value", "The variable needs a plain name.")),
        };
        let position = self.position(self.start(variable));
        check_variable(&name).map_err(|problem| problem.at(position))?;
        args.push(Tree {
            node: Node::Var(name.clone()),
            position: Some(position),
        });
        self.variables.push(name);
        let body = self.tree(body);
        self.variables.pop();
        args.push(body?);
        Tree::call(&call.func_name, args)
    }

    fn path(&self, parsed: &IdedExpr) -> Result<Tree, Problem> {
        let mut names = Vec::new();
        let mut at = parsed;
        let root = loop {
            match &at.expr {
                Parsed::Ident(name) => break name.as_str(),
                Parsed::Select(select) if !select.test => {
                    names.push(select.field.as_str());
                    at = &select.operand;
                }
                _ => {
                    return Err(self.problem(parsed, "unsupported", "Only a field or a variable has parts."));
                }
            }
        };
        names.push(root);
        names.reverse();
        let path = names.join(".");
        match self.variables.iter().any(|name| name == root) {
            true => Ok(Node::Var(path).into()),
            false => Tree::field(&path),
        }
    }

    fn literal(&self, parsed: &IdedExpr, literal: &LiteralValue) -> Result<Literal, Problem> {
        Ok(match literal {
            LiteralValue::Null => Literal::Null,
            LiteralValue::Boolean(value) => Literal::Bool(*value.inner()),
            LiteralValue::Int(value) => Literal::Number((*value.inner()).into()),
            LiteralValue::String(text) => Literal::Text(text.inner().to_owned()),
            LiteralValue::Double(value) => {
                // The parser has rounded it; the text has not, but for the sign, which is a token of its own.
                let (start, end) = self.span(parsed.id);
                let digits = self.source.source.get(start..end).unwrap_or("");
                let sign = if value.inner().is_sign_negative() { "-" } else { "" };
                let number = Number::parse(&format!("{sign}{digits}"));
                Literal::Number(
                    number.ok_or_else(|| {
                        self.problem(parsed, "bad_value", "The number has too many digits.")
                    })?,
                )
            }
            LiteralValue::UInt(_) | LiteralValue::Bytes(_) => {
                return Err(self.problem(parsed, "unsupported", "This kind of literal has no meaning here."));
            }
        })
    }
}
