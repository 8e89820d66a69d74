//! XML as our readers see it: elements open and close, words stand between them.

use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::MemoryError;

/// What comes next in the file.
pub(super) enum Node {
    /// An element begins; an empty one ends at once.
    Open(Tag),
    /// The innermost element ends.
    Close(String),
    /// Words.
    Text(String),
}

/// The beginning of an element.
#[derive(Debug)]
pub(super) struct Tag {
    /// Its name without a prefix.
    pub(super) name: String,
    /// The line it stands in, from 1.
    pub(super) line: usize,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute, by its name as written.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }
}

/// The nodes of a file, in order.
pub(super) struct Nodes<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t str,
    path: PathBuf,
    /// Names and lines of the elements open here.
    open: Vec<(String, usize)>,
    /// How far lines are counted: bytes, and the number of the line there.
    counted: (usize, usize),
}

/// The name of the first element.
pub(super) fn root(text: &str, path: &Path) -> Result<String, MemoryError> {
    let mut nodes = Nodes::new(text, path);
    while let Some(node) = nodes.next()? {
        if let Node::Open(tag) = node {
            return Ok(tag.name);
        }
    }
    Err(MemoryError::NoUnits { path: path.to_owned() })
}

impl<'t> Nodes<'t> {
    pub(super) fn new(text: &'t str, path: &Path) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, text, path: path.to_owned(), open: Vec::new(), counted: (0, 1) }
    }

    /// The next node; `None` at the end of a file that is whole.
    pub(super) fn next(&mut self) -> Result<Option<Node>, MemoryError> {
        loop {
            let line = self.line();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(source) => return Err(self.broken(source)),
            };
            return Ok(Some(match event {
                Event::Start(start) => {
                    let tag = self.tag(&start, line)?;
                    self.open.push((tag.name.clone(), line));
                    Node::Open(tag)
                }
                Event::End(_) => {
                    let (name, _) = self.open.pop().unwrap_or_default();
                    Node::Close(name)
                }
                Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Node::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Node::Text(match reference.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    Ok(None) => match &*reference {
                        "lt" => "<".to_owned(),
                        "gt" => ">".to_owned(),
                        "amp" => "&".to_owned(),
                        "quot" => "\"".to_owned(),
                        "apos" => "'".to_owned(),
                        name => {
                            let (path, name) = (self.path.clone(), name.to_owned());
                            return Err(MemoryError::Entity { path, line, name });
                        }
                    },
                    Err(source) => return Err(self.broken(source)),
                }),
                Event::Eof => {
                    return match self.open.pop() {
                        None => Ok(None),
                        Some((name, line)) => {
                            Err(MemoryError::Unclosed { path: self.path.clone(), line, name })
                        }
                    };
                }
                _ => continue,
            }));
        }
    }

    fn tag(&self, start: &BytesStart<'_>, line: usize) -> Result<Tag, MemoryError> {
        let fail = |source: quick_xml::Error| MemoryError::Xml {
            path: self.path.clone(),
            line,
            source: Box::new(source),
        };
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| fail(e.into()))?;
            let value =
                attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).map_err(fail)?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        Ok(Tag { name: start.local_name().as_ref().to_owned(), line, attributes })
    }

    fn broken(&mut self, source: quick_xml::Error) -> MemoryError {
        let path = self.path.clone();
        let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
        let line = self.line_at(at);
        MemoryError::Xml { path, line, source: Box::new(source) }
    }

    /// The line reading has come to.
    fn line(&mut self) -> usize {
        self.line_at(usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX))
    }

    fn line_at(&mut self, at: usize) -> usize {
        let at = at.min(self.text.len());
        let (from, line) = self.counted;
        if at > from {
            let breaks = self.text.as_bytes()[from..at].split(|b| *b == b'\n').count() - 1;
            self.counted = (at, line + breaks);
        }
        self.counted.1
    }
}

/// Elements whose content is code of the program the text comes from, in TMX 1.4b and XLIFF 1.2.
pub(super) fn is_code(name: &str) -> bool {
    matches!(name, "bpt" | "ept" | "ph" | "it" | "ut")
}
