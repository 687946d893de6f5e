//! How a picture of a symbol looks.

use super::Colours;

/// Pixels a module, 1 to 32.
///
/// The bound, with that of [`QuietZone`], keeps the largest picture at 6,688 pixels a side. For
/// print, an SVG has any size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(u8);

impl Scale {
    /// The largest, in pixels a module.
    pub const MAX: u8 = 32;

    /// So many pixels a module; `None` for 0, and above [`Self::MAX`].
    #[must_use]
    pub const fn new(pixels: u8) -> Option<Self> {
        if pixels == 0 || pixels > Self::MAX { None } else { Some(Self(pixels)) }
    }

    /// Pixels a module.
    #[must_use]
    pub const fn pixels(self) -> u8 {
        self.0
    }
}

impl Default for Scale {
    /// 8 pixels a module.
    fn default() -> Self {
        Self(8)
    }
}

/// Light modules around a symbol, 0 to 16.
///
/// ISO/IEC 18004:2015 clause 6.3.8 wants four. Fewer are for pages that leave the room themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietZone(u8);

impl QuietZone {
    /// The widest, in modules.
    pub const MAX: u8 = 16;

    /// So many modules; `None` above [`Self::MAX`].
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

/// How a picture looks: by default 8 pixels a module, a quiet zone of 4, black on white.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Look {
    /// Pixels a module.
    pub scale: Scale,
    /// Light modules around the symbol.
    pub quiet_zone: QuietZone,
    /// What dark and light modules are painted with.
    pub colours: Colours,
}

impl Look {
    /// Modules a side of a picture of a symbol of that size.
    pub(super) fn modules(&self, size: usize) -> usize {
        size + 2 * usize::from(self.quiet_zone.0)
    }

    /// Pixels a side of it.
    pub(super) fn pixels(&self, size: usize) -> usize {
        self.modules(size) * usize::from(self.scale.0)
    }
}
