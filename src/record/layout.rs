//! How the file is laid out: one block, segment, quotation or hop list a line.
//!
//! Compact JSON hides a changed sentence in one endless line, and indented JSON gives a link five
//! of them. Here lists of the first two levels are opened, and what lies deeper stays on its line,
//! so that `git diff` and `grep` work.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use super::Error;

/// How deep containers are opened: the file (1), its sections (2), the lists in a section (3).
const OPEN: usize = 3;

/// Writes any of our files in that layout, with a line end at the end.
///
/// # Errors
/// Only what `out` returns.
pub fn write<T: Serialize>(value: &T, out: &mut dyn Write) -> Result<(), Error> {
    let mut buffered = io::BufWriter::new(out);
    let mut json = serde_json::Serializer::with_formatter(&mut buffered, Lines::default());
    value.serialize(&mut json)?;
    buffered.write_all(b"\n")?;
    buffered.flush()?;
    Ok(())
}

/// Breaks lines inside the outer containers only.
#[derive(Debug, Default)]
struct Lines {
    depth: usize,
    // Whether the container just opened at each level holds anything.
    filled: Vec<bool>,
    // Kinds of the open containers: true for a list.
    lists: Vec<bool>,
}

impl Lines {
    /// Whether the items of the innermost container get a line each: the fields of the file and
    /// of its `document`, and the items of lists.
    fn opened(&self) -> bool {
        match self.depth {
            1 | 2 => true,
            OPEN => self.lists.last() == Some(&true) && self.lists.get(1) == Some(&false),
            _ => false,
        }
    }

    fn enter<W: ?Sized + Write>(&mut self, out: &mut W, list: bool, mark: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled.push(false);
        self.lists.push(list);
        out.write_all(mark)
    }

    fn leave<W: ?Sized + Write>(&mut self, out: &mut W, mark: &[u8]) -> io::Result<()> {
        let opened = self.opened();
        let filled = self.filled.pop() == Some(true);
        self.depth -= 1;
        self.lists.pop();
        if opened && filled {
            self.newline(out)?;
        }
        out.write_all(mark)
    }

    fn newline<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        out.write_all(&b"      "[..2 * self.depth.min(OPEN)])
    }

    fn item<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        if let Some(filled) = self.filled.last_mut() {
            *filled = true;
        }
        if self.opened() {
            self.newline(out)
        } else if first {
            Ok(())
        } else {
            out.write_all(b" ")
        }
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.enter(out, true, b"[")
    }
    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.leave(out, b"]")
    }
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }
    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.enter(out, false, b"{")
    }
    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.leave(out, b"}")
    }
    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }
    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_item_a_line_and_no_more() {
        let value = serde_json::json!({
            "schema": "x",
            "document": {"id": "d", "blocks": [{"a": 1, "b": 2}, {"a": 3}], "credits": []},
            "segments": [{"id": "s1", "links": [{"p": 1}]}, {"id": "s2", "links": []}],
            "chains": [],
        });
        let mut out = Vec::new();
        write(&value, &mut out).unwrap();
        let expected = r#"{
  "schema": "x",
  "document": {
    "id": "d",
    "blocks": [
      {"a": 1, "b": 2},
      {"a": 3}
    ],
    "credits": []
  },
  "segments": [
    {"id": "s1", "links": [{"p": 1}]},
    {"id": "s2", "links": []}
  ],
  "chains": []
}
"#;
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
