//! Check symbols, from their description in words: `tests/vectors/README.md`.

/// The check symbols of what was drawn from these symbols. Of the schemes of digits with one check
/// symbol no vector has any: they stand in `tests/formats`.
pub(crate) fn symbols(scheme: &str, symbols: &str, drawn: &str) -> String {
    let size = symbols.len();
    let symbol = |value: usize| symbols.chars().chain("*~$=U".chars()).nth(value).unwrap();
    match scheme {
        "mod97" | "letter-pair" => {
            let modulus = (2..size * size).rev().find(|n| (2..*n).all(|d| n % d > 0)).unwrap();
            let pairs = (2..=modulus + 1).map(|pair| [symbol(pair / size), symbol(pair % size)]);
            let whole = |pair: [char; 2]| drawn.chars().chain(pair).collect::<String>();
            pairs.filter(|pair| modulo(symbols, &whole(*pair), modulus) == 1).flatten().collect()
        }
        "mod37" => symbol(modulo(symbols, drawn, 37)).into(),
        other => panic!("no vector has `{other}`"),
    }
}

/// The number that a text is, modulo another: place by place, from the lowest up.
fn modulo(symbols: &str, text: &str, modulus: usize) -> usize {
    let mut weight = 1;
    text.chars().rev().fold(0, |sum, symbol| {
        let value = symbols.find(symbol).unwrap() * weight;
        weight = weight * symbols.len() % modulus;
        (sum + value) % modulus
    })
}
