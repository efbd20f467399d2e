//! Passwords: which are accepted, and how they are hashed and checked without letting a crowd of guesses take the
//! machine's memory and processors.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kontor_kernel::text::normalize;
use kontor_kernel::{Code, Error, Issue, Result};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::email::Email;
use crate::secret::Secret;

/// The shortest password, in characters.
pub const SHORTEST: usize = 10;
/// The longest password, in characters.
pub const LONGEST: usize = 1000;

/// Passwords that are hashed at the same time; each takes a processor and the memory of [`PasswordCost`].
const AT_ONCE: usize = 2;
/// Passwords that may wait for their turn; more are turned away.
const WAITING: usize = 64;

/// What hashing one password costs (Argon2id). It is stored with each hash, so raising it breaks none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Default for PasswordCost {
    /// 19 MiB and two passes, as OWASP recommends for one lane.
    fn default() -> PasswordCost {
        PasswordCost {
            memory_kib: 19 * 1024,
            passes: 2,
        }
    }
}

impl PasswordCost {
    /// The cheapest there is, for tests that sign in a thousand times.
    pub fn cheapest() -> PasswordCost {
        PasswordCost {
            memory_kib: 8,
            passes: 1,
        }
    }
}

/// Refuses a password that is too short, too long, or the e-mail address.
pub fn check_rules(password: &Secret, email: &Email, pointer: &str) -> Result<()> {
    let text = normalize(password.reveal());
    let length = text.chars().count();
    let issue = if length < SHORTEST {
        let detail = format!("The password needs at least {SHORTEST} characters.");
        Issue::new(pointer, "too_short", detail).with(json!({"min": SHORTEST}))
    } else if length > LONGEST {
        let detail = format!("The password has at most {LONGEST} characters.");
        Issue::new(pointer, "too_long", detail).with(json!({"max": LONGEST}))
    } else if Email::lenient(&text).key() == email.key() {
        Issue::new(
            pointer,
            "password_is_email",
            "The password must not be the e-mail address.",
        )
    } else {
        return Ok(());
    };
    Err(Error::validation(vec![issue]))
}

/// Hashes and checks passwords on blocking threads, a few at a time.
#[derive(Clone)]
pub(crate) struct Passwords {
    argon: Argon2<'static>,
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost) -> Result<Passwords> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(Error::internal)?;
        Ok(Passwords {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            running: Arc::new(Semaphore::new(AT_ONCE)),
            admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        })
    }

    /// The hash to store, with its parameters and a fresh salt.
    pub(crate) async fn hash(&self, password: &Secret) -> Result<String> {
        let password = normalize(password.reveal());
        self.work(move |argon| hash(argon, &password)).await
    }

    /// Whether it is the password of this hash. Without a hash the answer is no, and takes as long.
    pub(crate) async fn verify(&self, password: &Secret, stored: Option<String>) -> Result<bool> {
        let password = normalize(password.reveal());
        self.work(move |argon| {
            let Some(stored) = stored else {
                return hash(argon, &password).map(|_| false);
            };
            let stored = PasswordHash::new(&stored).map_err(Error::internal)?;
            Ok(argon.verify_password(password.as_bytes(), &stored).is_ok())
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Argon2<'static>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let Ok(admitted) = self.admitted.clone().try_acquire_owned() else {
            let mut error = Error::new(Code::Unavailable, "Too many people are signing in at the moment.");
            error.retry_after = Some(2);
            return Err(error);
        };
        let running = self
            .running
            .clone()
            .acquire_owned()
            .await
            .map_err(Error::internal)?;
        let argon = self.argon.clone();
        // The permits go along: work whose caller has left still counts until it is done.
        let work = tokio::task::spawn_blocking(move || {
            let _permits = (admitted, running);
            f(&argon)
        });
        work.await.map_err(Error::internal)?
    }
}

fn hash(argon: &Argon2<'_>, password: &str) -> Result<String> {
    let hash = argon.hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(password: &str) -> Option<String> {
        let email = Email::parse("Ann@Example.org", "/email").unwrap();
        let error = check_rules(&Secret::new(password), &email, "/password").err()?;
        assert_eq!(error.issues[0].pointer, "/password");
        Some(error.issues[0].code.clone())
    }

    #[test]
    fn length_counts_in_characters_and_the_address_is_no_password() {
        assert_eq!(issue("äöüäöüäöü").as_deref(), Some("too_short"));
        assert_eq!(issue("äöüäöüäöüß"), None);
        assert_eq!(issue(&"ß".repeat(1000)), None);
        assert_eq!(issue(&"ß".repeat(1001)).as_deref(), Some("too_long"));
        assert_eq!(issue("ANN@example.ORG").as_deref(), Some("password_is_email"));
    }

    #[tokio::test]
    async fn a_password_is_hashed_with_argon2id_and_its_cost() {
        let passwords = Passwords::new(PasswordCost::default()).unwrap();
        let password = Secret::new("correct horse battery");
        let hash = passwords.hash(&password).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify(&password, Some(hash.clone())).await.unwrap());
        assert!(
            !passwords
                .verify(&Secret::new("correct horse batterz"), Some(hash))
                .await
                .unwrap()
        );
        assert!(!passwords.verify(&password, None).await.unwrap());
    }

    #[tokio::test]
    async fn two_spellings_of_one_text_are_one_password() {
        let passwords = Passwords::new(PasswordCost::cheapest()).unwrap();
        let hash = passwords.hash(&Secret::new("Mu\u{308}nchen 2026")).await.unwrap();
        assert!(
            passwords
                .verify(&Secret::new("München 2026"), Some(hash))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn a_crowd_is_turned_away_instead_of_queueing_without_end() {
        let passwords = Passwords::new(PasswordCost::cheapest()).unwrap();
        let _held = passwords.running.clone().acquire_many_owned(2).await.unwrap();
        let _crowd = passwords.admitted.clone().acquire_many_owned(66).await.unwrap();
        let error = passwords.hash(&Secret::new("x")).await.unwrap_err();
        assert_eq!((error.code, error.retry_after), (Code::Unavailable, Some(2)));
    }
}
