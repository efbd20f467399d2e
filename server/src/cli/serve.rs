//! `kontor serve`.

use clap::Args;

use super::Common;
use crate::config::{Door, Settings};
use crate::failure::Failure;

/// Start the server
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor serve
  kontor serve --data /var/lib/kontor --listen 0.0.0.0:8080 --public-url https://crm.example --trusted-proxy 10.0.0.0/8
  kontor serve --database postgres://kontor@localhost/kontor

The same can stand in kontor.toml in the data folder: listen, database, public_url, trusted_proxy (a list),
calls_per_minute, log.
KONTOR_SECRET_KEY (32 bytes as base64) takes the place of secret.key. SIGTERM ends the server in order.")]
pub struct Serve {
    #[command(flatten)]
    door: Door,
}

impl Serve {
    /// Serves until the process is told to end.
    pub async fn run(self, common: &Common) -> Result<(), Failure> {
        let settings = Settings::resolve(&common.place, &self.door)?;
        Box::pin(crate::serve::run(settings, common.json)).await
    }
}
