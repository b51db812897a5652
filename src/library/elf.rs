//! ELF object files (System V gABI, chapters 4 "Object Files" and "Sections").
//!
//! ```text
//! file header          64 B
//! section headers      64 B each
//! symbols              24 B each
//! properties           32 B
//! strings
//! (zeros up to a multiple of 64)
//! the pack             section .rodata, or .lrodata if large
//! ```

use super::{ALIGN, Arch, Bytes, Object};
use crate::base::cargo_env::TargetEnv;

/// An ELF target: 64-bit, little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Elf {
    arch: Arch,
    os_abi: u8,
}

const FILE_HEADER: u64 = 64;
const SECTION_HEADER: u64 = 64;
const SYMBOL: u64 = 24;

/// The sections that have a header: the first is none, by definition.
const SECTIONS: u64 = 6;
const SYMBOLS_AT: u64 = FILE_HEADER + SECTIONS * SECTION_HEADER;
/// Symbol 0 is none, by definition.
const SYMBOLS: u64 = 2 * SYMBOL;
const PROPERTIES_AT: u64 = SYMBOLS_AT + SYMBOLS;
const PROPERTIES: u64 = 32;
const STRINGS_AT: u64 = PROPERTIES_AT + PROPERTIES;

const SHT_PROGBITS: u32 = 1;
const SHT_SYMTAB: u32 = 2;
const SHT_STRTAB: u32 = 3;
const SHT_NOTE: u32 = 7;
const SHF_ALLOC: u64 = 2;
/// Puts a section far from the code (x86-64 psABI, "Special Sections"), which
/// could otherwise not reach its own data past 2 GiB of ours.
const SHF_X86_64_LARGE: u64 = 0x1000_0000;
/// No set knows what others its program has: 64 that are just below this fit
/// beside the code.
const LARGE: u64 = 32 << 20;

/// The indices of sections that others refer to.
const PAYLOAD: u16 = 1;
const STRTAB: u16 = 5;

/// A section header (`Elf64_Shdr`) without its name.
#[derive(Default)]
struct Section {
    kind: u32,
    flags: u64,
    offset: u64,
    size: u64,
    link: u32,
    info: u32,
    align: u64,
    entry_size: u64,
}

impl Elf {
    pub(super) fn new(arch: Arch, target: &TargetEnv) -> Option<Self> {
        // What LLVM's `MCELFObjectTargetWriter::getOSABI` says.
        let os_abi = match target.os.as_str() {
            "freebsd" => 9,
            "android" | "dragonfly" | "linux" | "netbsd" | "openbsd" => 0,
            _ => return None,
        };
        Some(Elf { arch, os_abi })
    }

    /// Whether payloads of so many bytes in all go into large sections.
    pub(super) fn is_large(self, total_len: u64) -> bool {
        self.arch == Arch::X86_64 && total_len >= LARGE
    }

    pub(super) fn object(self, symbol: &str, payload_len: u64, is_large: bool) -> Object {
        let mut strings = Bytes::default();
        let mut string = |text: &str| {
            let at = strings.len() as u32;
            strings.text(text);
            at
        };
        let (rodata, flags) = match is_large {
            true => (".lrodata", SHF_ALLOC | SHF_X86_64_LARGE),
            false => (".rodata", SHF_ALLOC),
        };
        let names = [
            string(""),
            string(rodata),
            string(".note.GNU-stack"),
            string(".note.gnu.property"),
            string(".symtab"),
            string(".strtab"),
        ];
        let symbol = string(symbol);

        let payload_at = (STRINGS_AT + strings.len()).next_multiple_of(ALIGN);
        let mut head = Bytes::default();
        self.file_header(&mut head);
        let payload = Section {
            kind: SHT_PROGBITS,
            flags,
            offset: payload_at,
            size: payload_len,
            align: ALIGN,
            ..Section::default()
        };
        for (name, section) in names.into_iter().zip(sections(payload, strings.len())) {
            section_header(&mut head, name, &section);
        }
        symbols(&mut head, symbol, payload_len);
        self.properties(&mut head);
        head.bytes(&strings.0);
        head.zeros_to(payload_at);

        let end = payload_at.saturating_add(payload_len);
        let mut tail = Bytes::default();
        tail.zeros_to(end.wrapping_neg() % 8);
        Object { head, tail }
    }

    /// Writes `Elf64_Ehdr`.
    fn file_header(self, out: &mut Bytes) {
        const CLASS_64: u8 = 2;
        const LITTLE_ENDIAN: u8 = 1;
        const VERSION: u8 = 1;
        const ET_REL: u16 = 1;
        out.bytes(&[0x7F, b'E', b'L', b'F', CLASS_64, LITTLE_ENDIAN, VERSION, self.os_abi]);
        out.le64(0);
        out.le16(ET_REL);
        out.le16(match self.arch {
            Arch::X86_64 => 62,
            Arch::Aarch64 => 183,
        });
        out.le32(VERSION.into());
        out.le64(0); // entry point
        out.le64(0); // program headers
        out.le64(FILE_HEADER); // section headers
        out.le32(0); // flags, of which neither processor has any
        out.le16(FILE_HEADER as u16);
        out.le16(0);
        out.le16(0);
        out.le16(SECTION_HEADER as u16);
        out.le16(SECTIONS as u16);
        out.le16(STRTAB);
    }

    /// Writes the note (`NT_GNU_PROPERTY_TYPE_0` of the Linux gABI extensions)
    /// that nothing here breaks control-flow protection.
    ///
    /// Without it, linkers would take the protection from the whole program.
    fn properties(self, out: &mut Bytes) {
        let (property, features) = match self.arch {
            Arch::X86_64 => (0xC000_0002, 0b011),  // IBT, SHSTK
            Arch::Aarch64 => (0xC000_0000, 0b111), // BTI, PAC, GCS
        };
        out.le32(4); // length of the name
        out.le32(16); // length of the rest
        out.le32(5);
        out.bytes(b"GNU\0");
        out.le32(property);
        out.le32(4);
        out.le32(features);
        out.le32(0);
    }
}

/// Returns the sections, in the order of their names in `object`.
fn sections(payload: Section, strings_len: u64) -> [Section; SECTIONS as usize] {
    // Its absence would make the program's stack executable.
    let stack =
        Section { kind: SHT_PROGBITS, offset: payload.offset, align: 1, ..Section::default() };
    let properties = Section {
        kind: SHT_NOTE,
        flags: SHF_ALLOC,
        offset: PROPERTIES_AT,
        size: PROPERTIES,
        align: 8,
        ..Section::default()
    };
    let symbols = Section {
        kind: SHT_SYMTAB,
        offset: SYMBOLS_AT,
        size: SYMBOLS,
        link: STRTAB.into(),
        info: 1, // the first symbol that is not local
        align: 8,
        entry_size: SYMBOL,
        ..Section::default()
    };
    let strings = Section {
        kind: SHT_STRTAB,
        offset: STRINGS_AT,
        size: strings_len,
        align: 1,
        ..Section::default()
    };
    [Section::default(), payload, stack, properties, symbols, strings]
}

/// Writes `Elf64_Shdr`.
fn section_header(out: &mut Bytes, name: u32, section: &Section) {
    out.le32(name);
    out.le32(section.kind);
    out.le64(section.flags);
    out.le64(0); // address
    out.le64(section.offset);
    out.le64(section.size);
    out.le32(section.link);
    out.le32(section.info);
    out.le64(section.align);
    out.le64(section.entry_size);
}

/// Writes the symbol table (`Elf64_Sym`): none, and the pack.
fn symbols(out: &mut Bytes, name: u32, payload_len: u64) {
    const GLOBAL_OBJECT: u8 = 1 << 4 | 1;
    /// Not hidden: rustc says itself what a library exports, which is nothing
    /// of this but for `crate-type = ["dylib"]`, whose dependents may refer to
    /// it from inlined functions.
    const DEFAULT_VISIBILITY: u8 = 0;
    out.bytes(&[0; SYMBOL as usize]);
    out.le32(name);
    out.bytes(&[GLOBAL_OBJECT, DEFAULT_VISIBILITY]);
    out.le16(PAYLOAD);
    out.le64(0); // offset in the section
    out.le64(payload_len);
}
