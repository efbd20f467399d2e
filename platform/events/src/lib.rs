//! The events part of the platform.
