//! How the end of an attempt is written down, whatever the database and the disk say to it.

use std::sync::Arc;
use std::time::Duration;

use kontor_kernel::{Code, Json, Result};
use tokio::time::sleep;

use crate::queue;
use crate::registry::{JobContext, Stop};

/// The pause before the next try doubles so often.
const DOUBLINGS: u32 = 4;
/// So often it is tried before the job is left to its lease.
const TRIES: u32 = 6;

/// Writes down what became of an attempt. While the disk is full it waits for room, until the server ends or the job
/// is somebody else's.
pub(crate) async fn settle(context: &JobContext, outcome: Result<Json>, retry: Duration) {
    let outcome = Arc::new(outcome);
    let mut tried = 0;
    loop {
        let stops = context.is_cancelled();
        let Err(error) = note(context, outcome.clone()).await else {
            return;
        };
        tracing::warn!(job = %context.id(), %error, "the end of a job could not be written down");
        tried += 1;
        let given_up = match error.code {
            // It was cancelled, or the lease ran out: who has it now will see to it.
            Code::Conflict => true,
            Code::StorageFull => stops,
            _ => tried == TRIES,
        };
        if given_up {
            return;
        }
        let pause = sleep(retry * 2_u32.pow((tried - 1).min(DOUBLINGS)));
        match error.code {
            Code::StorageFull => tokio::select! {
                () = pause => {}
                () = context.cancelled() => {}
            },
            _ => pause.await,
        }
    }
}

async fn note(context: &JobContext, outcome: Arc<Result<Json>>) -> Result<()> {
    let stop = *context.shared.stop.borrow();
    let (job, now) = (context.claimed.clone(), context.clock.now());
    let note = context.database.write(move |tx| match &*outcome {
        Ok(result) => queue::finish(tx, &job, now, result),
        Err(_) if stop == Stop::Shutdown => queue::release(tx, &job),
        Err(error) => queue::fail(tx, &job, now, error).map(drop),
    });
    note.await
}
