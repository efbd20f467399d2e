//! The files part of the platform.
