//! Text of HTML, read as browsers read it, without ever building the page.

use std::cell::RefCell;

use encoding_rs::Encoding;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::plain::decoded;
use crate::{Out, Refusal};

/// Bytes in which a page says its encoding.
const HEAD: usize = 2_048;

/// Reads a page.
pub(crate) fn read(content: &[u8], out: &mut Out) -> Result<(), Refusal> {
    from_text(&decoded(content, said(content)), out);
    Ok(())
}

/// The encoding a page says it has.
fn said(content: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&content[..content.len().min(HEAD)]).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let name = after.trim_start_matches(['"', '\'']);
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c))
        .unwrap_or(name.len());
    Encoding::for_label(&name.as_bytes()[..end])
}

/// Adds the words of a page.
pub(crate) fn from_text(page: &str, out: &mut Out) {
    let words = Words(RefCell::new(State {
        out: std::mem::take(out),
        silent: None,
    }));
    let tokenizer = Tokenizer::new(words, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(page));
    // It stops at scripts, to let them be run; nobody does.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    *out = tokenizer.sink.0.into_inner().out;
}

struct State {
    out: Out,
    /// The element whose text is none.
    silent: Option<&'static str>,
}

struct Words(RefCell<State>);

impl TokenSink for Words {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if state.silent.is_none() => {
                state.out.push(&text);
            }
            Token::TagToken(tag) => return state.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        if tag.kind == TagKind::EndTag {
            if self.silent == Some(name) {
                self.silent = None;
            }
        } else if !tag.self_closing
            && let Some((silent, raw)) = raw(name)
        {
            self.silent = silent;
            return TokenSinkResult::RawData(raw);
        }
        if !is_inline(name) {
            self.out.space('\n');
        }
        TokenSinkResult::Continue
    }
}

/// Elements that hold no markup, and whether what they hold is no text either.
fn raw(name: &str) -> Option<(Option<&'static str>, RawKind)> {
    Some(match name {
        "script" => (Some("script"), RawKind::ScriptData),
        "style" => (Some("style"), RawKind::Rawtext),
        "iframe" => (Some("iframe"), RawKind::Rawtext),
        "noframes" => (Some("noframes"), RawKind::Rawtext),
        "xmp" => (None, RawKind::Rawtext),
        "title" | "textarea" => (None, RawKind::Rcdata),
        _ => return None,
    })
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "o:p"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}
