#![no_main]

libfuzzer_sys::fuzz_target!(
    // The engine would end at a panic before it can be caught; what nobody catches still ends the run.
    init: std::panic::set_hook(Box::new(|_| {})),
    |data: &[u8]| kontor_fuzz::text(data)
);
