//! Mach-O object files (`mach-o/loader.h` and `mach-o/nlist.h`).
//!
//! ```text
//! file header          32 B
//! load commands       280 B   segment with its section, platform, symbol tables
//! (zeros up to a multiple of 64)
//! the pack             section __TEXT,__const
//! symbols              16 B
//! strings
//! ```
//!
//! Apple's linker wants the symbols and strings after everything else.

use super::{ALIGN, Arch, Bytes, Object};
use crate::base::cargo_env::TargetEnv;

/// A Mach-O target: 64-bit, little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MachO {
    arch: Arch,
    /// `PLATFORM_*`: the linker refuses those of other platforms.
    platform: u32,
    /// The first version of the system, as `xxxx.yy.zz` in hexadecimal.
    min_os: u32,
}

const FILE_HEADER: u64 = 32;
const SEGMENT: u32 = 72 + 80;
const BUILD_VERSION: u32 = 24;
const SYMTAB: u32 = 24;
const DYSYMTAB: u32 = 80;
const COMMANDS: u32 = SEGMENT + BUILD_VERSION + SYMTAB + DYSYMTAB;
const PAYLOAD_AT: u64 = (FILE_HEADER + COMMANDS as u64).next_multiple_of(ALIGN);
const NLIST: u64 = 16;

impl MachO {
    pub(super) fn new(arch: Arch, target: &TargetEnv) -> Option<Self> {
        // These are other CPU subtypes, which other configuration does not tell.
        if target.triple.starts_with("arm64e") || target.triple.starts_with("x86_64h") {
            return None;
        }
        // rustc has called it the environment, too, since 1.91.
        let variant = if target.abi.is_empty() { &target.env } else { &target.abi };
        // The versions are the oldest that rustc builds for: a linker warns of
        // an object file for a newer system than the program's.
        let (platform, min_os) = match (target.os.as_str(), variant.as_str(), arch) {
            ("macos", "", Arch::X86_64) => (1, 0x000A_0C00),
            ("macos", "", Arch::Aarch64) => (1, 0x000B_0000),
            ("ios", "", _) => (2, 0x000A_0000),
            ("ios", "macabi", _) => (6, 0x000D_0100),
            ("ios", "sim", _) => (7, 0x000A_0000),
            ("tvos", "", _) => (3, 0x000A_0000),
            ("tvos", "sim", _) => (8, 0x000A_0000),
            ("watchos", "", _) => (4, 0x0005_0000),
            ("watchos", "sim", _) => (9, 0x0005_0000),
            ("visionos", "", _) => (11, 0x0001_0000),
            ("visionos", "sim", _) => (12, 0x0001_0000),
            _ => return None,
        };
        Some(MachO { arch, platform, min_os })
    }

    pub(super) fn object(self, symbol: &str, payload_len: u64) -> Option<Object> {
        let payload_end = PAYLOAD_AT.checked_add(payload_len)?;
        let symbols_at = payload_end.checked_next_multiple_of(8)?;
        let strings_at = symbols_at.checked_add(NLIST)?;
        // String 0 is none, by convention.
        let strings_len = (1 + symbol.len() as u64 + 1).next_multiple_of(8);
        // Only the offsets are 32-bit, and this is the greatest.
        let strings_at = u32::try_from(strings_at).ok()?;

        let mut head = Bytes::default();
        self.file_header(&mut head);
        segment(&mut head, payload_len);
        self.build_version(&mut head);
        symbol_tables(&mut head, symbols_at as u32, strings_at, strings_len.try_into().ok()?);
        head.zeros_to(PAYLOAD_AT);

        let mut tail = Bytes::default();
        tail.zeros_to(symbols_at - payload_end);
        nlist(&mut tail);
        let strings = tail.len();
        tail.text("");
        tail.text(symbol);
        tail.zeros_to(strings + strings_len);
        Some(Object { head, tail })
    }

    /// Writes `mach_header_64`.
    fn file_header(self, out: &mut Bytes) {
        const MH_OBJECT: u32 = 1;
        /// The linker may drop the pack if nothing refers to it.
        const SUBSECTIONS_VIA_SYMBOLS: u32 = 0x2000;
        const ABI64: u32 = 0x0100_0000;
        let (cpu, subtype) = match self.arch {
            Arch::X86_64 => (ABI64 | 7, 3),
            Arch::Aarch64 => (ABI64 | 12, 0),
        };
        out.le32(0xFEED_FACF);
        out.le32(cpu);
        out.le32(subtype);
        out.le32(MH_OBJECT);
        out.le32(4); // load commands
        out.le32(COMMANDS);
        out.le32(SUBSECTIONS_VIA_SYMBOLS);
        out.le32(0);
    }

    /// Writes `build_version_command`, without which Apple's linker warns.
    fn build_version(self, out: &mut Bytes) {
        out.le32(0x32);
        out.le32(BUILD_VERSION);
        out.le32(self.platform);
        out.le32(self.min_os);
        out.le32(0); // SDK: none
        out.le32(0); // tools
    }
}

/// Writes `segment_command_64` and its only `section_64`.
///
/// The one segment of an object file has no name; sections say theirs.
fn segment(out: &mut Bytes, payload_len: u64) {
    const READ_EXECUTE: u32 = 1 | 4;
    out.le32(0x19);
    out.le32(SEGMENT);
    out.bytes(&[0; 16]);
    out.le64(0); // address
    out.le64(payload_len);
    out.le64(PAYLOAD_AT);
    out.le64(payload_len);
    out.le32(READ_EXECUTE); // greatest protection
    out.le32(READ_EXECUTE); // protection at the start
    out.le32(1); // sections
    out.le32(0);

    out.bytes(b"__const\0\0\0\0\0\0\0\0\0");
    out.bytes(b"__TEXT\0\0\0\0\0\0\0\0\0\0");
    out.le64(0); // address
    out.le64(payload_len);
    out.le32(PAYLOAD_AT as u32);
    out.le32(ALIGN.trailing_zeros());
    out.bytes(&[0; 24]); // no relocations, a regular section
}

/// Writes `symtab_command` and `dysymtab_command`.
fn symbol_tables(out: &mut Bytes, symbols_at: u32, strings_at: u32, strings_len: u32) {
    out.le32(0x2);
    out.le32(SYMTAB);
    out.le32(symbols_at);
    out.le32(1);
    out.le32(strings_at);
    out.le32(strings_len);

    out.le32(0xB);
    out.le32(DYSYMTAB);
    // Where each kind of symbol begins and how many there are.
    for (first, count) in [(0, 0), (0, 1), (1, 0)] {
        out.le32(first); // local, external, undefined
        out.le32(count);
    }
    out.bytes(&[0; 48]); // tables that only programs have
}

/// Writes `nlist_64`: the symbol at the start of section 1.
fn nlist(out: &mut Bytes) {
    /// Not private (`N_PEXT`), for the reason that ELF's symbol is not hidden.
    const EXTERNAL_IN_SECTION: u8 = 0x01 | 0x0E;
    out.le32(1); // offset of the name
    out.bytes(&[EXTERNAL_IN_SECTION, 1]);
    out.le16(0);
    out.le64(0); // address
}
