//! Live updates: one stream of what changes, for as long as somebody listens. It tells ids and kinds, never values, and
//! what each listener may know of is asked anew for every batch.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::stream;
use kontor_definitions::Action;
use kontor_events::{Cursor, Event, Live, Subscription, latest};
use kontor_kernel::{Id, Result as Outcome};
use kontor_records::{Ctx, Permit};
use serde_json::json;
use tokio::time::{Instant, sleep_until};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::changes::{visible, wire};
use crate::app::live::Ticket;
use crate::app::{App, Visitor};
use crate::openapi::shapes;
use crate::problem::Result;
use crate::sse::{self, LiveEvent, Resume};

/// A listener to whom nothing happens is asked this often whether he may still listen.
const RECHECK: Duration = Duration::from_secs(30);
/// Records a listener is known to have heard of. Of those he forgot, he is not told that they are gone.
const KNOWN: usize = 10_000;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(listen))
}

/// Live updates as server-sent events. `change` has a change as `GET /changes` shows it; `gone` names a record that was
/// told and can no longer be seen; after `reset` everything shown is to be read again. Comes back by `Last-Event-ID`.
#[utoipa::path(get, path = "/events", tag = "records", operation_id = "listen",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last event that was heard.")),
    responses((status = 200, body = shapes::LiveEvent, content_type = "text/event-stream",
        description = "The stream of such events.")))]
async fn listen(visitor: Visitor, headers: HeaderMap) -> Result<Response> {
    let listener = Listener::begin(visitor, Resume::read(&headers)).await?;
    Ok(sse::answer(stream::unfold(listener, Listener::next)))
}

/// One who listens.
struct Listener {
    visitor: Visitor,
    subscription: Subscription,
    /// What he may see, as far as it tells him from others.
    eyes: String,
    known: Known,
    /// Everything up to here was looked at.
    position: Cursor,
    /// The last place he was told.
    told: Cursor,
    ready: VecDeque<LiveEvent>,
    check_at: Instant,
    _ticket: Ticket,
}

impl Listener {
    async fn begin(visitor: Visitor, resume: Resume) -> Outcome<Listener> {
        let ticket = visitor
            .app
            .live()
            .enter(&visitor.workspace.name, visitor.ctx.caller.actor)?;
        let end = visitor.workspace.database.read(latest).await?;
        // A place that lies ahead belongs to another life of this workspace, before a backup was restored.
        let after = match resume {
            Resume::After(after) if after <= end => Some(after),
            _ => None,
        };
        let subscription = visitor.workspace.hub.subscribe(after).await?;
        let begin = after.unwrap_or(subscription.start());
        let first = match (resume, after) {
            (Resume::Now, _) | (_, Some(_)) => LiveEvent::Here { seq: begin },
            _ => LiveEvent::Reset { seq: begin },
        };
        Ok(Listener {
            eyes: eyes(&visitor.ctx),
            visitor,
            subscription,
            known: Known::default(),
            position: begin,
            told: begin,
            ready: VecDeque::from([first]),
            check_at: Instant::now() + RECHECK,
            _ticket: ticket,
        })
    }

    /// The next event; none when he may no longer listen or something went wrong: then he comes back and hears why.
    async fn next(mut self) -> Option<(LiveEvent, Listener)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some((event, self));
            }
            let live = tokio::select! {
                live = self.subscription.next() => Some(live?),
                () = sleep_until(self.check_at) => None,
            };
            if let Err(error) = self.look(live).await {
                tracing::debug!(%error, "a stream of live updates ends");
                return None;
            }
        }
    }

    /// Asks whether he may still listen, and gets ready what there is to tell.
    async fn look(&mut self, live: Option<Live>) -> Outcome<()> {
        self.visitor.renew().await?;
        self.check_at = Instant::now() + RECHECK;
        let eyes = eyes(&self.visitor.ctx);
        if eyes != self.eyes {
            // His permissions or the definitions changed: what he sees now has little to do with what he saw.
            self.eyes = eyes;
            self.reset(self.position);
        }
        match live {
            Some(Live::Events(events)) => self.hear(events).await,
            Some(Live::Reset) => {
                let end = self.visitor.workspace.database.read(latest).await?;
                self.reset(end);
                Ok(())
            }
            None => {
                if self.position > self.told {
                    self.tell(LiveEvent::Here { seq: self.position }, self.position);
                }
                Ok(())
            }
        }
    }

    async fn hear(&mut self, events: Arc<[Event]>) -> Outcome<()> {
        let seen = self.seen(&events).await?;
        for (event, seen) in events.iter().zip(seen) {
            let (seq, change) = (event.cursor, &event.change);
            if seq <= self.position {
                continue;
            }
            if seen {
                if self.may_vanish(&change.object) {
                    self.known.insert(change.record);
                }
                self.tell(
                    LiveEvent::Change {
                        seq,
                        data: wire(event),
                    },
                    seq,
                );
            } else if self.known.remove(change.record) {
                let data = json!({"seq": seq, "object": change.object, "id": change.record.to_string()});
                self.tell(LiveEvent::Gone { seq, data }, seq);
            }
        }
        self.position = events
            .last()
            .map_or(self.position, |event| event.cursor.max(self.position));
        Ok(())
    }

    /// Which of these events he may know of; listeners with the same eyes ask together.
    async fn seen(&self, events: &Arc<[Event]>) -> Outcome<Vec<bool>> {
        let answer = self.visitor.app.live().answer(events, &self.eyes);
        let (workspace, ctx, asked) = (&self.visitor.workspace, &self.visitor.ctx, events.clone());
        let ask = || workspace.read(ctx, move |ctx, tx| visible(ctx, tx, &asked));
        answer.get_or_try_init(ask).await.cloned()
    }

    /// Whether he sees some records of an object and others not. Where he sees all, none ever vanishes.
    fn may_vanish(&self, object: &str) -> bool {
        let ctx = &self.visitor.ctx;
        let object = ctx.catalog.object(object);
        object.is_some_and(|object| matches!(ctx.policy.permit(object, Action::Read), Permit::Where(_)))
    }

    fn reset(&mut self, seq: Cursor) {
        self.known = Known::default();
        self.position = self.position.max(seq);
        self.tell(LiveEvent::Reset { seq }, seq);
    }

    fn tell(&mut self, event: LiveEvent, at: Cursor) {
        self.told = at;
        self.ready.push_back(event);
    }
}

/// Tells apart those who may see different records. Where nothing depends on a condition, all of a role, and of others
/// with the same rights, have the same eyes.
fn eyes(ctx: &Ctx) -> String {
    let policy = &ctx.policy;
    let permits = ctx
        .catalog
        .objects()
        .iter()
        .map(|object| match policy.permit(object, Action::Read) {
            Permit::All => '1',
            Permit::No => '0',
            Permit::Where(_) => '?',
        });
    let mut eyes: String = permits.collect();
    if eyes.contains('?') {
        eyes.push_str(&policy.key);
        policy
            .teams
            .iter()
            .for_each(|team| eyes.push_str(&team.to_string()));
    }
    eyes
}

/// The records a listener has heard of last.
#[derive(Default)]
struct Known {
    ids: HashSet<Id>,
    order: VecDeque<Id>,
}

impl Known {
    fn insert(&mut self, id: Id) {
        if !self.ids.insert(id) {
            return;
        }
        self.order.push_back(id);
        if self.order.len() > KNOWN
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
    }

    fn remove(&mut self, id: Id) -> bool {
        self.ids.remove(&id)
    }
}

#[cfg(test)]
mod tests {
    use kontor_kernel::Clock;

    use super::*;

    #[test]
    fn what_is_known_stays_within_its_bound() {
        let ids: Vec<Id> = (0..KNOWN + 2).map(|_| Id::generate(&Clock::System)).collect();
        let mut known = Known::default();
        ids.iter().for_each(|id| known.insert(*id));
        known.insert(ids[KNOWN]);
        assert_eq!((known.ids.len(), known.order.len()), (KNOWN, KNOWN));
        assert!(!known.remove(ids[0]) && !known.remove(ids[1]));
        assert!(known.remove(ids[2]) && !known.remove(ids[2]));
    }
}
