//! When the server is told to end: SIGTERM, as services are ended, or SIGINT, as people do it.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::failure::Failure;

/// The word to end; its clones are the same word.
#[derive(Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Said by the first signal. A second one ends the process at once.
    pub fn on_signals() -> Result<Stop, Failure> {
        let fail = |cause| Failure::because("Signals can't be listened to", cause);
        let mut terminate = signal(SignalKind::terminate()).map_err(fail)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(fail)?;
        let (say, word) = watch::channel(false);
        tokio::spawn(async move {
            for patient in [true, false] {
                let name = tokio::select! {
                    _ = terminate.recv() => "SIGTERM",
                    _ = interrupt.recv() => "SIGINT",
                };
                if !patient {
                    tracing::warn!(signal = name, "told again: ending at once");
                    std::process::exit(1);
                }
                tracing::info!(signal = name, "ending: running requests finish first");
                say.send_replace(true);
            }
        });
        Ok(Stop(word))
    }

    /// Waits for the word.
    pub async fn said(&self) {
        // A channel that closed says it too.
        let _ = self.0.clone().wait_for(|said| *said).await;
    }
}
