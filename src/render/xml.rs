//! The little that our three XML formats share: elements, attributes and text that is always legal.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::escape::visible;

/// Writes XML whose text is escaped and whose illegal characters are shown.
pub(super) struct Xml<W: Write> {
    writer: Writer<W>,
}

/// An attribute.
pub(super) type Attribute<'a> = (&'a str, &'a str);

impl<W: Write> Xml<W> {
    /// Starts a document.
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut writer = Writer::new(out);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let mut xml = Self { writer };
        xml.line(0)?;
        Ok(xml)
    }

    /// Starts a line, indented by `depth` steps. Only used where white space means nothing.
    pub(super) fn line(&mut self, depth: usize) -> io::Result<()> {
        writeln!(self.writer.get_mut())?;
        write!(self.writer.get_mut(), "{:width$}", "", width = 2 * depth)
    }

    /// An opening tag.
    pub(super) fn open(&mut self, name: &str, attributes: &[Attribute<'_>]) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))
    }

    /// A closing tag.
    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[Attribute<'_>]) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// Words.
    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        let shown = visible(text);
        // A bare return would be read back as a line feed.
        let mut pieces = shown.split('\r');
        let first = pieces.next().unwrap_or_default();
        self.writer.write_event(Event::Text(BytesText::new(first)))?;
        for piece in pieces {
            write!(self.writer.get_mut(), "&#13;")?;
            self.writer.write_event(Event::Text(BytesText::new(piece)))?;
        }
        Ok(())
    }

    /// An element that holds only words.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &[Attribute<'_>],
        text: &str,
    ) -> io::Result<()> {
        self.open(name, attributes)?;
        self.text(text)?;
        self.close(name)
    }

    /// XLIFF's named values in groups; a group without values is left out.
    pub(super) fn metadata(
        &mut self,
        depth: usize,
        groups: &[(&str, Vec<(&'static str, String)>)],
    ) -> io::Result<()> {
        self.line(depth)?;
        self.open("mda:metadata", &[])?;
        for (id, values) in groups.iter().filter(|(_, values)| !values.is_empty()) {
            self.line(depth + 1)?;
            self.open("mda:metaGroup", &[("id", id), ("category", "tarjuman")])?;
            for (name, value) in values {
                self.line(depth + 2)?;
                self.element("mda:meta", &[("type", name)], value)?;
            }
            self.line(depth + 1)?;
            self.close("mda:metaGroup")?;
        }
        self.line(depth)?;
        self.close("mda:metadata")
    }
}

fn start<'a>(name: &'a str, attributes: &[Attribute<'a>]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        // Line ends and tabs in attributes are read back as spaces, so they are written as such.
        let value: String = visible(value)
            .chars()
            .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
            .collect();
        start.push_attribute((*key, value.as_str()));
    }
    start
}
