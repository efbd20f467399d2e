//! Conversions, routes, and plans on real databases.
