//! The paths of each object that the caller may read: what its records hold, generated from the definitions in force.
//!
//! For each object there are two schemas, `record_<object>` for what is answered and `values_<object>` for what is sent,
//! and examples of both. A field that is hidden from the caller does not exist in them.

use kontor_definitions::{Action, ComputedFn, FieldDef, FieldType, Object};
use kontor_kernel::{Json, JsonMap, Locale};
use kontor_records::{Ctx, Permit};
use serde_json::json;

/// The generic paths that have a concrete one, by what follows the key of the object.
const PATHS: [&str; 3] = ["", "/{id}", "/list"];
/// An id for examples.
const ID: &str = "0195512c-8a10-7000-8000-000000000000";
/// An instant for examples.
const AT: &str = "2026-03-01T08:00:00.000Z";

/// Adds the paths of each object that the caller may read.
pub fn add(ctx: &Ctx, document: &mut Json) {
    for (name, schema) in shared() {
        document["components"]["schemas"][name] = schema;
    }
    for object in ctx.catalog.objects() {
        if !matches!(ctx.policy.permit(object, Action::Read), Permit::No) {
            Described { ctx, object }.add(document);
        }
    }
}

/// Schemas that fields have in common, beside those that the generic document has already.
fn shared() -> [(&'static str, Json); 4] {
    let text = |description: &str| json!({"type": ["string", "null"], "description": description});
    let degrees =
        |most: u8| json!({"type": ["number", "null"], "minimum": -i64::from(most), "maximum": most});
    let day = || json!({"type": ["string", "null"], "format": "date"});
    [
        (
            "Money",
            json!({"type": "object", "title": "Money", "required": ["amount"], "properties": {
                "amount": {"type": "string", "description": "A decimal."},
                "currency": {"type": "string", "description": "ISO 4217; the workspace's unless told."}}}),
        ),
        (
            "CarriedFile",
            json!({"type": "object", "title": "File", "required": ["id"], "properties": {
                "id": reference("Id"),
                "name": {"type": "string"},
                "type": {"type": "string", "description": "Its media type, by its content."},
                "size": {"type": "integer", "description": "Its length in bytes."}}}),
        ),
        (
            "ContactPoint",
            json!({"type": "object", "title": "Contact point", "required": ["value"], "properties": {
                "value": {"type": "string", "description": "The address or number."},
                "label": text("Which one it is: work, fax, the name of the network."),
                "primary": {"type": "boolean", "description": "The one that is used first."},
                "verified_at": {"type": ["string", "null"], "format": "date-time"}}}),
        ),
        (
            "Address",
            json!({"type": "object", "title": "Address", "properties": {
                "kind": text("What it is for: billing, delivery."),
                "street": text("Street and number, in lines."),
                "postcode": text("The postcode."),
                "city": text("The town."),
                "region": text("The state or region."),
                "country": text("ISO 3166-1 alpha-2."),
                "from_date": day(),
                "to_date": day(),
                "lat": degrees(90),
                "lon": degrees(180)}}),
        ),
    ]
}

fn reference(name: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// A schema, or null.
fn nullable(schema: Json) -> Json {
    json!({"oneOf": [schema, {"type": "null"}]})
}

/// An object as the caller sees it.
struct Described<'a> {
    ctx: &'a Ctx,
    object: &'a Object,
}

impl Described<'_> {
    fn add(&self, document: &mut Json) {
        let (name, locale) = (self.object.key(), self.ctx.caller.locale);
        let title = self.object.def.labels.get(locale);
        let envelope = document["components"]["schemas"]["Record"].clone();
        let mut read = envelope["properties"].as_object().cloned().unwrap_or_default();
        let mut write = JsonMap::new();
        write.insert("id".to_owned(), reference("Id"));
        let mut needed = Vec::new();
        // The envelope of an example is the one of the generic example.
        let reading = &document["paths"]["/records/{object}/{id}"]["get"]["responses"]["200"];
        let mut record = reading["content"]["application/json"]["example"].clone();
        let kept = |key: &str| read.contains_key(key);
        if let Some(members) = record.as_object_mut() {
            members.retain(|key, _| kept(key));
        }
        record["object"] = json!(name);
        record["label"] = json!(title);
        let mut values = JsonMap::new();
        for (field, writable) in self.fields() {
            let described = |mut schema: Json| {
                if let Some(members) = schema.as_object_mut() {
                    members.insert("title".to_owned(), json!(field.labels.get(locale)));
                    let help = field.help.get(locale);
                    if !help.is_empty() {
                        members.insert("description".to_owned(), json!(help));
                    }
                    members.insert("x-kontor-type".to_owned(), json!(field.kind.name()));
                }
                schema
            };
            if !field.system {
                record[&field.key] = self.example(field);
                let mut schema = described(answered(field));
                if !writable {
                    schema["readOnly"] = json!(true);
                }
                read.insert(field.key.clone(), schema);
            } else if !writable {
                read[&field.key]["readOnly"] = json!(true);
            }
            if writable {
                write.insert(field.key.clone(), described(sent(&field.kind)));
                if field.required && field.default.is_none() {
                    needed.push(field.key.clone());
                }
                if !field.system {
                    values.insert(field.key.clone(), self.sent_example(field));
                }
            }
        }
        let schemas = &mut document["components"]["schemas"];
        schemas[format!("record_{name}")] = json!({"type": "object", "title": title, "properties": read,
            "required": envelope["required"]});
        schemas[format!("values_{name}")] = json!({"type": "object", "title": title, "properties": write,
            "additionalProperties": false});
        self.paths(
            document,
            &Examples {
                record,
                values: Json::Object(values),
            },
            &needed,
        );
    }

    /// The fields that exist for the caller, each with whether he may set it.
    fn fields(&self) -> impl Iterator<Item = (&FieldDef, bool)> {
        let rights = self.ctx.policy.rights(self.object);
        let fields = self.object.fields.iter().enumerate();
        fields
            .filter(move |(at, _)| !rights.hidden(*at))
            .map(move |(at, field)| {
                let fixed = field.read_only || field.kind.is_computed() || rights.read_only(at);
                (field, !fixed)
            })
    }

    fn paths(&self, document: &mut Json, examples: &Examples, needed: &[String]) {
        let name = self.object.key();
        let record = reference(&format!("record_{name}"));
        let values = reference(&format!("values_{name}"));
        let page = json!({"type": "object", "required": ["data"], "properties": {
            "data": {"type": "array", "items": record},
            "next": {"type": ["string", "null"]},
            "count": {"type": ["integer", "null"]}}});
        for suffix in PATHS {
            let generic = document["paths"][format!("/records/{{object}}{suffix}")].clone();
            let Some(mut path) = generic.as_object().cloned() else {
                continue;
            };
            for (method, operation) in path.iter_mut().filter(|(_, value)| value.is_object()) {
                if let Some(id) = operation["operationId"].as_str() {
                    operation["operationId"] = json!(format!("{id}_{name}"));
                }
                if let Some(parameters) = operation["parameters"].as_array_mut() {
                    parameters.retain(|parameter| parameter["name"] != "object");
                }
                let listing = suffix == "/list" || (suffix.is_empty() && method == "get");
                if suffix != "/list" && operation["requestBody"].is_object() {
                    let schema = match method == "post" && !needed.is_empty() {
                        true => json!({"allOf": [values, {"required": needed}]}),
                        false => values.clone(),
                    };
                    put(&mut operation["requestBody"], &schema, &examples.values);
                }
                for status in ["200", "201"] {
                    let answer = &mut operation["responses"][status];
                    match listing {
                        _ if !answer.is_object() => {}
                        true => put(answer, &page, &json!({"data": [examples.record], "next": null})),
                        false => put(answer, &record, &examples.record),
                    }
                }
                if let Some(answers) = operation["responses"].as_object_mut() {
                    answers.retain(|_, answer| !answer.is_null());
                }
            }
            document["paths"][format!("/records/{name}{suffix}")] = Json::Object(path);
        }
    }

    /// A value as it may be read.
    fn example(&self, field: &FieldDef) -> Json {
        let link = |object: &str| {
            let label = self.ctx.catalog.object(object);
            let label = label.map_or("", |object| object.def.labels.get(self.ctx.caller.locale));
            json!({"id": ID, "object": object, "label": label})
        };
        match &field.kind {
            FieldType::Link { targets, many } => {
                let target = targets.first().map_or("person", String::as_str);
                let target = self
                    .ctx
                    .catalog
                    .object(target)
                    .map_or("person", |object| object.key());
                if *many {
                    json!([link(target)])
                } else {
                    link(target)
                }
            }
            FieldType::Owner => link("user"),
            FieldType::Total { function, .. } | FieldType::Rollup { function, .. } => {
                let value = match (&field.gives, function) {
                    (Some(kind), _) => value(kind, self.ctx.caller.locale, field),
                    (None, ComputedFn::Count) => json!(3),
                    _ if field.sums_money => {
                        json!({"amount": "1234.50", "currency": self.ctx.settings.currency, "without_rate": 0})
                    }
                    _ => json!("1234.50"),
                };
                match field.kind {
                    FieldType::Rollup { .. } => json!({"value": value, "as_of": AT}),
                    _ => value,
                }
            }
            FieldType::File => {
                json!({"id": ID, "name": "plan.pdf", "type": "application/pdf", "size": 48_213})
            }
            FieldType::Email | FieldType::Phone | FieldType::Url | FieldType::Social => {
                let mut item = value(&field.kind, self.ctx.caller.locale, field)[0].clone();
                item["primary"] = json!(true);
                item["verified_at"] = Json::Null;
                json!([item])
            }
            kind => value(kind, self.ctx.caller.locale, field),
        }
    }

    /// A value as it may be sent.
    fn sent_example(&self, field: &FieldDef) -> Json {
        match &field.kind {
            FieldType::Link { many, .. } => {
                let item = self.example(field);
                let item = if *many { &item[0] } else { &item };
                let item = json!({"id": item["id"], "object": item["object"]});
                if *many { json!([item]) } else { item }
            }
            FieldType::Owner | FieldType::File => json!(ID),
            kind => value(kind, self.ctx.caller.locale, field),
        }
    }
}

/// A record, and values for one.
struct Examples {
    record: Json,
    values: Json,
}

/// Puts a schema and an example into the JSON content of a body.
fn put(body: &mut Json, schema: &Json, example: &Json) {
    if let Some(content) = body["content"]
        .as_object_mut()
        .and_then(|all| all.get_mut("application/json"))
    {
        *content = json!({"schema": schema, "example": example});
    }
}

/// What a field looks like in an answer.
fn answered(field: &FieldDef) -> Json {
    match &field.kind {
        FieldType::Link { many: true, .. } => json!({"type": "array", "items": reference("Ref")}),
        FieldType::Link { .. } | FieldType::Owner => nullable(reference("Ref")),
        FieldType::File => nullable(reference("CarriedFile")),
        FieldType::Email | FieldType::Phone | FieldType::Url | FieldType::Social => {
            json!({"type": "array", "items": reference("ContactPoint")})
        }
        FieldType::Money => nullable(reference("Money")),
        FieldType::Decimal { .. } | FieldType::Percentage => json!({"type": ["string", "null"]}),
        FieldType::Duration => json!({"type": ["integer", "null"], "description": "Seconds."}),
        FieldType::Formula { result, .. } => {
            answered(&FieldDef::new(&field.key, "", "", result.as_ref().clone()))
        }
        FieldType::Total { .. } => computed(field),
        FieldType::Rollup { .. } => nullable(json!({"type": "object", "required": ["value", "as_of"],
            "properties": {"value": computed(field), "as_of": reference("Time")}})),
        FieldType::AutoNumber { .. } => json!({"type": ["string", "null"]}),
        kind => sent(kind),
    }
}

/// What a total or a rollup comes to.
fn computed(field: &FieldDef) -> Json {
    let counts = matches!(
        field.kind,
        FieldType::Total {
            function: ComputedFn::Count,
            ..
        } | FieldType::Rollup {
            function: ComputedFn::Count,
            ..
        }
    );
    match &field.gives {
        Some(kind) => answered(&FieldDef::new(&field.key, "", "", kind.as_ref().clone())),
        None if counts => json!({"type": ["integer", "null"]}),
        None if field.sums_money => nullable(reference("Sum")),
        None => json!({"type": ["string", "null"]}),
    }
}

/// What may be sent for a field.
fn sent(kind: &FieldType) -> Json {
    let one_of = |keys: Vec<&str>| {
        let keys = keys.into_iter().map(Json::from).chain([Json::Null]);
        json!({"type": ["string", "null"], "enum": keys.collect::<Vec<_>>()})
    };
    let link = || {
        json!({"oneOf": [{"type": "string", "format": "uuid"}, {"type": "object", "required": ["id"],
            "properties": {"id": reference("Id"), "object": {"type": "string"}, "label": {"type": ["string", "null"]}}}]})
    };
    let list = |item: Json| json!({"type": ["array", "null"], "items": item});
    let number = || json!({"type": ["string", "number", "null"], "description": "A decimal."});
    match kind {
        FieldType::Id => reference("Id"),
        FieldType::Text { max_length } => json!({"type": ["string", "null"], "maxLength": max_length}),
        FieldType::LongText | FieldType::AutoNumber { .. } => json!({"type": ["string", "null"]}),
        FieldType::RichText => json!({"type": ["string", "null"], "contentMediaType": "text/html"}),
        FieldType::Integer { min, max } => {
            let mut schema = json!({"type": ["integer", "null"], "format": "int64"});
            for (name, bound) in [("minimum", min), ("maximum", max)] {
                if let Some(bound) = bound {
                    schema[name] = json!(bound);
                }
            }
            schema
        }
        FieldType::Rating { max } => json!({"type": ["integer", "null"], "minimum": 1, "maximum": max}),
        FieldType::Decimal { .. } | FieldType::Percentage => number(),
        FieldType::Money => json!({"oneOf": [reference("Money"), number()]}),
        FieldType::Boolean => json!({"type": ["boolean", "null"]}),
        FieldType::Date => json!({"type": ["string", "null"], "format": "date"}),
        FieldType::Timestamp => json!({"type": ["string", "null"], "format": "date-time"}),
        FieldType::Duration => {
            json!({"type": ["integer", "string", "null"], "description": "Seconds, or ISO 8601: PT5M."})
        }
        FieldType::Select { .. } | FieldType::Stage { .. } => match kind.option_keys() {
            Some(keys) if !keys.is_empty() => one_of(keys),
            _ => json!({"type": ["string", "null"]}),
        },
        FieldType::MultiSelect { .. } => {
            list(json!({"type": "string", "enum": kind.option_keys().unwrap_or_default()}))
        }
        FieldType::Link { many: true, .. } => list(link()),
        FieldType::Link { .. } | FieldType::Owner | FieldType::File => nullable(link()),
        FieldType::Email | FieldType::Phone | FieldType::Url | FieldType::Social => {
            list(json!({"oneOf": [{"type": "string"}, reference("ContactPoint")]}))
        }
        FieldType::Address => list(reference("Address")),
        FieldType::Tags => list(json!({"type": "string"})),
        FieldType::ExternalIds => list(reference("ExternalId")),
        FieldType::Formula { result, .. } => sent(result),
        FieldType::Total { .. } | FieldType::Rollup { .. } => json!({"readOnly": true, "type": "null"}),
        FieldType::Json => json!({"description": "Any JSON.",
            "type": ["object", "array", "string", "number", "boolean", "null"]}),
    }
}

/// A value of a type that reads as it is sent.
fn value(kind: &FieldType, locale: Locale, field: &FieldDef) -> Json {
    match kind {
        FieldType::Text { max_length } => {
            let most = usize::try_from(*max_length).unwrap_or(usize::MAX);
            json!(field.labels.get(locale).chars().take(most).collect::<String>())
        }
        FieldType::LongText => json!(field.labels.get(locale)),
        FieldType::RichText => json!(format!("<p>{}</p>", field.labels.get(locale))),
        FieldType::Integer { min, max } => {
            json!(12_i64.clamp(min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX)))
        }
        FieldType::Rating { max } => json!(max),
        FieldType::Decimal { .. } => json!("12.50"),
        FieldType::Percentage => json!("19.00"),
        FieldType::Money => json!({"amount": "1234.50", "currency": "EUR"}),
        FieldType::Boolean => json!(true),
        FieldType::Date => json!("2026-03-01"),
        FieldType::Timestamp => json!(AT),
        FieldType::Duration => json!(900),
        FieldType::Select { .. } | FieldType::Stage { .. } => {
            let keys = kind.option_keys().unwrap_or_default();
            json!(keys.first().copied().unwrap_or("new"))
        }
        FieldType::MultiSelect { .. } => {
            json!(
                kind.option_keys()
                    .unwrap_or_default()
                    .into_iter()
                    .take(1)
                    .collect::<Vec<_>>()
            )
        }
        FieldType::Email => json!([{"value": "eva.berg@adler.example", "label": "work"}]),
        FieldType::Phone => json!([{"value": "+49 40 123456", "label": "work"}]),
        FieldType::Url => json!([{"value": "https://www.adler.example/", "label": null}]),
        FieldType::Social => json!([{"value": "https://www.linkedin.com/in/eva", "label": "linkedin"}]),
        FieldType::Address => {
            json!([{"kind": "billing", "street": "Am Hafen 1", "postcode": "20457", "city": "Hamburg",
            "region": null, "country": "DE", "from_date": null, "to_date": null, "lat": 53.54, "lon": 9.99}])
        }
        FieldType::Tags => json!(["customer"]),
        FieldType::ExternalIds => json!([{"system": "erp", "key": "4711"}]),
        FieldType::AutoNumber { prefix, digits } => {
            json!(format!("{prefix}{:0>width$}", 1, width = usize::from(*digits)))
        }
        FieldType::Formula { result, .. } => value(result, locale, field),
        FieldType::Json => json!({"note": "any JSON"}),
        FieldType::Id | FieldType::Owner | FieldType::File => json!(ID),
        FieldType::Link { .. } | FieldType::Total { .. } | FieldType::Rollup { .. } => Json::Null,
    }
}
