//! Text with simple formatting: HTML that was brought down to a short list of harmless elements.
//!
//! Links open safely, images come from the workspace's own files only, and a mention of somebody is
//! `<span data-mention="user id">`. Text without any element keeps its line breaks.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Id, Issue, Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, Words, html, long_text};

const ELEMENTS: &str = "a b blockquote br code del div em h1 h2 h3 h4 hr i img ins li mark ol p pre s span strong \
                        sub sup table tbody td th thead tr u ul";

/// Where an image may come from.
const FILES: &str = "/api/v1/files/";

/// How often the result is cleaned again until cleaning changes nothing.
const ROUNDS: usize = 4;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(ELEMENTS.split(' ').collect())
        .clean_content_tags(["script", "style", "title"].into())
        .tag_attributes(
            [
                ("a", ["href"].into()),
                ("img", ["src", "alt"].into()),
                ("span", ["data-mention"].into()),
                ("td", ["colspan", "rowspan"].into()),
                ("th", ["colspan", "rowspan"].into()),
                ("ol", ["start"].into()),
            ]
            .into(),
        )
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("span", "data-mention") => value.parse::<Id>().ok().map(|id| Cow::from(id.to_string())),
            ("img", "src") => own_file(value).then_some(Cow::from(value)),
            ("td" | "th", _) | ("ol", "start") => value.parse::<u16>().ok().map(|n| Cow::from(n.to_string())),
            _ => Some(Cow::from(value)),
        });
    cleaner
});

fn own_file(url: &str) -> bool {
    url.strip_prefix(FILES).is_some_and(|id| id.parse::<Id>().is_ok())
}

/// See the module.
pub(super) struct RichText;

impl Kind for RichText {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let Some(text) = long_text::lines(input, cx).map_err(|issue| vec![issue])? else {
            return Ok(Json::Null);
        };
        let html = sanitize(text, cx).map_err(|issue| vec![issue])?;
        Ok(Some(html).filter(|html| !is_blank(html)).into())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Text)
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        html::plain(value.as_str().unwrap_or_default())
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        if cell.trim().is_empty() {
            Json::Null
        } else {
            Json::String(cell.to_owned())
        }
    }

    fn words(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        value
            .as_str()
            .map(|html| Words::Prose(html::plain(html)))
            .into_iter()
            .collect()
    }
}

/// Cleans until cleaning changes nothing, so that what is stored is what a second look would store again.
fn sanitize(mut text: String, cx: &Accept<'_>) -> Result<String, Issue> {
    for _ in 0..ROUNDS {
        if !html::is_bounded(&text) {
            return Err(cx.issue(
                "too_complex",
                "The text has too many elements.",
                "Der Text hat zu viele Elemente.",
            ));
        }
        // An image that lost its foreign source shows nothing.
        let mut clean = CLEANER.clean(&text).to_string().replace("<img>", "");
        if !clean.contains('<') && clean.contains('\n') {
            clean = clean.trim().replace('\n', "<br>");
        }
        if clean.len() > long_text::MAX_BYTES {
            return Err(cx.too_large(long_text::MAX_BYTES));
        }
        // Written as a number (`&#1;`) they come out of cleaning only.
        let breaks = |ch| matches!(ch, '\n' | '\r' | '\t');
        if clean.chars().any(|ch| ch.is_control() && !breaks(ch)) {
            return Err(cx.control_characters());
        }
        if clean == text {
            return Ok(clean);
        }
        text = clean;
    }
    // No markup is known that never settles; should there be one, its words are kept.
    Ok(html::escape(&html::plain(&text)))
}

/// Neither words nor an image.
fn is_blank(html: &str) -> bool {
    html::plain(html).trim().is_empty() && !html.contains("<img src=") && !html.contains("<hr>")
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    fn field() -> FieldDef {
        FieldDef::new("body", "Body", "Text", FieldType::RichText)
    }

    fn cleaned(html: &str) -> String {
        let value = Bench::default().accept(&field(), json!(html)).unwrap();
        value.as_str().unwrap_or_default().to_owned()
    }

    #[test]
    fn formatting_stays_and_danger_goes() {
        assert_eq!(
            cleaned("<p>Hello <b>you</b></p><script>alert(1)</script>"),
            "<p>Hello <b>you</b></p>"
        );
        assert_eq!(cleaned("<p onclick=x style='color:red'>a</p>"), "<p>a</p>");
        assert_eq!(
            cleaned("<a href='javascript:alert(1)'>a</a>"),
            "<a rel=\"noopener noreferrer\">a</a>"
        );
        assert_eq!(
            cleaned("<a href='https://x.de' target=_top>a</a>"),
            "<a href=\"https://x.de\" rel=\"noopener noreferrer\">a</a>"
        );
        assert_eq!(cleaned("a<img src=https://evil.example/pixel.gif>"), "a");
        assert_eq!(
            cleaned("<svg><style><img src=x onerror=alert(1)></style></svg>a"),
            "a"
        );
        assert_eq!(cleaned("<iframe src=//x></iframe><form><input></form>a"), "a");
    }

    #[test]
    fn images_come_from_the_own_files_only() {
        let own = "<img src=\"/api/v1/files/0195512c-8a10-7000-8000-000000000000\" alt=\"A\">";
        assert_eq!(cleaned(own), own);
        for foreign in [
            "/api/v1/files/../session",
            "//api/v1/files/x",
            "data:image/png;base64,AAAA",
            "/x.png",
        ] {
            assert_eq!(cleaned(&format!("a<img src='{foreign}'>")), "a", "{foreign}");
        }
    }

    #[test]
    fn mentions_name_a_user_by_id() {
        let mention = "<span data-mention=\"0195512c-8a10-7000-8000-000000000000\">@Ann</span>";
        assert_eq!(cleaned(mention), mention);
        assert_eq!(
            cleaned("<span data-mention=\"ann\">@Ann</span>"),
            "<span>@Ann</span>"
        );
    }

    #[test]
    fn plain_text_keeps_its_lines_and_its_angle_brackets() {
        assert_eq!(cleaned("one\ntwo"), "one<br>two");
        assert_eq!(cleaned("a < b & c"), "a &lt; b &amp; c");
        assert_eq!(cleaned("<p> <br></p>"), "");
    }

    #[test]
    fn display_and_search_see_words() {
        let bench = Bench::default();
        let value = json!("<p>Mr. &amp; Mrs.<br>Smith</p><ul><li>one</li><li>two</li></ul>");
        let words = RichText.words(&field(), &value, &bench.cx());
        assert_eq!(
            words,
            vec![Words::Prose("Mr. & Mrs.\nSmith\none\ntwo".to_owned())]
        );
    }

    #[test]
    fn control_characters_are_refused_as_numbers_too() {
        for hostile in ["a\u{1}b", "a&#1;b", "&#1"] {
            assert_eq!(
                Bench::default().accept(&field(), json!(hostile)),
                Err(vec![("".into(), "control_characters".into())]),
                "{hostile:?}"
            );
        }
    }

    #[test]
    fn text_that_would_take_long_to_parse_is_refused() {
        let bench = Bench::default();
        let many: String = (0..100_000).map(|n| format!(" a{n}")).collect();
        for hostile in [
            "<div>".repeat(100_000),
            format!("<p{many}>"),
            "<ul><li>".repeat(50_000),
        ] {
            assert_eq!(
                bench.accept(&field(), json!(hostile)),
                Err(vec![("".into(), "too_complex".into())])
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn cleaning_settles_and_leaves_only_known_elements(
            parts in proptest::collection::vec(
                prop_oneof![
                    "\\PC{0,8}",
                    "</?(a|b|p|div|table|tr|td|ul|li|svg|math|style|script|template|select|nobr|form|img|span|h1)>?",
                    "<(a href|img src|span data-mention|p style)=[\"']?(javascript:x|https://x[.]de|/api/v1/files/x)[\"']?>",
                    Just("<!--".to_owned()), Just("-->".to_owned()), Just("<![CDATA[".to_owned()), Just("&lt;b&gt;".to_owned()),
                ], 0..12)
        ) {
            let bench = Bench::default();
            let once = bench.accept(&field(), json!(parts.concat())).unwrap();
            if let Some(html) = once.as_str() {
                prop_assert_eq!(bench.accept(&field(), once.clone()).unwrap(), once.clone());
                for piece in html::pieces(html) {
                    if let html::Piece::Tag(tag) = piece {
                        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
                        prop_assert!(ELEMENTS.split(' ').any(|known| known == name), "{}", tag);
                        // Inside a quoted address of ours the word is harmless; at its beginning it would run.
                        prop_assert!(!tag.to_lowercase().contains("=\"javascript"), "{}", tag);
                    }
                }
            }
        }
    }
}
