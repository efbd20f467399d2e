//! A first look at a text before the parser sees it: size, characters, strings and the depth of nesting.
//!
//! The parser recurses for every bracket and every link of a chain, so what nests too deeply must be refused
//! here. For that to be safe, the strings accepted here are exactly those of the grammar: whatever this scan
//! takes for the inside of a string, the parser does too.

use crate::MAX_TEXT;
use crate::problem::Problem;

/// Most brackets open at once: twice the depth of a tree, for brackets that only group.
const MAX_OPEN: usize = 40;
/// Most operators, dots and brackets that may lie above one another.
const MAX_STEPS: usize = 200;

/// What is open: the bracket, and the chain of operators inside it.
struct Level {
    open: char,
    position: usize,
    /// Operators since the last `&&`, `||` or comma.
    chain: usize,
    /// Ternaries nest to the right and end with the bracket only.
    ternaries: usize,
}

/// Refuses what the parser should not see; answers how many operators, dots and brackets lie above one another at most.
pub(crate) fn scan(text: &str) -> Result<usize, Problem> {
    if text.len() > MAX_TEXT {
        return Err(Problem::new(
            "too_long",
            format!("The expression is longer than {MAX_TEXT} bytes."),
        ));
    }
    Scanner {
        chars: text.chars().collect(),
        at: 0,
        levels: vec![Level::new(' ', 0)],
        steps: 1,
    }
    .run()
}

impl Level {
    fn new(open: char, position: usize) -> Level {
        Level {
            open,
            position,
            chain: 0,
            ternaries: 0,
        }
    }
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    levels: Vec<Level>,
    /// The most so far that lie above one another.
    steps: usize,
}

impl Scanner {
    fn run(mut self) -> Result<usize, Problem> {
        while let Some(ch) = self.peek(0) {
            match ch {
                '/' if self.peek(1) == Some('/') => self.skip_while(|c| c != '\n'),
                '"' | '\'' => self.string(false)?,
                '`' => self.quoted_name()?,
                c if c.is_ascii_alphabetic() || c == '_' => self.word()?,
                c if c.is_ascii_digit() => self.skip_while(|c| c.is_ascii_alphanumeric()),
                '(' | '[' => self.open(ch)?,
                ')' | ']' => self.close(ch)?,
                _ => self.sign(ch)?,
            }
        }
        match self.levels.pop() {
            Some(level) if level.open != ' ' => Err(syntax(
                format!("This bracket {:?} is never closed.", level.open),
                level.position,
            )),
            _ => Ok(self.steps),
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn skip_while(&mut self, more: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&more) {
            self.at += 1;
        }
    }

    fn sign(&mut self, ch: char) -> Result<(), Problem> {
        let at = self.at;
        self.at += 1;
        let level = self
            .levels
            .last_mut()
            .expect("the outermost level is never closed");
        match ch {
            ' ' | '\t' | '\n' | '\r' | '\u{c}' | ':' => Ok(()),
            ',' | '&' | '|' => {
                level.chain = 0;
                Ok(())
            }
            '?' => {
                level.ternaries += 1;
                self.check_steps(at)
            }
            '.' | '+' | '-' | '*' | '/' | '%' | '<' | '>' | '=' | '!' => {
                level.chain += 1;
                self.check_steps(at)
            }
            '{' | '}' => Err(Problem::new("unsupported", "Braces have no meaning here.").at(at)),
            other => Err(syntax(format!("Unexpected {other:?}."), at)),
        }
    }

    fn check_steps(&mut self, at: usize) -> Result<(), Problem> {
        let steps: usize = self
            .levels
            .iter()
            .map(|level| 1 + level.chain + level.ternaries)
            .sum();
        self.steps = self.steps.max(steps);
        if steps > MAX_STEPS {
            return Err(Problem::new("too_deep", "It is nested too deeply or a chain is too long.").at(at));
        }
        Ok(())
    }

    fn open(&mut self, ch: char) -> Result<(), Problem> {
        if self.levels.len() > MAX_OPEN {
            let text = format!("More than {MAX_OPEN} brackets are open.");
            return Err(Problem::new("too_deep", text).at(self.at));
        }
        self.levels.push(Level::new(ch, self.at));
        self.at += 1;
        self.check_steps(self.at - 1)
    }

    fn close(&mut self, ch: char) -> Result<(), Problem> {
        let expected = if ch == ')' { '(' } else { '[' };
        if self.levels.last().is_none_or(|level| level.open != expected) {
            return Err(syntax(
                format!("Nothing is open that {ch:?} could close."),
                self.at,
            ));
        }
        self.levels.pop();
        self.at += 1;
        Ok(())
    }

    /// A name, or the letters before a string: `r"..."` is raw.
    fn word(&mut self) -> Result<(), Problem> {
        let start = self.at;
        self.skip_while(|c| c.is_ascii_alphanumeric() || c == '_');
        let word: String = self.chars[start..self.at].iter().collect();
        if word == "in" {
            self.levels
                .last_mut()
                .expect("the outermost level is never closed")
                .chain += 1;
            return self.check_steps(start);
        }
        let raw = match word.to_ascii_lowercase().as_str() {
            "r" => true,
            "b" | "br" if matches!(self.peek(0), Some('"' | '\'')) => {
                return Err(Problem::new("unsupported", "Byte strings have no meaning here.").at(start));
            }
            _ => false,
        };
        if raw && matches!(self.peek(0), Some('"' | '\'')) {
            return self.string(true);
        }
        Ok(())
    }

    fn quoted_name(&mut self) -> Result<(), Problem> {
        let start = self.at;
        self.at += 1;
        self.skip_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if self.at == start + 1 || self.peek(0) != Some('`') {
            return Err(syntax("This is not a name in backquotes.", start));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self, raw: bool) -> Result<(), Problem> {
        let start = self.at;
        let quote = self.chars[start];
        let triple = self.peek(1) == Some(quote) && self.peek(2) == Some(quote);
        let width = if triple { 3 } else { 1 };
        self.at += width;
        while let Some(ch) = self.peek(0) {
            if (0..width).all(|n| self.peek(n) == Some(quote)) {
                self.at += width;
                return Ok(());
            }
            match ch {
                '\n' | '\r' if !triple => break,
                '\0' => {
                    return Err(
                        Problem::new("bad_value", "Text can't contain the character U+0000.").at(self.at),
                    );
                }
                '\\' if !raw => self.escape()?,
                _ => self.at += 1,
            }
        }
        Err(syntax("This text is never closed.", start))
    }

    fn escape(&mut self) -> Result<(), Problem> {
        let start = self.at;
        let (digits, radix) = match self.peek(1) {
            Some('a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '"' | '\'' | '\\' | '?' | '`') => (0, 16),
            Some('x' | 'X') => (2, 16),
            Some('u') => (4, 16),
            Some('U') => (8, 16),
            Some('0'..='3') => (2, 8),
            _ => {
                return Err(syntax(
                    "This escape is not known; a backslash is written as \\\\.",
                    start,
                ));
            }
        };
        self.at += 2;
        for _ in 0..digits {
            if !self.peek(0).is_some_and(|c| c.is_digit(radix)) {
                return Err(syntax("This escape has too few digits.", start));
            }
            self.at += 1;
        }
        Ok(())
    }
}

pub(crate) fn syntax(message: impl Into<String>, position: usize) -> Problem {
    Problem::new("syntax", message).at(position)
}
