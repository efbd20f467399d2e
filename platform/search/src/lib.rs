//! The search part of the platform.
