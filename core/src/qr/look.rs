//! The appearance of a symbol's picture.

use super::Colours;

/// Pixels per module, 1 to 32.
///
/// Together with the bound of [`QuietZone`], this limits the largest picture to 6,688 pixels a
/// side. For print, an SVG scales to any size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(u8);

impl Scale {
    /// The largest scale, in pixels per module.
    pub const MAX: u8 = 32;

    /// A scale of that many pixels per module; `None` for 0 and above [`Self::MAX`].
    #[must_use]
    pub const fn new(pixels: u8) -> Option<Self> {
        if pixels == 0 || pixels > Self::MAX { None } else { Some(Self(pixels)) }
    }

    /// Pixels per module.
    #[must_use]
    pub const fn pixels(self) -> u8 {
        self.0
    }
}

impl Default for Scale {
    /// 8 pixels per module.
    fn default() -> Self {
        Self(8)
    }
}

/// Light modules around a symbol, 0 to 16.
///
/// ISO/IEC 18004:2015 clause 6.3.8 requires four. Fewer are for pages that add the margin
/// themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietZone(u8);

impl QuietZone {
    /// The widest quiet zone, in modules.
    pub const MAX: u8 = 16;

    /// A quiet zone of that many modules; `None` above [`Self::MAX`].
    #[must_use]
    pub const fn new(modules: u8) -> Option<Self> {
        if modules > Self::MAX { None } else { Some(Self(modules)) }
    }

    /// Modules on each side.
    #[must_use]
    pub const fn modules(self) -> u8 {
        self.0
    }
}

impl Default for QuietZone {
    /// The standard's four modules.
    fn default() -> Self {
        Self(4)
    }
}

/// The appearance of a picture: by default 8 pixels per module, a quiet zone of 4 modules, black on
/// white.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Look {
    /// Pixels per module.
    pub scale: Scale,
    /// Light modules around the symbol.
    pub quiet_zone: QuietZone,
    /// The colours of dark and light modules.
    pub colours: Colours,
}

impl Look {
    /// Modules a side of the picture of a symbol of that size.
    pub(super) fn modules(&self, size: usize) -> usize {
        size + 2 * usize::from(self.quiet_zone.0)
    }

    /// Pixels a side of the picture of a symbol of that size.
    pub(super) fn pixels(&self, size: usize) -> usize {
        self.modules(size) * usize::from(self.scale.0)
    }
}
