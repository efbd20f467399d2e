//! `in`, `exists`, `all` and `within`: what asks lists, sets and hierarchies.

use super::{Checked, Checker, Typed, is_nothing, is_same_family, is_scalar};
use crate::expr::{Expr, Field, Scope};
use crate::literals;
use crate::tree::{Literal, Node, Tree};
use crate::types::Type;

impl Checker<'_> {
    pub(super) fn membership(&mut self, tree: &Tree, args: &[Tree]) -> Checked {
        let item_tree = &args[0];
        if is_nothing(item_tree) {
            return self.fail(
                tree,
                "wrong_type",
                "Nothing can't be in a list; ask with == null.",
            );
        }
        if let Node::List(entries) = &args[1].node {
            let item = self.arg(args, 0, None)?;
            self.operand(item_tree, &item.expr)?;
            let step = if entries.iter().all(|e| matches!(e.node, Node::Value(_))) {
                "value"
            } else {
                "list"
            };
            let mut list = Vec::with_capacity(entries.len());
            for (n, entry) in entries.iter().enumerate() {
                let checked = self.below("args", 1, |c| c.below(step, n, |c| c.list_entry(entry, &item)));
                list.extend(checked?);
            }
            return Ok(Expr::In {
                item: Box::new(item.expr),
                list,
            });
        }
        let set = self.arg(args, 1, None)?;
        match (set.expr, set.ty) {
            (Expr::Field(field), Some(ty @ (Type::TextSet { .. } | Type::LinkSet { .. })))
                if field.scope == Scope::Record =>
            {
                let want = entry_type(&ty).unwrap_or(Type::Text);
                let item = self.arg(args, 0, Some(&want))?;
                if !item.expr.is_closed() || !is_same_family(&want, item.ty.as_ref()) {
                    return self.fail(
                        item_tree,
                        "wrong_type",
                        "Only a constant can be looked for in a set.",
                    );
                }
                Ok(Expr::Member {
                    set: field,
                    item: Box::new(item.expr),
                })
            }
            (list, Some(ty @ Type::LinkSet { .. })) if list.is_closed() => {
                let item = self.arg(args, 0, entry_type(&ty).as_ref())?;
                self.operand(item_tree, &item.expr)?;
                if !entry_type(&ty).is_some_and(|ty| is_same_family(&ty, item.ty.as_ref())) {
                    return self.fail(
                        item_tree,
                        "wrong_type",
                        format!("Teams are looked for here, not {}.", item.name()),
                    );
                }
                Ok(Expr::In {
                    item: Box::new(item.expr),
                    list: vec![list],
                })
            }
            _ => self.fail(
                &args[1],
                "wrong_type",
                "A list, a set of tags or links, or my_teams() follows in.",
            ),
        }
    }

    /// One entry of a list literal; none where no value of the item's type can equal it.
    fn list_entry(&mut self, entry: &Tree, item: &Typed) -> Checked<Option<Expr>> {
        let Some(ty) = item.ty.as_ref().filter(|ty| is_scalar(ty)) else {
            return self.fail(
                entry,
                "wrong_type",
                format!("{} can't be looked for in a list.", item.name()),
            );
        };
        if is_nothing(entry) {
            return self.fail(
                entry,
                "wrong_type",
                "A list can't hold nothing; ask with == null.",
            );
        }
        if let (Node::Value(Literal::Number(number)), Some(_)) = (&entry.node, ty.scale()) {
            return Ok(literals::exactly(*number, ty).map(Expr::Constant));
        }
        let checked = self.value(entry, Some(ty))?;
        let teams = match &checked.ty {
            Some(set @ Type::LinkSet { .. }) => entry_type(set),
            other => other.clone(),
        };
        if !checked.expr.is_closed() || !is_same_family(ty, teams.as_ref()) {
            let text = format!(
                "The entries must be constants like the item, which is {}.",
                ty.name()
            );
            return self.fail(entry, "wrong_type", text);
        }
        Ok(Some(checked.expr))
    }

    pub(super) fn exists(&mut self, tree: &Tree, args: &[Tree], variable: &Tree) -> Checked {
        let list = match self.arg(args, 0, None)? {
            Typed {
                expr: Expr::Field(field),
                ..
            } if field.scope == Scope::Record => field,
            _ => {
                return self.fail(
                    &args[0],
                    "wrong_type",
                    "exists and all look into a list of the record.",
                );
            }
        };
        let entry = match &list.ty {
            ty @ Type::Items { .. } => Some(ty.clone()),
            ty => entry_type(ty),
        };
        let (Some(entry), Node::Var(name)) = (entry, &variable.node) else {
            let text = format!("exists and all look into a list, not {}.", list.ty.name());
            return self.fail(&args[0], "wrong_type", text);
        };
        if self.entry.is_some() {
            return self.fail(tree, "unsupported", "exists and all can't be nested.");
        }
        self.entry = Some((name.clone(), entry));
        let each = self.arg_condition(args, 2);
        self.entry = None;
        let all = matches!(&tree.node, Node::Call { op: "all", .. });
        let each = if all { Expr::not(each?) } else { each? };
        let exists = Expr::Exists {
            list,
            each: Box::new(each),
        };
        Ok(if all { Expr::not(exists) } else { exists })
    }

    pub(super) fn within(&mut self, tree: &Tree, args: &[Tree]) -> Checked {
        let link = match self.arg(args, 0, None)? {
            Typed {
                expr:
                    Expr::Field(
                        field @ Field {
                            ty: Type::Link { .. },
                            scope: Scope::Record,
                            ..
                        },
                    ),
                ..
            } => field,
            _ => return self.fail(&args[0], "wrong_type", "within asks for a link of the record."),
        };
        let item = Typed::new(Expr::Field(link.clone()), link.ty.clone());
        let ancestors = match &args[1].node {
            Node::List(entries) => {
                let mut list = Vec::with_capacity(entries.len());
                for (n, entry) in entries.iter().enumerate() {
                    list.extend(
                        self.below("args", 1, |c| c.below("list", n, |c| c.list_entry(entry, &item)))?,
                    );
                }
                list
            }
            _ => self
                .below("args", 1, |c| c.list_entry(&args[1], &item))?
                .into_iter()
                .collect(),
        };
        if ancestors.is_empty() {
            return self.fail(tree, "wrong_arguments", "within needs the id of a record.");
        }
        Ok(Expr::Within { link, ancestors })
    }
}

/// What the entries of a set are.
fn entry_type(set: &Type) -> Option<Type> {
    Some(match set {
        Type::TextSet {
            options: Some(options),
        } => Type::Choice {
            options: options.clone(),
        },
        Type::TextSet { options: None } => Type::Text,
        Type::LinkSet { objects } => Type::Link {
            objects: objects.clone(),
        },
        _ => return None,
    })
}
