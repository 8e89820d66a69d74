//! The terminal face: one unit a screen, one key a verdict.
//!
//! [`Screen`] is a value that takes keys and draws itself, so that it is tested without a terminal;
//! [`run`] connects it to the real one.

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style, Stylize};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Gauge, Paragraph, Wrap};

use super::Error;
use super::page::what;
use super::server::Clock;
use super::session::{Given, Session};
use super::unit::{Kind, Side, Unit};
use super::verdict::{Fault, Judgement, Marks};
use crate::render::escape;

/// Milliseconds since some moment: the caller's stopwatch.
pub type Stopwatch<'a> = &'a dyn Fn() -> u64;

/// Whether the review goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// With the next key.
    On,
    /// The reviewer has had enough; everything is kept.
    Quit,
}

/// A side of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Source,
    Target,
}

/// A line that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Note,
    English,
}

/// What the reviewer sees and has said of the unit before them.
#[derive(Debug)]
pub struct Screen {
    session: Session,
    at: Option<usize>,
    marks: [BTreeSet<usize>; 2],
    faults: BTreeSet<Fault>,
    drawn: [[Option<usize>; 2]; 2],
    cursor: Option<(Which, usize)>,
    field: Option<Field>,
    note: String,
    english: String,
    message: String,
    shown_at: u64,
}

/// Reads keys and draws until the reviewer quits.
///
/// # Errors
/// When the terminal cannot be used or the store fails.
pub fn run(session: Session, clock: Clock, stopwatch: Stopwatch<'_>) -> Result<Session, Error> {
    let fail = |source| Error::Io {
        what: "this is no terminal one can draw on; use --serve or --sheet".to_owned(),
        source,
    };
    let mut terminal = ratatui::try_init().map_err(fail)?;
    let mut screen = Screen::new(session, stopwatch());
    let ended = (|| {
        loop {
            terminal.draw(|frame| screen.draw(frame)).map_err(fail)?;
            if let Event::Key(key) = event::read().map_err(fail)?
                && key.kind == KeyEventKind::Press
                && screen.key(key, &clock(), stopwatch())? == Flow::Quit
            {
                return Ok(());
            }
        }
    })();
    ratatui::restore();
    ended.map(|()| screen.session)
}

impl Screen {
    /// Shows the first unit without a verdict; `millis` is what the stopwatch shows.
    #[must_use]
    pub fn new(session: Session, millis: u64) -> Self {
        let mut screen = Self {
            at: session.next(0),
            session,
            marks: [BTreeSet::new(), BTreeSet::new()],
            faults: BTreeSet::new(),
            drawn: [[None; 2]; 2],
            cursor: None,
            field: None,
            note: String::new(),
            english: String::new(),
            message: String::new(),
            shown_at: millis,
        };
        screen.show(screen.at, millis);
        screen
    }

    /// The session behind it.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    fn unit(&self) -> Option<&Unit> {
        self.session.unit(self.at?)
    }

    fn show(&mut self, at: Option<usize>, millis: u64) {
        self.at = at;
        let known = at.and_then(|n| self.session.verdict(n)).map(|(verdict, _)| verdict.clone());
        let known = known.as_ref();
        self.marks = known.map_or_else(Default::default, |v| {
            [v.marks.source.iter().copied().collect(), v.marks.target.iter().copied().collect()]
        });
        self.faults = known.map_or_else(BTreeSet::new, |v| v.faults.iter().copied().collect());
        self.note = known.map_or_else(String::new, |v| v.note.clone());
        self.english = known.and_then(|v| v.correction.english.clone()).unwrap_or_default();
        self.drawn = [[None; 2]; 2];
        (self.cursor, self.field, self.shown_at) = (None, None, millis);
    }

    /// Takes one key, pressed at `now` (ISO 8601) with the stopwatch at `millis`.
    ///
    /// # Errors
    /// When the store fails: then nothing was kept, and the reviewer must know.
    pub fn key(&mut self, key: KeyEvent, now: &str, millis: u64) -> Result<Flow, Error> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            let quits = matches!(key.code, KeyCode::Char('c' | 'd'));
            return Ok(if quits { Flow::Quit } else { Flow::On });
        }
        if let Some(field) = self.field {
            self.type_key(field, key.code);
            return Ok(Flow::On);
        }
        self.message.clear();
        match key.code {
            KeyCode::Char('q') | KeyCode::Esc => return Ok(Flow::Quit),
            KeyCode::Char('u') => self.undo(millis)?,
            KeyCode::Char('j') => self.turn(1, millis),
            KeyCode::Char('k') => self.turn(-1, millis),
            KeyCode::Char(c @ '1'..='4') => {
                let judgement = Judgement::ALL[c as usize - '1' as usize];
                self.judge(judgement, now, millis)?;
            }
            code => self.point(code),
        }
        Ok(Flow::On)
    }

    fn type_key(&mut self, field: Field, code: KeyCode) {
        let text = match field {
            Field::Note => &mut self.note,
            Field::English => &mut self.english,
        };
        match code {
            KeyCode::Char(c) => text.push(c),
            KeyCode::Backspace => drop(text.pop()),
            KeyCode::Enter | KeyCode::Esc => self.field = None,
            _ => {}
        }
    }

    /// Keys that point at words, faults and fields.
    fn point(&mut self, code: KeyCode) {
        let Some(unit) = self.unit() else { return };
        let kind = unit.kind;
        let machine = unit.target.text();
        let n_words = [unit.source.words.len(), unit.target.words.len()];
        match code {
            KeyCode::Right => self.step(1, n_words),
            KeyCode::Left => self.step(-1, n_words),
            KeyCode::Tab | KeyCode::Up | KeyCode::Down => {
                let other = match self.cursor {
                    Some((Which::Source, _)) => Which::Target,
                    _ => Which::Source,
                };
                self.cursor = (n_words[other as usize] > 0).then_some((other, 0));
            }
            KeyCode::Char(' ') => {
                if let Some((side, word)) = self.cursor
                    && !self.marks[side as usize].remove(&word)
                {
                    self.marks[side as usize].insert(word);
                }
            }
            KeyCode::Char(c @ ('[' | ']')) if kind == Kind::Quote => match self.cursor {
                Some((side, word)) => {
                    self.drawn[side as usize][usize::from(c == ']')] = Some(word);
                    let fault = [Fault::Span, Fault::English][side as usize];
                    self.faults.insert(fault);
                }
                None => "go to the first word with the arrows, then press ["
                    .clone_into(&mut self.message),
            },
            KeyCode::Char('n') => self.field = Some(Field::Note),
            KeyCode::Char('t') if kind == Kind::Segment => {
                // What is corrected is mostly right: one starts from the machine's words.
                if self.english.is_empty() {
                    self.english = machine;
                }
                self.field = Some(Field::English);
            }
            KeyCode::Char(c) => {
                let fault = Fault::of(kind).iter().find(|fault| fault.key() == c);
                if let Some(fault) = fault
                    && !self.faults.remove(fault)
                {
                    self.faults.insert(*fault);
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, by: isize, n_words: [usize; 2]) {
        let (side, word) = self.cursor.unwrap_or((Which::Source, usize::MAX));
        let last = n_words[side as usize];
        let word = if word == usize::MAX { 0 } else { word.saturating_add_signed(by) };
        self.cursor = (last > 0).then(|| (side, word.min(last - 1)));
    }

    fn judge(&mut self, judgement: Judgement, now: &str, millis: u64) -> Result<(), Error> {
        let (Some(at), Some(unit)) = (self.at, self.unit()) else { return Ok(()) };
        let drawn = |side: Which| match self.drawn[side as usize] {
            [Some(a), Some(b)] => Some([a.min(b), a.max(b)]),
            [Some(a), None] | [None, Some(a)] => Some([a, a]),
            [None, None] => None,
        };
        let english =
            Some(self.english.clone()).filter(|e| !e.is_empty() && unit.kind == Kind::Segment);
        let given = Given {
            unit: unit.key.clone(),
            content: unit.content.clone(),
            judgement: Some(judgement),
            faults: self.faults.iter().copied().collect(),
            marks: Marks {
                source: self.marks[0].iter().copied().collect(),
                target: self.marks[1].iter().copied().collect(),
            },
            note: self.note.clone(),
            english,
            source: drawn(Which::Source),
            target: drawn(Which::Target),
            millis: millis.saturating_sub(self.shown_at).max(1),
        };
        match self.session.judge(given, now) {
            Ok(_) => {
                let next = self.session.next(at + 1);
                self.show(next, millis);
                self.message = format!("{}: kept", judgement.name());
            }
            Err(Error::Verdict { problem, .. }) => self.message = problem,
            Err(other) => return Err(other),
        }
        Ok(())
    }

    fn undo(&mut self, millis: u64) -> Result<(), Error> {
        match self.session.undo()? {
            Some(at) => {
                self.show(Some(at), millis);
                "taken back".clone_into(&mut self.message);
            }
            None => "nothing to take back".clone_into(&mut self.message),
        }
        Ok(())
    }

    fn turn(&mut self, by: isize, millis: u64) {
        let n = self.session.drawn().len();
        if n == 0 {
            return;
        }
        let next = match self.at {
            Some(at) => (at + n).saturating_add_signed(by) % n,
            None => n - 1,
        };
        self.show(Some(next), millis);
    }

    /// Draws the whole screen.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let [top, bar, body, keys] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Min(3),
            Constraint::Length(3),
        ])
        .areas(frame.area());
        let progress = self.session.progress();
        #[expect(clippy::cast_precision_loss, reason = "numbers to read")]
        let (share, seconds) = (
            progress.judged as f64 / progress.drawn.max(1) as f64,
            progress.median_millis as f64 / 1000.0,
        );
        let time = if progress.median_millis > 0 {
            format!(", {seconds:.1} s a unit")
        } else {
            String::new()
        };
        let stale =
            if progress.stale > 0 { format!(", {} stale", progress.stale) } else { String::new() };
        let count = format!("{} of {} judged{time}{stale}  ", progress.judged, progress.drawn);
        let head = Line::from(vec![count.bold(), Span::raw(shown(&self.message)).reversed()]);
        frame.render_widget(head, top);
        frame.render_widget(Gauge::default().ratio(share.clamp(0.0, 1.0)).label(""), bar);
        if let Some(unit) = self.unit() {
            self.draw_unit(frame, unit, body);
        } else {
            let end = "All judged. q ends; `tarjuman review report` says what it means. u and k still work.";
            frame.render_widget(Paragraph::new(end).wrap(Wrap { trim: false }), body);
        }
        frame.render_widget(self.keys(), keys);
    }

    fn draw_unit(&self, frame: &mut Frame<'_>, unit: &Unit, area: Rect) {
        let stacked = area.width < 80;
        let mut head = vec![
            Line::from(shown(&what(unit)).bold()),
            Line::from(shown(self.at.map_or("", |n| &self.session.drawn()[n].why)).dim()),
            Line::from(unit.kind.question().bold()),
        ];
        let stale = self.at.and_then(|n| self.session.verdict(n)).is_some_and(|(_, holds)| !holds);
        if stale {
            head.push(Line::from("the text has changed since you judged it".yellow()));
        }
        head.extend(unit.flags.iter().map(|f| Line::from(format!("check: {}", shown(f)).yellow())));
        let tail = self.tail(unit);
        let rows = |lines: &[Line<'_>]| {
            let width = usize::from(area.width.max(1));
            let height = lines.iter().map(|l| l.width().div_ceil(width).max(1)).sum::<usize>();
            u16::try_from(height).unwrap_or(u16::MAX)
        };
        let [top, middle, low] = Layout::vertical([
            Constraint::Length(rows(&head).min(area.height / 3)),
            Constraint::Min(5),
            Constraint::Length(rows(&tail).min(area.height / 3)),
        ])
        .areas(area);
        frame.render_widget(Paragraph::new(Text::from(head)).wrap(Wrap { trim: false }), top);
        let halves = [Constraint::Fill(1), Constraint::Fill(1)];
        let split = if stacked { Layout::vertical(halves) } else { Layout::horizontal(halves) };
        let [left, right] = split.areas(middle);
        for (area, side, which) in
            [(left, &unit.source, Which::Source), (right, &unit.target, Which::Target)]
        {
            let block = Block::bordered().title(shown(&side.lang));
            let text = Paragraph::new(self.side(side, which)).wrap(Wrap { trim: false });
            frame.render_widget(text.block(block), area);
        }
        frame.render_widget(Paragraph::new(Text::from(tail)).wrap(Wrap { trim: false }), low);
    }

    fn side<'a>(&self, side: &'a Side, which: Which) -> Line<'a> {
        let drawn = self.drawn[which as usize];
        let pieces = side.pieces.iter().map(|piece| {
            let mut style = Style::new();
            if piece.lit {
                style = style.underlined();
            }
            if let Some(word) = piece.word {
                let inside = match drawn {
                    [Some(a), Some(b)] => (a.min(b)..=a.max(b)).contains(&word),
                    [a, b] => a == Some(word) || b == Some(word),
                };
                if inside {
                    style = style.green().add_modifier(Modifier::BOLD);
                }
                if self.marks[which as usize].contains(&word) {
                    style = style.red().add_modifier(Modifier::BOLD | Modifier::CROSSED_OUT);
                }
                if self.cursor == Some((which, word)) {
                    style = style.add_modifier(Modifier::REVERSED);
                }
            }
            Span::styled(shown(&piece.text), style)
        });
        Line::from(pieces.collect::<Vec<_>>())
    }

    fn tail<'a>(&self, unit: &'a Unit) -> Vec<Line<'a>> {
        let mut tail: Vec<Line<'_>> = Vec::new();
        let faults = Fault::of(unit.kind).iter().map(|fault| {
            let text = format!("{} {}  ", fault.key(), fault.meaning());
            if self.faults.contains(fault) { text.reversed() } else { text.into() }
        });
        tail.push(Line::from(faults.collect::<Vec<_>>()));
        for (name, field, text) in
            [("english", Field::English, &self.english), ("note", Field::Note, &self.note)]
        {
            if self.field == Some(field) || !text.is_empty() {
                let cursor = if self.field == Some(field) { "▏" } else { "" };
                tail.push(Line::from(format!("{name}: {}{cursor}", shown(text))));
            }
        }
        for (label, words) in &unit.claims {
            tail.push(Line::from(vec![format!("{}: ", shown(label)).dim(), shown(words).into()]));
        }
        // Last, because on a small screen it is what can be missed most easily.
        for (label, text) in ["before", "after"].into_iter().zip(&unit.around) {
            if !text.is_empty() {
                tail.push(Line::from(format!("{label}: {}", shown(text)).dim()));
            }
        }
        tail
    }

    fn keys(&self) -> Paragraph<'static> {
        if self.field.is_some() {
            return Paragraph::new("Type; Enter ends the line.");
        }
        let verdicts = Judgement::ALL.iter().enumerate();
        let verdicts: Vec<String> =
            verdicts.map(|(i, j)| format!("{} {}", i + 1, j.name())).collect();
        let quote = self.unit().is_some_and(|unit| unit.kind == Kind::Quote);
        let special = if quote { "[ ] first and last word anew" } else { "t type the English" };
        Paragraph::new(format!(
            "{}\n←→ word  Tab side  Space mark  n note  {special}\nu undo  j k on and back  q quit",
            verdicts.join("   ")
        ))
    }
}

/// Text that cannot move the cursor, colour the screen or turn its direction.
fn shown(text: &str) -> String {
    let safe = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            char::REPLACEMENT_CHARACTER
        }
        c => c,
    };
    escape::visible(text).chars().map(safe).collect()
}
