//! The templates, and the one way to fill them: escaped unless a renderer vouches for the markup.

use std::fmt::Write as _;
use std::io::Write;

use minijinja::syntax::SyntaxConfig;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, Serde, Value};
use minijinja::{AutoEscape, Environment};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Error;
use super::escape;

/// Fills the template called `name` and writes it.
pub(crate) fn fill(
    name: &str,
    source: &str,
    values: &impl Serialize,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // Ours leaves apostrophes and slashes alone (attributes are always in double quotes), which
    // French text is full of, and shows control characters.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if value.is_safe() => Ok(out.write_str(text)?),
        Some(text) => Ok(escape::html(text, out)?),
        None => minijinja::escape_formatter(out, state, value),
    });
    environment.add_template(name, source)?;
    environment
        .get_template(name)?
        .render_captured_to(Value::from(Serde(values)), out)
        .map(drop)
        .map_err(Error::from)
}

/// Text that is already safe where it goes: our own files.
pub(crate) fn safe(markup: String) -> Value {
    Value::from_safe_string(markup)
}

/// A list of which the template sees one item at a time. A plain `Vec` among the values would be
/// turned into the engine's own values whole, several times its size, before the first is written.
pub(super) fn each<T: Serialize + std::fmt::Debug + Send + Sync + 'static>(items: Vec<T>) -> Value {
    Value::from_object(Each(items))
}

#[derive(Debug)]
struct Each<T>(Vec<T>);

impl<T: Serialize + std::fmt::Debug + Send + Sync + 'static> Object for Each<T> {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        Some(Value::from(Serde(self.0.get(key.as_usize()?)?)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }
}

/// JSON that is safe inside a script element.
pub(crate) fn in_script(json: &serde_json::Value) -> Value {
    let mut text = String::new();
    for c in json.to_string().chars() {
        match c {
            '<' => text.push_str("\\u003c"),
            '>' => text.push_str("\\u003e"),
            '&' => text.push_str("\\u0026"),
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                write!(text, "\\u{:04x}", u32::from(c)).expect("a string takes it");
            }
            c => text.push(c),
        }
    }
    safe(text)
}

/// A content security policy under which exactly this style and this script run, and nothing is
/// fetched.
pub(crate) fn policy(css: &str, js: &str) -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        source_hash(css),
        source_hash(js)
    )
}

fn source_hash(text: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut code = String::from("sha256-");
    for chunk in Sha256::digest(text.as_bytes()).chunks(3) {
        let bits = chunk.iter().enumerate().fold(0, |n, (i, b)| n | u32::from(*b) << (16 - 8 * i));
        for i in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * i)) as usize & 63];
            code.push(if i <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    code
}

/// A relative address of a file in the same folder, whatever its name.
pub(crate) fn address(file: &str) -> String {
    let mut out = String::from("./");
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a string takes it");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_browsers_compute() {
        // echo -n "doSomething();" | openssl dgst -sha256 -binary | base64
        assert_eq!(
            source_hash("doSomething();"),
            "sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc="
        );
    }

    #[test]
    fn addresses_lead_nowhere_else() {
        assert_eq!(address("javascript:x.html"), "./javascript%3Ax.html");
        assert_eq!(address("../é.html"), "./..%2F%C3%A9.html");
    }

    #[test]
    fn json_cannot_close_its_script() {
        let json = serde_json::json!({"a": "</script><b>&\u{2028}\u{85}"});
        let text = in_script(&json).to_string();
        assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{85}']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), json);
    }
}
