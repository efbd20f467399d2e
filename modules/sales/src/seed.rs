//! The pipeline a new workspace begins with.

use kontor_definitions::{StageKind, StageOption};
use kontor_kernel::Text;
use kontor_records::SeedRecord;
use serde_json::json;

use crate::opportunity;

/// The pipeline as a record.
pub fn pipeline() -> SeedRecord {
    let values = json!({"name": "Sales", "object": opportunity::KEY, "stages": stages(), "position": 0});
    SeedRecord {
        object: kontor_base::pipeline::KEY,
        values,
        german: json!({"name": "Vertrieb"}),
    }
}

/// From the first contact to won or lost. Forward and back is free: salespeople correct themselves.
pub fn stages() -> Vec<StageOption> {
    let open = |key: &str, en: &str, de: &str, color: &str, probability: u8, days: u32| StageOption {
        key: key.to_owned(),
        labels: Text::new(en, de),
        color: color.to_owned(),
        kind: StageKind::Open,
        next: None,
        required: Vec::new(),
        probability: Some(probability),
        max_days: Some(days),
    };
    let end =
        |key: &str, en: &str, de: &str, color: &str, kind: StageKind, probability: u8, required: &str| {
            let required = vec![required.to_owned()];
            StageOption {
                kind,
                required,
                max_days: None,
                ..open(key, en, de, color, probability, 0)
            }
        };
    vec![
        open("new", "New", "Neu", "gray", 10, 14),
        open("qualified", "Qualified", "Qualifiziert", "blue", 25, 21),
        open("proposal", "Proposal", "Angebot", "violet", 50, 30),
        open("negotiation", "Negotiation", "Verhandlung", "orange", 75, 30),
        end("won", "Won", "Gewonnen", "green", StageKind::Won, 100, "amount"),
        end(
            "lost",
            "Lost",
            "Verloren",
            "red",
            StageKind::Lost,
            0,
            "loss_reason",
        ),
    ]
}
