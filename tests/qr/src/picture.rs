//! Pictures, decoded by other code than the one that drew them.

use std::io::Cursor;

/// A picture: pixels per side, and each pixel's red, green and blue, row by row.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels per side.
    pub side: usize,
    /// The pixels.
    pub pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// The brightness of each pixel: the mean of the channels.
    pub fn grey(&self) -> Vec<u8> {
        let mean = |pixel: &[u8; 3]| (pixel.iter().map(|it| u16::from(*it)).sum::<u16>() / 3) as u8;
        self.pixels.iter().map(mean).collect()
    }
}

/// Decodes a PNG with the `png` crate, which checks every checksum.
pub fn of_png(file: &[u8]) -> Result<Picture, png::DecodingError> {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.ignore_checksums(false);
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes)?;
    reader.finish()?;
    assert_eq!(info.width, info.height);
    let pixels = match info.color_type {
        png::ColorType::Grayscale => bytes.iter().map(|it| [*it; 3]).collect(),
        png::ColorType::Rgb => bytes.as_chunks::<3>().0.to_vec(),
        other => unreachable!("{other:?}"),
    };
    Ok(Picture { side: info.width as usize, pixels })
}

/// Renders one of our SVGs; `None` if it has any other structure.
pub fn of_svg(text: &str) -> Option<Picture> {
    let document = roxmltree::Document::parse(text).ok()?;
    let root = document.root_element();
    let [back, path] = root.children().collect::<Vec<_>>()[..] else { return None };
    let names =
        [root, back, path].map(|node| (node.tag_name().name(), node.tag_name().namespace()));
    let namespace = Some("http://www.w3.org/2000/svg");
    let expected = ["svg", "rect", "path"].map(|name| (name, namespace));
    let whole = ["width", "height"].iter().all(|name| back.attribute(*name) == Some("100%"));
    let side: usize = root.attribute("width")?.parse().ok()?;
    let modules = root.attribute("viewBox")?.strip_prefix("0 0 ")?.split_once(' ')?;
    let square = root.attribute("height") == root.attribute("width") && modules.0 == modules.1;
    let modules: usize = modules.0.parse().ok()?;
    if names != expected || !whole || !square || !side.is_multiple_of(modules) {
        return None;
    }
    let scale = side / modules;
    let mut pixels = vec![colour(back.attribute("fill")?)?; side * side];
    let dark = colour(path.attribute("fill")?)?;
    for (x, y, width) in bars(path.attribute("d")?)? {
        if x + width > modules || y >= modules {
            return None;
        }
        for row in y * scale..(y + 1) * scale {
            pixels[row * side + x * scale..][..width * scale].fill(dark);
        }
    }
    Some(Picture { side, pixels })
}

/// The bars of a path: `M x y h n v1 h -n z`, and nothing else.
fn bars(path: &str) -> Option<Vec<(usize, usize, usize)>> {
    let mut bars = Vec::new();
    for bar in path.split_terminator('z') {
        let (x, rest) = bar.strip_prefix('M')?.split_once(' ')?;
        let (y, rest) = rest.split_once('h')?;
        let (width, back) = rest.split_once("v1h-")?;
        if width != back {
            return None;
        }
        bars.push((x.parse().ok()?, y.parse().ok()?, width.parse().ok()?));
    }
    Some(bars)
}

fn colour(text: &str) -> Option<[u8; 3]> {
    let value = u32::from_str_radix(text.strip_prefix('#')?, 16).ok()?;
    let [_, channels @ ..] = value.to_be_bytes();
    (text.len() == 7).then_some(channels)
}
