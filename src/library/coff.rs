//! COFF object files (Microsoft's "PE Format", section "File Headers" on).
//!
//! ```text
//! file header          20 B
//! section header       40 B
//! (zeros up to a multiple of 64)
//! the pack             section .rdata
//! symbols              18 B
//! strings              their size and the symbol's name
//! ```

use super::{ALIGN, Arch, Bytes, Object};
use crate::base::cargo_env::TargetEnv;

/// A COFF target: Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Coff {
    arch: Arch,
    msvc: bool,
}

const FILE_HEADER: u64 = 20;
const SECTION_HEADER: u64 = 40;
const PAYLOAD_AT: u64 = (FILE_HEADER + SECTION_HEADER).next_multiple_of(ALIGN);

impl Coff {
    pub(super) fn new(arch: Arch, target: &TargetEnv) -> Option<Self> {
        let msvc = match (target.os.as_str(), target.env.as_str()) {
            ("windows", "msvc") => true,
            ("windows", "gnu") => false,
            _ => return None,
        };
        Some(Coff { arch, msvc })
    }

    /// Returns whether libraries are named in Microsoft's way.
    pub(super) fn is_msvc(self) -> bool {
        self.msvc
    }

    pub(super) fn object(self, symbol: &str, payload_len: u64) -> Option<Object> {
        let symbols_at = u32::try_from(PAYLOAD_AT.checked_add(payload_len)?).ok()?;

        let mut head = Bytes::default();
        self.file_header(&mut head, symbols_at);
        section_header(&mut head, payload_len.try_into().ok()?);
        head.zeros_to(PAYLOAD_AT);

        let mut tail = Bytes::default();
        symbol_table(&mut tail);
        tail.le32((4 + symbol.len() + 1).try_into().ok()?);
        tail.text(symbol);
        let end = u64::from(symbols_at) + tail.len();
        tail.zeros_to(tail.len() + end.wrapping_neg() % 8);
        Some(Object { head, tail })
    }

    /// Writes "COFF File Header".
    fn file_header(self, out: &mut Bytes, symbols_at: u32) {
        out.le16(match self.arch {
            Arch::X86_64 => 0x8664,
            Arch::Aarch64 => 0xAA64,
        });
        out.le16(1); // sections
        out.le32(0); // time
        out.le32(symbols_at);
        out.le32(1); // symbols
        out.le16(0); // optional header
        out.le16(0);
    }
}

/// Writes "Section Table", of one section.
fn section_header(out: &mut Bytes, payload_len: u32) {
    const INITIALIZED_DATA: u32 = 0x40;
    const ALIGN_64: u32 = 0x0070_0000;
    const READ: u32 = 0x4000_0000;
    out.bytes(b".rdata\0\0");
    out.le32(0); // virtual size
    out.le32(0); // address
    out.le32(payload_len);
    out.le32(PAYLOAD_AT as u32);
    out.bytes(&[0; 12]); // no relocations, no line numbers
    out.le32(INITIALIZED_DATA | ALIGN_64 | READ);
}

/// Writes "COFF Symbol Table": an external symbol at the start of section 1,
/// whose name is the first of the string table, after the table's size.
fn symbol_table(out: &mut Bytes) {
    const EXTERNAL: u8 = 2;
    out.le32(0);
    out.le32(4);
    out.le32(0); // offset in the section
    out.le16(1);
    out.le16(0); // type
    out.bytes(&[EXTERNAL, 0]);
}
