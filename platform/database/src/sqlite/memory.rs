//! Where SQLite takes its memory: where the program takes its own, and without counting it.
//!
//! By itself SQLite asks the C library, and has every thread that takes or gives back memory wait for a lock, to keep a
//! count that nobody reads. Set before the first connection is opened, for it can't be changed later.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, dealloc, realloc};
use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::OnceLock;

use rusqlite::ffi;

/// Before each piece stands its length in bytes, which Rust's allocator wants to be told and SQLite does not remember.
const HEAD: usize = size_of::<usize>();

/// What a length is rounded up to; pieces begin at multiples of it, as SQLite wants them.
const STEP: usize = 8;

/// Has SQLite take memory from the program's allocator, and says whether it does: where it was used before by other means,
/// it stays as it is.
pub(super) fn share() -> bool {
    static SHARED: OnceLock<bool> = OnceLock::new();
    *SHARED.get_or_init(|| {
        let methods = ffi::sqlite3_mem_methods {
            xMalloc: Some(take),
            xFree: Some(give_back),
            xRealloc: Some(resize),
            xSize: Some(length),
            xRoundup: Some(rounded),
            xInit: Some(begin),
            xShutdown: Some(end),
            pAppData: ptr::null_mut(),
        };
        // SAFETY: SQLite copies the methods, and these two settings take these two kinds of arguments.
        unsafe {
            ffi::sqlite3_config(ffi::SQLITE_CONFIG_MALLOC, &raw const methods) == ffi::SQLITE_OK
                && ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int) == ffi::SQLITE_OK
        }
    })
}

/// What lies in memory for a piece of so many bytes; `None` where that is more than there can be.
fn layout(bytes: usize) -> Option<Layout> {
    Layout::from_size_align(bytes.checked_add(HEAD)?, STEP).ok()
}

/// # Safety
/// `head` comes from the allocator, for a layout of `bytes`, or is null.
unsafe fn piece(head: *mut u8, bytes: usize) -> *mut c_void {
    if head.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: the layout has room for the head, and is aligned for it.
    unsafe {
        head.cast::<usize>().write(bytes);
        head.add(HEAD).cast()
    }
}

/// # Safety
/// `piece` comes from [`piece`].
unsafe fn head(piece: *mut c_void) -> (*mut u8, usize) {
    // SAFETY: that is where `piece` has put it.
    unsafe {
        let head = piece.cast::<u8>().sub(HEAD);
        (head, head.cast::<usize>().read())
    }
}

unsafe extern "C" fn take(bytes: c_int) -> *mut c_void {
    let Ok(bytes) = usize::try_from(bytes) else {
        return ptr::null_mut();
    };
    match layout(bytes) {
        // SAFETY: a layout has at least the length of the head.
        Some(layout) => unsafe { piece(alloc(layout), bytes) },
        None => ptr::null_mut(),
    }
}

unsafe extern "C" fn give_back(piece: *mut c_void) {
    if piece.is_null() {
        return;
    }
    // SAFETY: SQLite gives back what it took here, once.
    unsafe {
        let (head, bytes) = head(piece);
        if let Some(layout) = layout(bytes) {
            dealloc(head, layout);
        }
    }
}

unsafe extern "C" fn resize(old: *mut c_void, bytes: c_int) -> *mut c_void {
    let Ok(bytes) = usize::try_from(bytes) else {
        return ptr::null_mut();
    };
    // SAFETY: SQLite resizes what it took here; where there is no room, the old piece stays as it is.
    unsafe {
        let (head, before) = head(old);
        match (layout(before), layout(bytes)) {
            (Some(before), Some(after)) => piece(realloc(head, before, after.size()), bytes),
            _ => ptr::null_mut(),
        }
    }
}

unsafe extern "C" fn length(piece: *mut c_void) -> c_int {
    if piece.is_null() {
        return 0;
    }
    // SAFETY: SQLite asks about what it took here; it was asked for as a number of this kind.
    unsafe { head(piece).1 as c_int }
}

unsafe extern "C" fn rounded(bytes: c_int) -> c_int {
    bytes.saturating_add(STEP as c_int - 1) & -(STEP as c_int)
}

unsafe extern "C" fn begin(_: *mut c_void) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn end(_: *mut c_void) {}

#[cfg(test)]
mod tests {
    use super::*;

    /// What SQLite is told of a piece, and what stands in it, is right after it was made larger and smaller.
    #[test]
    fn a_piece_keeps_its_length_and_its_content() {
        // SAFETY: the piece is used as SQLite would.
        unsafe {
            let taken = take(24);
            assert_eq!((taken as usize % STEP, length(taken)), (0, 24));
            taken.cast::<[u8; 24]>().write([7; 24]);
            let larger = resize(taken, 100_000);
            assert_eq!((larger as usize % STEP, length(larger)), (0, 100_000));
            assert_eq!(larger.cast::<[u8; 24]>().read(), [7; 24]);
            let smaller = resize(larger, 8);
            assert_eq!(length(smaller), 8);
            assert_eq!(smaller.cast::<[u8; 8]>().read(), [7; 8]);
            give_back(smaller);
            give_back(ptr::null_mut());
            assert_eq!([rounded(0), rounded(1), rounded(8), rounded(9)], [0, 8, 8, 16]);
            assert!(take(-1).is_null());
        }
    }

    #[test]
    fn sqlite_takes_its_memory_here_and_does_not_count_it() {
        assert!(share());
        let connection = rusqlite::Connection::open_in_memory().expect("it opens");
        let text: String = connection
            .query_row("SELECT hex(zeroblob(100000))", [], |row| row.get(0))
            .expect("it answers");
        assert_eq!(text.len(), 200_000);
        // SAFETY: it asks for a number.
        assert_eq!(unsafe { ffi::sqlite3_memory_used() }, 0);
    }
}
