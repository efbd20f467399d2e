//! The http part of the platform.
