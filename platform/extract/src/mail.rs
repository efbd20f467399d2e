//! Text of a mail: subject, people, body, and the attachments that have text.

use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

use crate::{DEPTH, Out, Refusal, html, into};

/// Parts that are looked at.
const MOST_PARTS: usize = 100;

/// Reads a mail.
pub(crate) fn read(content: &[u8], depth: usize, out: &mut Out) -> Result<(), Refusal> {
    let message = MessageParser::default().parse(content).ok_or(Refusal::Broken)?;
    message_text(&message, depth, out);
    Ok(())
}

fn message_text(message: &Message<'_>, depth: usize, out: &mut Out) {
    line(message.subject().unwrap_or_default(), out);
    for address in [message.from(), message.to(), message.cc()].into_iter().flatten() {
        people(address, out);
    }
    let bodies: Vec<usize> = message.text_body.iter().map(|part| *part as usize).collect();
    for part in bodies
        .iter()
        .take(MOST_PARTS)
        .filter_map(|at| message.parts.get(*at))
    {
        match &part.body {
            PartType::Text(text) => line(text, out),
            PartType::Html(page) => {
                out.space('\n');
                html::from_text(page, out);
            }
            _ => {}
        }
    }
    for part in message.attachments().take(MOST_PARTS) {
        line(part.attachment_name().unwrap_or_default(), out);
        if depth + 1 >= DEPTH || out.is_full() {
            continue;
        }
        match &part.body {
            PartType::Message(inner) => message_text(inner, depth + 1, out),
            PartType::Multipart(_) => {}
            _ => {
                let kind = part.content_type().map(|kind| match kind.subtype() {
                    Some(subtype) => format!("{}/{subtype}", kind.ctype()),
                    None => kind.ctype().to_owned(),
                });
                out.space('\n');
                // An attachment without text is no reason to go without the mail's.
                let _ = into(&kind.unwrap_or_default(), part.contents(), depth + 1, out);
            }
        }
    }
}

fn people(address: &Address<'_>, out: &mut Out) {
    for one in address.iter().take(MOST_PARTS) {
        line(one.name().unwrap_or_default(), out);
        line(one.address().unwrap_or_default(), out);
    }
}

fn line(text: &str, out: &mut Out) {
    out.space('\n');
    out.push(text);
}
