//! The two colours of a picture.

use core::fmt;

/// A colour of sRGB, opaque.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// How much red.
    pub red: u8,
    /// How much green.
    pub green: u8,
    /// How much blue.
    pub blue: u8,
}

impl Colour {
    /// `#000000`
    pub const BLACK: Self = Self { red: 0, green: 0, blue: 0 };
    /// `#ffffff`
    pub const WHITE: Self = Self { red: 255, green: 255, blue: 255 };

    /// The colour written `#rrggbb`, in hexadecimal digits of either case; `None` for any other
    /// text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?.as_bytes();
        let &[a, b, c, d, e, f] = digits else { return None };
        let byte = |high, low| Some((digit(high)? << 4 | digit(low)?) as u8);
        Some(Self { red: byte(a, b)?, green: byte(c, d)?, blue: byte(e, f)? })
    }

    /// Red, green and blue, 0 to 255 each.
    #[must_use]
    pub const fn channels(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }

    /// How much of white light it reflects, in hundredths of a percent (Rec. ITU-R BT.709, with
    /// sRGB's curve taken as a square).
    const fn luminance(self) -> u32 {
        let Self { red, green, blue } = self;
        (2126 * reflected(red) + 7152 * reflected(green) + 722 * reflected(blue)) / (255 * 255)
    }

    /// The same of red light.
    const fn redness(self) -> u32 {
        10_000 * reflected(self.red) / (255 * 255)
    }
}

fn digit(sign: u8) -> Option<u32> {
    char::from(sign).to_digit(16)
}

const fn reflected(channel: u8) -> u32 {
    (channel as u32) * (channel as u32)
}

/// The colours of dark and light modules, far enough apart to be read.
///
/// Two measures must differ by [`Self::CONTRAST`]: what is reflected of white light, as cameras
/// see it, and what is reflected of red light, with which handheld scanners shine (to them a pure
/// red is as bright as paper). The dark colour is the darker one in both: a good many readers
/// never look for light on dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    dark: Colour,
    light: Colour,
}

impl Colours {
    /// The least contrast, in percent of full reflection: grade A of symbol contrast in
    /// ISO/IEC 15415:2011. With grade B's 55 common readers begin to fail even on a clean picture.
    pub const CONTRAST: u8 = 70;

    /// The two colours.
    ///
    /// # Errors
    ///
    /// [`Illegible`] if they are too much alike, or the dark one is the lighter.
    pub const fn new(dark: Colour, light: Colour) -> Result<Self, Illegible> {
        let white = light.luminance().saturating_sub(dark.luminance());
        let red = light.redness().saturating_sub(dark.redness());
        let contrast = (if white < red { white } else { red } / 100) as u8;
        if contrast < Self::CONTRAST {
            Err(Illegible { contrast })
        } else {
            Ok(Self { dark, light })
        }
    }

    /// What dark modules are painted with.
    #[must_use]
    pub const fn dark(self) -> Colour {
        self.dark
    }

    /// What light modules and the quiet zone are painted with.
    #[must_use]
    pub const fn light(self) -> Colour {
        self.light
    }
}

impl Default for Colours {
    /// Black on white.
    fn default() -> Self {
        Self { dark: Colour::BLACK, light: Colour::WHITE }
    }
}

/// Two colours that scanners cannot tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Illegible {
    /// How much darker the dark colour is, in percent of full reflection; 0 if it is not darker.
    pub contrast: u8,
}

impl fmt::Display for Illegible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (contrast, least) = (self.contrast, Colours::CONTRAST);
        write!(
            f,
            "dark must be at least {least} % darker than light in white and in red light, but is only {contrast} %"
        )
    }
}

impl core::error::Error for Illegible {}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(dark: &str, light: &str) -> Result<Colours, u8> {
        let [dark, light] = [dark, light].map(|text| Colour::parse(text).unwrap());
        Colours::new(dark, light).map_err(|fault| fault.contrast)
    }

    #[test]
    fn a_colour_is_six_hexadecimal_digits() {
        assert_eq!(Colour::parse("#0a1Bff").unwrap().channels(), [10, 27, 255]);
        for text in ["", "#", "0a1bff", "#0a1bf", "#0a1bff0", "#0a1bfg", "#+a1bff", "#ä1bff", "red"]
        {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn colours_are_refused_that_scanners_cannot_tell_apart() {
        assert_eq!(contrast("#000000", "#ffffff"), Ok(Colours::default()));
        assert!(contrast("#1a4480", "#ffffff").is_ok());
        assert!(contrast("#000000", "#ffe0a0").is_ok());
        assert_eq!(contrast("#ffffff", "#000000"), Err(0));
        assert_eq!(contrast("#777777", "#777777"), Err(0));
        assert_eq!(contrast("#808080", "#c0c0c0"), Err(31));
        // Fine for a camera, white under a scanner's red light; and the other way round.
        assert_eq!(contrast("#ff0000", "#ffffff"), Err(0));
        assert_eq!(contrast("#000000", "#00ffff"), Err(0));
        assert_eq!(contrast("#000000", "#ff0000"), Err(21));
    }
}
