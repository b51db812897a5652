//! Tables in Markdown, and numbers in them.

use std::fmt;

/// A table, with its columns aligned so that it can be read as it is.
#[derive(Clone, Debug)]
pub struct Table(Vec<Vec<String>>);

impl Table {
    /// Makes a table with a heading over each column.
    pub fn new<T: Into<String>>(headings: impl IntoIterator<Item = T>) -> Self {
        Table(vec![headings.into_iter().map(Into::into).collect()])
    }

    /// Adds a row; it may be shorter than the headings.
    pub fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.0.push(cells.into_iter().map(Into::into).collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
        let columns = self.0.first().map_or(0, Vec::len);
        let width = |column| {
            let widths = self.0.iter().map(|row| cell(row, column).chars().count());
            widths.max().unwrap_or(0).max(3)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (nth, row) in self.0.iter().enumerate() {
            for (column, width) in widths.iter().enumerate() {
                let cell = cell(row, column);
                let pad = " ".repeat(width.saturating_sub(cell.chars().count()));
                // Names to the left, numbers to the right.
                match column {
                    0 => write!(f, "| {cell}{pad} ")?,
                    _ => write!(f, "| {pad}{cell} ")?,
                }
            }
            writeln!(f, "|")?;
            if nth == 0 {
                for (column, width) in widths.iter().enumerate() {
                    let dashes = "-".repeat(*width);
                    match column {
                        0 => write!(f, "|-{dashes}-")?,
                        _ => write!(f, "|-{dashes}:")?,
                    }
                }
                writeln!(f, "|")?;
            }
        }
        Ok(())
    }
}

/// Writes a number with three digits that count; `–` for none.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if !size.is_finite() => "–".to_owned(),
        size if size >= 99.95 => thousands(value.round() as u64),
        size if size >= 9.995 => format!("{value:.1}"),
        size if size >= 0.0995 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// Writes a whole number with a comma between thousands.
pub fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Says whether a ratio is within its target: `≤ 0.5: pass`.
pub fn verdict(value: f64, target: f64) -> String {
    let word = if value <= target { "pass" } else { "**miss**" };
    format!("≤ {}: {word}", number(target))
}

#[cfg(test)]
mod tests;
