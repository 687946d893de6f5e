use super::*;
use alloc::vec::Vec;

/// Rules 1 and 3 for a line, computed from its runs.
fn of_line(line: &[bool]) -> u32 {
    let edge = [false; 177];
    let runs = line.chunk_by(|one, next| one == next).map(|run| run.len() as u32);
    let rule_1: u32 = runs.filter(|run| *run >= 5).map(|run| run - 2).sum();
    let line = [&edge, line, &edge].concat();
    let runs: Vec<_> = line.chunk_by(|one, next| one == next).collect();
    let found = runs.windows(7).filter(|runs| !runs[0][0]).map(|runs| {
        let lengths: Vec<_> = runs.iter().map(|run| run.len()).collect();
        let (n, before, after) = (lengths[1], lengths[0], lengths[6]);
        let pattern = lengths[1..6] == [n, n, 3 * n, n, n] && before >= n && after >= n;
        u32::from(pattern && before >= 4 * n) + u32::from(pattern && after >= 4 * n)
    });
    rule_1 + 40 * found.sum::<u32>()
}

/// The score of a line, measured on a board that is empty except for this column in each strip.
fn score(line: &[bool]) -> u32 {
    let size = line.len();
    let mut board = Board::light(size);
    let columns: Vec<_> = (0..size).step_by(60).collect();
    for (y, dark) in line.iter().enumerate() {
        columns.iter().for_each(|x| board.stamp(*x, y, 1, u64::from(*dark)));
    }
    pad(&mut board);
    let empty = (size - columns.len()) as u32 * (size as u32 - 2);
    let all = lines(&board, &mut Marks::none()) - empty;
    assert_eq!(all % columns.len() as u32, 0);
    all / columns.len() as u32
}

/// Patterns of every size at every place, intact and with each module in and around them flipped.
#[test]
fn finders_of_every_size_are_counted_as_from_runs() {
    for (n, size) in (1..=25_usize).zip([21, 25, 29, 61, 65, 69, 125, 129].into_iter().cycle()) {
        let size = size.max(7 * n / 4 * 4 + 5);
        let core: Vec<bool> =
            [1, 0, 1, 1, 1, 0, 1].into_iter().flat_map(|it| [it == 1].repeat(n)).collect();
        for at in (0..=size - core.len()).step_by(1 + n / 3) {
            let mut line = [false].repeat(size);
            line[at..at + core.len()].copy_from_slice(&core);
            for flipped in (0..size).step_by(1 + n / 5) {
                assert_eq!(score(&line), of_line(&line), "{n} times at {at}");
                line[flipped] ^= true;
                assert_eq!(score(&line), of_line(&line), "{n} times at {at}, {flipped} flipped");
                line[flipped] ^= true;
            }
        }
    }
}

#[test]
fn a_pattern_of_twice_the_size_counts_for_each_side() {
    let mut line = [false].repeat(29);
    for i in [8, 9, 12, 13, 14, 15, 16, 17, 20, 21] {
        line[i] = true;
    }
    let light = (8 - 2) + (7 - 2); // the outer runs
    assert_eq!(score(&line), 2 * 40 + light + (6 - 2));
    line[3] = true;
    assert_eq!(score(&line), of_line(&line));
}
