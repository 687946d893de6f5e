//! The two colours of a picture.

use core::fmt;

/// A colour of sRGB, opaque.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// The red channel.
    pub red: u8,
    /// The green channel.
    pub green: u8,
    /// The blue channel.
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

    /// The reflectance in white light, in hundredths of a percent (Rec. ITU-R BT.709, with the sRGB
    /// curve approximated by a square).
    const fn luminance(self) -> u32 {
        let Self { red, green, blue } = self;
        (2126 * reflected(red) + 7152 * reflected(green) + 722 * reflected(blue)) / (255 * 255)
    }

    /// The reflectance in red light, in hundredths of a percent.
    const fn redness(self) -> u32 {
        10_000 * reflected(self.red) / (255 * 255)
    }
}

fn digit(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(16)
}

const fn reflected(channel: u8) -> u32 {
    (channel as u32) * (channel as u32)
}

/// The colours of dark and light modules, with enough contrast to be read.
///
/// The reflectance must differ by [`Self::CONTRAST`] in white light, for cameras, and in red light,
/// which handheld scanners emit (pure red is as bright as paper to them). The dark colour must be
/// darker in both: many readers do not detect light symbols on a dark ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    dark: Colour,
    light: Colour,
}

impl Colours {
    /// The minimum contrast, in percent of full reflectance: grade A of symbol contrast in ISO/IEC
    /// 15415:2011. At the 55 % of grade B, common readers begin to fail even on a clean picture.
    pub const CONTRAST: u8 = 70;

    /// A pair of colours.
    ///
    /// # Errors
    ///
    /// [`Illegible`] if the contrast is too low, or the dark colour is lighter than the light one.
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

    /// The colour of dark modules.
    #[must_use]
    pub const fn dark(self) -> Colour {
        self.dark
    }

    /// The colour of light modules and of the quiet zone.
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

/// Two colours with too little contrast for scanners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Illegible {
    /// The contrast, in percent of full reflectance; 0 if the dark colour is not darker.
    pub contrast: u8,
}

impl fmt::Display for Illegible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (contrast, least) = (self.contrast, Colours::CONTRAST);
        write!(
            f,
            "the dark colour must be at least {least} % darker than the light one in white and in \
             red light, but is only {contrast} % darker"
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
    fn colours_with_too_little_contrast_are_rejected() {
        assert_eq!(contrast("#000000", "#ffffff"), Ok(Colours::default()));
        assert!(contrast("#1a4480", "#ffffff").is_ok());
        assert!(contrast("#000000", "#ffe0a0").is_ok());
        assert_eq!(contrast("#ffffff", "#000000"), Err(0));
        assert_eq!(contrast("#777777", "#777777"), Err(0));
        assert_eq!(contrast("#808080", "#c0c0c0"), Err(31));
        // Enough contrast for a camera, but white in a scanner's red light; and the reverse.
        assert_eq!(contrast("#ff0000", "#ffffff"), Err(0));
        assert_eq!(contrast("#000000", "#00ffff"), Err(0));
        assert_eq!(contrast("#000000", "#ff0000"), Err(21));
    }
}
