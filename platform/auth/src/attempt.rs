//! The limits on guessing, kept in the database, so that a restart forgives nothing.
//!
//! **The rule.** Within a window of 15 minutes that begins with the first failure, an e-mail address may fail 10 times
//! and a network address 50 times; then the answer is `rate_limited` until the window has passed. Refused attempts are
//! not counted, so no window is ever prolonged and nobody is locked out for longer than 15 minutes. A success clears
//! the address's count. A network from which the account has signed in within the last 90 days has a count of its own:
//! strangers who use up the guesses of an account do not lock its owner out of their usual place.
//!
//! An attempt is counted *before* the password is checked and given back when it was right, so that guessing in
//! parallel gains nothing. Addresses that belong to no account are treated alike.

use std::net::{IpAddr, Ipv6Addr};

use kontor_database::Tx;
use kontor_kernel::{Code, Error, Id, Result, Timestamp};

/// The length of a window.
const WINDOW_MICROS: i64 = 15 * 60 * 1_000_000;
/// How long a network is remembered as one of the account's own.
const NETWORK_MICROS: i64 = 90 * 24 * 3600 * 1_000_000;

/// Something that is counted, and how often it may happen in a window.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Limit {
    pub(crate) key: String,
    pub(crate) most: i64,
}

impl Limit {
    pub(crate) fn new(kind: &str, what: impl std::fmt::Display, most: i64) -> Limit {
        Limit {
            key: format!("{kind}:{what}"),
            most,
        }
    }
}

/// Counts one attempt against every limit, or against none when one of them is used up: then it fails.
///
/// The counts are committed only if the surrounding work succeeds, so the caller hands the refusal on as a value.
pub(crate) fn begin(tx: &mut Tx, limits: &[Limit], now: Timestamp) -> Result<Result<()>> {
    let mut counts = Vec::with_capacity(limits.len());
    for limit in limits {
        let found = tx.row(
            "SELECT window_start, count FROM @attempt WHERE key = $1",
            &[(&limit.key).into()],
            |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
        )?;
        let running = found.filter(|(start, _)| (0..WINDOW_MICROS).contains(&(now.micros() - start)));
        let (start, count) = running.unwrap_or((now.micros(), 0));
        if count >= limit.most {
            return Ok(Err(refusal(start, now)));
        }
        counts.push((start, count + 1));
    }
    for (limit, (start, count)) in limits.iter().zip(counts) {
        tx.execute(
            "INSERT INTO @attempt (key, window_start, count) VALUES ($1, $2, $3)
             ON CONFLICT (key) DO UPDATE SET window_start = excluded.window_start, count = excluded.count",
            &[(&limit.key).into(), start.into(), count.into()],
        )?;
    }
    Ok(Ok(()))
}

fn refusal(start: i64, now: Timestamp) -> Error {
    let wait = (start + WINDOW_MICROS - now.micros() + 999_999) / 1_000_000;
    let mut error = Error::new(Code::RateLimited, "Too many attempts. Please wait and try again.");
    error.retry_after = Some(wait.clamp(1, 15 * 60) as u32);
    error
}

/// Takes one attempt back that turned out not to be a failure.
pub(crate) fn give_back(tx: &mut Tx, limit: &Limit) -> Result<()> {
    let sql = "UPDATE @attempt SET count = count - 1 WHERE key = $1 AND count > 0";
    tx.execute(sql, &[(&limit.key).into()])?;
    Ok(())
}

/// Clears a count.
pub(crate) fn clear(tx: &mut Tx, limit: &Limit) -> Result<()> {
    tx.execute("DELETE FROM @attempt WHERE key = $1", &[(&limit.key).into()])?;
    Ok(())
}

/// Forgets windows that have passed, and networks that were not used for long.
pub(crate) fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let passed = now.plus_micros(-WINDOW_MICROS);
    tx.execute("DELETE FROM @attempt WHERE window_start <= $1", &[passed.into()])?;
    let unused = now.plus_micros(-NETWORK_MICROS);
    tx.execute(
        "DELETE FROM @account_address WHERE last_at <= $1",
        &[unused.into()],
    )?;
    Ok(())
}

/// What is counted as one address: an IPv4 address, or the 64 bits of an IPv6 address that one customer gets.
pub(crate) fn network(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Whether the account has signed in from this network lately.
pub(crate) fn is_known(tx: &mut Tx, account: Id, network: &str, now: Timestamp) -> Result<bool> {
    let since = now.plus_micros(-NETWORK_MICROS);
    let found = tx.row(
        "SELECT 1 FROM @account_address WHERE account = $1 AND network = $2 AND last_at > $3",
        &[account.into(), network.into(), since.into()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Remembers a network as one of the account's own.
pub(crate) fn remember(tx: &mut Tx, account: Id, network: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO @account_address (account, network, last_at) VALUES ($1, $2, $3)
         ON CONFLICT (account, network) DO UPDATE SET last_at = excluded.last_at",
        &[account.into(), network.into(), now.into()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_customer_is_one_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(of("2001:db8:1:2::9"), of("2001:db8:1:2:3:4:5:6"));
    }
}
