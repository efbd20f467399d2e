//! Merges one after the other: what lies in the trash by the first is moved by the second, and each goes back in turn.

use serde_json::{Value, json};

use crate::fixture::{id, make, open, path};
use crate::merging::{everything, merge, to, undo};

/// Firms A, B and C, of which each may be part of another.
const PARENTS: [[Option<usize>; 3]; 7] = [
    [None, None, None],
    [Some(1), None, None],
    [Some(1), Some(2), None],
    [Some(2), None, None],
    [None, Some(0), None],
    [None, Some(0), Some(1)],
    [Some(2), Some(2), None],
];

#[tokio::test]
async fn a_chain_of_merges_goes_back_step_by_step_and_at_once() {
    let (_app, admin) = open().await;
    for parents in PARENTS {
        let mut firms: Vec<Value> = Vec::new();
        for name in ["A", "B", "C"] {
            firms.push(make(&admin, "organization", json!({"name": name})).await);
        }
        for (firm, parent) in firms.iter().zip(parents) {
            let parent = parent.map(|parent| id(&firms[parent]));
            admin.patch(&path(firm), json!({"parent": parent})).await.ok();
        }
        let [a, b, c] = &firms[..] else { unreachable!() };
        let note = make(&admin, "note", json!({"body": "gone", "links": [to(a)]})).await;
        admin.delete(&path(&note)).await.expect(204);
        let before = everything(&admin).await;

        let first = merge(&admin, b, a).await;
        first.ok();
        let between = everything(&admin).await;
        let second = merge(&admin, c, b).await;
        second.ok();
        let undone = undo(&admin, &second).await;
        assert_eq!(undone.status, 200, "{parents:?}: {}", undone.text());
        assert_eq!(everything(&admin).await, between, "{parents:?}");
        let undone = undo(&admin, &first).await;
        assert_eq!(undone.status, 200, "{parents:?}: {}", undone.text());
        assert_eq!(everything(&admin).await, before, "{parents:?}");
        let trashed = admin.get(&format!("{}?trash=with", path(&note))).await.ok();
        assert_eq!(id(&trashed["links"][0]), id(a), "and lies in the trash as before");
        assert_eq!(admin.get(&path(&note)).await.status, 404);

        let step = |survivor: &Value, other: &Value| json!({"op": "merge", "object": "organization", "id": id(survivor), "values": {"other": id(other)}});
        let commands = json!({"commands": [step(b, a), step(c, b)]});
        let both = admin.post("/batch", commands).await;
        both.ok();
        let undone = undo(&admin, &both).await;
        assert_eq!(undone.status, 200, "{parents:?} at once: {}", undone.text());
        assert_eq!(everything(&admin).await, before, "{parents:?} at once");
        for firm in &firms {
            admin.delete(&path(firm)).await.expect(204);
        }
    }
}
