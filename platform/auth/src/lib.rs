//! The auth part of the platform.
