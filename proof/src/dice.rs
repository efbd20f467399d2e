//! Chance that is the same in every run: SplitMix64 (Steele, Lea, Flood 2014).

/// A row of numbers that begins with a seed.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The row of a seed; `part` tells those of several workers apart.
    pub fn new(seed: u64, part: u64) -> Dice {
        Dice(seed ^ part.wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}
