//! How memory is taken from the system: by an allocator that does not have threads wait for each other.
//!
//! With the C library's, which had to be kept to two heaps so that threads do not hoard, a server under load spent a third
//! of its processor time in the allocator and waiting for it. SQLite takes its memory here as well. The other C code keeps
//! the C library's: what takes its place for everything can't free what the dynamic loader took before. Huge pages are not
//! asked for (`no_thp`): they are no faster here, and of each a few kilobytes are in use.

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;
