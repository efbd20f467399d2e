//! The jobs part of the platform.
