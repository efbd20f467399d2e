//! A clock that is turned by hand while the server looks at it: libfaketime stands between the two. What measures how
//! long something takes (the monotonic clock) goes on as it does, as on a machine whose clock is set.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use kontor_proof::{House, Result};

/// Where distributions put it, below the folder of libraries of the machine's kind.
const LIBRARY: &str = "faketime/libfaketimeMT.so.1";

/// The clock of one house.
pub struct Dial {
    file: PathBuf,
    /// Seconds that it is ahead of the machine's.
    ahead: i64,
}

impl Dial {
    /// The house with a clock of its own that stands at this moment (in seconds since 1970), and what turns it; an error
    /// that says why where that can't be done here.
    pub fn of(house: &House, scratch: &Path, at: i64) -> Result<(House, Dial)> {
        let library = library().ok_or("no libfaketime; on Debian: apt-get install libfaketime")?;
        let mut dial = Dial {
            file: scratch.join("clock"),
            ahead: 0,
        };
        dial.turn_to(at)?;
        let wrapper = scratch.join("kontor-under-another-clock");
        let script = format!(
            "#!/bin/sh\nLD_PRELOAD='{}' FAKETIME_TIMESTAMP_FILE='{}' FAKETIME_NO_CACHE=1 \
             FAKETIME_DONT_FAKE_MONOTONIC=1 exec \"${{KONTOR_UNDER_CLOCK:-{}}}\" \"$@\"\n",
            library.display(),
            dial.file.display(),
            house.binary.display()
        );
        std::fs::write(&wrapper, script)?;
        std::fs::set_permissions(&wrapper, std::fs::Permissions::from_mode(0o755))?;
        let house = House {
            binary: wrapper,
            ..house.clone()
        };
        dial.works(&house)?;
        Ok((house, dial))
    }

    /// What the clock shows, in seconds since 1970.
    pub fn now(&self) -> i64 {
        machine() + self.ahead
    }

    /// Sets the clock.
    pub fn turn_to(&mut self, at: i64) -> Result<()> {
        self.ahead = at - machine();
        // Put in place whole: the server reads it whenever it looks at the clock.
        let fresh = self.file.with_extension("new");
        std::fs::write(&fresh, format!("{:+}\n", self.ahead))?;
        Ok(std::fs::rename(&fresh, &self.file)?)
    }

    /// Whether a program in the house sees what the clock shows.
    fn works(&self, house: &House) -> Result<()> {
        let mut date = Command::new(&house.binary);
        let seen = date
            .env("KONTOR_UNDER_CLOCK", "date")
            .arg("+%s")
            .stdin(Stdio::null())
            .output()?;
        let seen: i64 = String::from_utf8_lossy(&seen.stdout).trim().parse().unwrap_or(0);
        if (self.now() - seen).abs() < 60 {
            return Ok(());
        }
        Err("libfaketime does not set the clock of a program here".into())
    }
}

fn machine() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs() as i64)
}

fn library() -> Option<PathBuf> {
    let folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
    let kinds = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let all = folders.into_iter().chain(kinds.map(|kind| kind.path()));
    all.map(|folder| folder.join(LIBRARY))
        .find(|library| library.is_file())
}

/// A moment as the API writes it.
pub fn written(at: i64) -> String {
    let (day, second) = (at.div_euclid(86_400), at.rem_euclid(86_400));
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}.000Z", date(day))
}

/// The day so many days after 1 January 1970 (Hinnant, `civil_from_days`).
fn date(day: i64) -> String {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!("{:04}-{month:02}-{of_month:02}", year + era * 400 + carry)
}

/// The day in Berlin at a moment of 2027 or January to March 2028.
pub fn day_in_berlin(at: i64) -> String {
    let summer = (super::SPRING..super::AUTUMN).contains(&at);
    let ahead = if summer { 7_200 } else { 3_600 };
    date((at + ahead).div_euclid(86_400))
}
