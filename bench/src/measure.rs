//! Two ways of doing the same work, compared fairly: in turns, in the same run, by the CPU time they take.

use std::time::Duration;

use kontor_kernel::Result;
use rustix::time::{ClockId, clock_gettime};

/// Rounds of a comparison; the median of their ratios counts.
pub const ROUNDS: usize = 5;

/// The CPU time this process has taken so far, all its threads together.
pub fn cpu() -> Duration {
    read(ClockId::ProcessCPUTime)
}

/// The time of day that only goes forward.
pub fn wall() -> Duration {
    read(ClockId::Monotonic)
}

fn read(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// What a piece of work takes (microseconds, median over the rounds).
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Taken {
    /// CPU of this process.
    pub cpu: f64,
    /// On the clock.
    pub wall: f64,
}

/// Kontor beside hand-written SQL.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Compared {
    /// Kontor.
    pub ours: Taken,
    /// By hand.
    pub hand: Taken,
    /// CPU of Kontor by CPU by hand, median of the rounds.
    pub cpu_ratio: f64,
    /// The same on the clock.
    pub wall_ratio: f64,
}

/// Takes the time of `times` pieces of work.
pub fn take(times: usize, mut work: impl FnMut(usize) -> Result<()>) -> Result<Taken> {
    let (cpu_before, wall_before) = (cpu(), wall());
    for n in 0..times {
        work(n)?;
    }
    let each = |taken: Duration| taken.as_secs_f64() * 1e6 / times.max(1) as f64;
    Ok(Taken {
        cpu: each(cpu() - cpu_before),
        wall: each(wall() - wall_before),
    })
}

/// Gathers the rounds of a comparison.
pub fn compare(rounds: &[(Taken, Taken)]) -> Compared {
    let of = |pick: &dyn Fn(&(Taken, Taken)) -> f64| median(rounds.iter().map(pick).collect());
    Compared {
        ours: Taken {
            cpu: of(&|(ours, _)| ours.cpu),
            wall: of(&|(ours, _)| ours.wall),
        },
        hand: Taken {
            cpu: of(&|(_, hand)| hand.cpu),
            wall: of(&|(_, hand)| hand.wall),
        },
        cpu_ratio: of(&|(ours, hand)| ours.cpu / hand.cpu),
        wall_ratio: of(&|(ours, hand)| ours.wall / hand.wall),
    }
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The value that a share of all values does not pass.
pub fn percentile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get(((last as f64) * share).round() as usize)
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_tail_of_a_measurement() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        let sorted: Vec<f64> = (0..=100).map(f64::from).collect();
        assert_eq!(percentile(&sorted, 0.99), 99.0);
        assert_eq!(percentile(&[], 0.5), 0.0);
    }
}
