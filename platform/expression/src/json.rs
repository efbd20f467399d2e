//! The tree as JSON, the form of visual builders and of everything that is stored:
//! `{"op": ">", "args": [{"field": "amount"}, {"value": 10000}]}`.
//!
//! A number that a JSON number would blur (more than about 15 digits) is `{"op": "decimal", "args": [{"value":
//! "12345678901234567.89"}]}`. A list of literals is `{"value": ["won", "lost"]}`, any other `{"list": [...]}`.

use kontor_kernel::{Json, JsonMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use crate::MAX_DEPTH;
use crate::number::Number;
use crate::problem::Problem;
use crate::tree::{Literal, Node, Tree};

impl Tree {
    /// Reads a tree; the problem's `path` points to the part at fault.
    pub fn from_json(json: &Json) -> Result<Tree, Problem> {
        let tree = Reader {
            variables: Vec::new(),
            path: String::new(),
        }
        .tree(json, 1)?;
        tree.check_limits()?;
        Ok(tree)
    }

    /// Writes the tree.
    pub fn to_json(&self) -> Json {
        write(self, &mut Vec::new())
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tree, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Tree::from_json(&json).map_err(|problem| serde::de::Error::custom(problem.message))
    }
}

/// The path of a field as it must be written where these variables are known.
pub(crate) fn spell<'a>(path: &'a str, variables: &[&str]) -> std::borrow::Cow<'a, str> {
    let first = path.split('.').next().unwrap_or(path);
    if first == "record" || variables.contains(&first) {
        return format!("record.{path}").into();
    }
    path.into()
}

fn write<'a>(tree: &'a Tree, variables: &mut Vec<&'a str>) -> Json {
    match &tree.node {
        Node::Value(Literal::Number(number)) => number_json(*number)
            .unwrap_or_else(|| json!({"op": "decimal", "args": [{"value": number.to_string()}]})),
        Node::Value(literal) => json!({"value": literal_json(literal)}),
        Node::Field(path) => json!({"field": spell(path, variables)}),
        Node::Var(path) => json!({"var": path}),
        Node::List(entries) => {
            let plain: Option<Vec<Json>> = entries.iter().map(plain_json).collect();
            match plain {
                Some(values) => json!({"value": values}),
                None => {
                    let entries: Vec<Json> = entries.iter().map(|entry| write(entry, variables)).collect();
                    json!({"list": entries})
                }
            }
        }
        Node::Call { op, args } => {
            let bound = bound_variable(op, args);
            let args: Vec<Json> = args
                .iter()
                .enumerate()
                .map(|(n, arg)| match bound {
                    Some(name) if n == 2 => {
                        variables.push(name);
                        let body = write(arg, variables);
                        variables.pop();
                        body
                    }
                    _ => write(arg, variables),
                })
                .collect();
            json!({"op": op, "args": args})
        }
    }
}

/// The variable that `exists` and `all` make known to their third argument.
pub(crate) fn bound_variable<'a>(op: &str, args: &'a [Tree]) -> Option<&'a str> {
    match args {
        [
            _,
            Tree {
                node: Node::Var(name),
                ..
            },
            _,
        ] if op == "exists" || op == "all" => Some(name),
        _ => None,
    }
}

fn plain_json(tree: &Tree) -> Option<Json> {
    match &tree.node {
        Node::Value(Literal::Number(number)) => number_json(*number).map(|mut json| json["value"].take()),
        Node::Value(literal) => Some(literal_json(literal)),
        _ => None,
    }
}

fn literal_json(literal: &Literal) -> Json {
    match literal {
        Literal::Null => Json::Null,
        Literal::Bool(value) => json!(value),
        Literal::Text(text) => json!(text),
        Literal::Number(number) => json!(number.to_string()),
    }
}

/// `{"value": 10.5}`, if reading that again gives the same number.
fn number_json(number: Number) -> Option<Json> {
    if let Some(int) = number.as_int() {
        return Some(json!({"value": int}));
    }
    let float: f64 = number.to_string().parse().ok()?;
    let json = serde_json::Number::from_f64(float)?;
    (Number::parse(&json.to_string()) == Some(number)).then(|| json!({"value": json}))
}

struct Reader {
    variables: Vec<String>,
    path: String,
}

impl Reader {
    fn problem(&self, code: &'static str, message: impl Into<String>) -> Problem {
        Problem {
            path: Some(self.path.clone()),
            ..Problem::new(code, message)
        }
    }

    fn placed(&self, problem: Problem) -> Problem {
        Problem {
            path: problem.path.or_else(|| Some(self.path.clone())),
            ..problem
        }
    }

    fn within<T>(&mut self, step: &str, n: usize, read: impl FnOnce(&mut Reader) -> T) -> T {
        let length = self.path.len();
        self.path.push_str(&format!("/{step}/{n}"));
        let result = read(self);
        self.path.truncate(length);
        result
    }

    fn tree(&mut self, json: &Json, depth: usize) -> Result<Tree, Problem> {
        if depth > MAX_DEPTH {
            return Err(self.problem(
                "too_deep",
                format!("It is nested deeper than {MAX_DEPTH} levels."),
            ));
        }
        let wrong = "A node is {\"op\", \"args\"}, {\"field\"}, {\"value\"}, {\"var\"} or {\"list\"}.";
        let node = json.as_object().ok_or_else(|| self.problem("bad_tree", wrong))?;
        let only = (node.len() == 1).then(|| node.iter().next()).flatten();
        match only.map(|(key, value)| (key.as_str(), value)) {
            Some(("value", Json::Array(values))) => self.literals(values),
            Some(("value", value)) => Ok(Tree::value(self.literal(value)?)),
            Some(("field", Json::String(path))) => self.field(path),
            Some(("var", Json::String(path))) => self.variable(path),
            Some(("list", Json::Array(entries))) => {
                let each = entries.iter().enumerate();
                let entries = each.map(|(n, entry)| self.within("list", n, |r| r.tree(entry, depth + 1)));
                Ok(Node::List(entries.collect::<Result<_, _>>()?).into())
            }
            _ => self
                .call(node, depth)
                .unwrap_or_else(|| Err(self.problem("bad_tree", wrong))),
        }
    }

    /// `None` if it is not the shape of a call at all.
    fn call(&mut self, node: &JsonMap, depth: usize) -> Option<Result<Tree, Problem>> {
        let op = node.get("op")?.as_str()?;
        let none = Json::Array(Vec::new());
        let args = node.get("args").unwrap_or(&none).as_array()?;
        if node.len() != 1 + usize::from(node.contains_key("args")) {
            return None;
        }
        Some(self.arguments(op, args, depth).and_then(|args| {
            let tree = Tree::call(op, args);
            tree.map_err(|problem| self.placed(problem))
        }))
    }

    fn arguments(&mut self, op: &str, args: &[Json], depth: usize) -> Result<Vec<Tree>, Problem> {
        if op != "exists" && op != "all" {
            let each = args.iter().enumerate();
            return each
                .map(|(n, arg)| self.within("args", n, |r| r.tree(arg, depth + 1)))
                .collect();
        }
        let [list, variable, body] = args else {
            return Err(self.problem(
                "wrong_arguments",
                format!("{op} takes a list, a variable and a condition."),
            ));
        };
        let list = self.within("args", 0, |r| r.tree(list, depth + 1))?;
        let name = self.within("args", 1, |r| r.new_variable(variable))?;
        self.variables.push(name.clone());
        let body = self.within("args", 2, |r| r.tree(body, depth + 1));
        self.variables.pop();
        Ok(vec![list, Node::Var(name).into(), body?])
    }

    fn new_variable(&self, json: &Json) -> Result<String, Problem> {
        let name = json.get("var").and_then(Json::as_str).unwrap_or_default();
        check_variable(name).map_err(|problem| self.placed(problem))?;
        Ok(name.to_owned())
    }

    /// Builders that do not tell variables from fields may write `{"field": "e.value"}`.
    fn field(&self, path: &str) -> Result<Tree, Problem> {
        if self.knows(path) {
            return Ok(Node::Var(path.to_owned()).into());
        }
        Tree::field(path).map_err(|problem| self.placed(problem))
    }

    fn variable(&self, path: &str) -> Result<Tree, Problem> {
        if self.knows(path) {
            return Ok(Node::Var(path.to_owned()).into());
        }
        Err(self.problem("unknown_field", "There is no variable of this name here."))
    }

    fn knows(&self, path: &str) -> bool {
        let first = path.split('.').next().unwrap_or(path);
        self.variables.iter().any(|name| name == first)
    }

    fn literals(&self, values: &[Json]) -> Result<Tree, Problem> {
        let entries = values.iter().map(|value| Ok(Tree::value(self.literal(value)?)));
        Ok(Node::List(entries.collect::<Result<_, Problem>>()?).into())
    }

    fn literal(&self, json: &Json) -> Result<Literal, Problem> {
        Ok(match json {
            Json::Null => Literal::Null,
            Json::Bool(value) => Literal::Bool(*value),
            Json::String(text) => Literal::Text(text.clone()),
            Json::Number(number) => Literal::Number(
                Number::parse(&number.to_string())
                    .ok_or_else(|| self.problem("bad_value", "The number has too many digits."))?,
            ),
            Json::Array(_) | Json::Object(_) => {
                return Err(self.problem(
                    "bad_tree",
                    "A value is null, true, false, a number, a text or a list of these.",
                ));
            }
        })
    }
}

/// Refuses names that could not be written as a variable.
pub(crate) fn check_variable(name: &str) -> Result<(), Problem> {
    let good = crate::functions::is_identifier(name) && !crate::functions::is_reserved(name);
    if good && name != "record" && name.len() <= 63 {
        return Ok(());
    }
    Err(Problem::new("bad_value", "The variable needs a plain name."))
}
