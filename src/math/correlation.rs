//! Cross-correlation of images that have a border of 0. It reads the pixels where they are.
//!
//! Both kernels keep a tile of sums in registers, as the kernel of [`crate::math::gemm`] does. The
//! tile is eight neighbouring pixels of four output channels, or eight filters at four taps. Eight
//! neighbours at a tap lie together in the image, so no pixel is gathered. The sums of a tile run
//! in a fixed order, so tiles that overlap at the end of a row agree to the bit.

use crate::real::Real;

/// Pixels, or filters, side by side in SIMD registers.
pub const LANES: usize = 8;
/// Output channels, or taps, of a tile.
pub const BLOCK: usize = 4;
/// Numbers of 32 bits in a SIMD register.
const REGISTER: usize = 4;

/// Channels of an image, each with a border of 0 around it.
#[derive(Debug, Clone)]
pub struct Bordered<F> {
    numbers: Vec<F>,
    border: usize,
    height: usize,
    width: usize,
}

impl<F: Real> Bordered<F> {
    /// An image of zeros.
    pub fn zeros(channels: usize, height: usize, width: usize, border: usize) -> Self {
        let plane = (height + 2 * border) * (width + 2 * border);
        // The last pixel is read with a whole register too, so there is room beyond it.
        let numbers = vec![F::ZERO; channels * plane + LANES];
        Self { numbers, border, height, width }
    }

    /// The distance in memory from a pixel to the pixel below it.
    pub fn stride(&self) -> usize {
        self.width + 2 * self.border
    }

    /// The distance in memory from a channel to the next.
    pub fn plane(&self) -> usize {
        (self.height + 2 * self.border) * self.stride()
    }

    /// Takes in an example, in the order channel, row, column.
    pub fn fill(&mut self, example: &[F]) {
        let (stride, plane, border, width) = (self.stride(), self.plane(), self.border, self.width);
        let channels = example.chunks_exact(self.height * width);
        for (channel, pixels) in self.numbers.chunks_exact_mut(plane).zip(channels) {
            let inside = &mut channel[border * stride + border..];
            if width < LANES {
                let rows = inside.chunks_mut(stride).zip(pixels.chunks_exact(width));
                rows.for_each(|(row, pixels)| row[..width].copy_from_slice(pixels));
                continue;
            }
            // Copies whole registers; the last register of a row overlaps the register before. The
            // compiler turns copies of unknown length into calls.
            for x in (0..width).step_by(LANES).map(|x| x.min(width - LANES)) {
                let rows = inside.chunks_mut(stride).zip(pixels.chunks_exact(width));
                for (row, pixels) in rows {
                    let whole = "eight of a row";
                    let to: &mut [F; LANES] = row[x..].first_chunk_mut().expect(whole);
                    *to = *pixels[x..].first_chunk().expect(whole);
                }
            }
        }
    }
}

/// `output_o(y, x) = Σ_groups Σ_terms weight_o · image(offset + (y, x))`. The terms of a group are
/// added up in one running sum, and the sums of the groups in another.
#[derive(Debug, Clone)]
pub struct Correlation<F> {
    /// The image that is read.
    image: Bordered<F>,
    /// For each term, the place in the image that output pixel 0 reads.
    offsets: Vec<usize>,
    /// The largest offset.
    furthest: usize,
    /// Terms per group.
    group: usize,
    /// Per four output channels and term: each weight repeated four times, as a register needs it.
    /// A load that repeats a number would also cost an addition for its address.
    weights: Vec<[[F; REGISTER]; BLOCK]>,
    /// The tiles of a row of four output channels. They are in memory, because the tile of the
    /// group's sums takes the registers.
    row: Vec<[[F; LANES]; BLOCK]>,
    height: usize,
    width: usize,
}

impl<F: Real> Correlation<F> {
    /// A correlation into `channels` of height × width pixels, with all weights 0.
    pub fn new(
        image: Bordered<F>,
        offsets: Vec<usize>,
        group: usize,
        [channels, height, width]: [usize; 3],
    ) -> Self {
        let weights = vec![[[F::ZERO; REGISTER]; BLOCK]; channels.div_ceil(BLOCK) * offsets.len()];
        let row = vec![[[F::ZERO; LANES]; BLOCK]; width.div_ceil(LANES)];
        let furthest = offsets.iter().copied().max().unwrap_or(0);
        Self { image, offsets, furthest, group, weights, row, height, width }
    }

    /// Takes in the image to read, in the order channel, row, column.
    pub fn fill(&mut self, example: &[F]) {
        self.image.fill(example);
    }

    /// The image that is read.
    pub fn image(&self) -> &Bordered<F> {
        &self.image
    }

    /// Takes the weight of each term, for each output channel below `channels`.
    pub fn set_weights(&mut self, channels: usize, weight: impl Fn(usize, usize) -> F) {
        for (block, weights) in self.weights.chunks_exact_mut(self.offsets.len()).enumerate() {
            let first = block * BLOCK;
            for (term, weights) in weights.iter_mut().enumerate() {
                for (channel, out) in (first..channels).zip(weights) {
                    *out = [weight(channel, term); REGISTER];
                }
            }
        }
    }

    /// Fills `output` from the image, in the order channel, row, column.
    ///
    /// # Panics
    /// When the shapes do not fit: a bug in a layer.
    pub fn apply(&mut self, output: &mut [F]) {
        let (width, plane) = (self.width, self.height * self.width);
        // The last tile of a row overlaps the tile before.
        let last = width.saturating_sub(LANES);
        let starts = (0..width).step_by(LANES).map(|x| x.min(last));
        let beyond = (self.height - 1) * self.image.stride() + last + self.furthest + LANES;
        assert!(beyond <= self.image.numbers.len(), "a register beyond the end");
        for y in 0..self.height {
            let row = &self.image.numbers[y * self.image.stride()..];
            let blocks = self.weights.chunks_exact(self.offsets.len());
            for (weights, output) in blocks.zip(output.chunks_mut(BLOCK * plane)) {
                let groups = self.offsets.chunks_exact(self.group);
                let groups = groups.zip(weights.chunks_exact(self.group));
                for (group, (offsets, weights)) in groups.enumerate() {
                    for (x, total) in starts.clone().zip(&mut self.row) {
                        // SAFETY: the last row, start and offset were checked above; all others are
                        // smaller.
                        #[allow(unsafe_code)]
                        let sums = unsafe { tile(&row[x..], offsets, weights) };
                        *total = if group == 0 { sums } else { add(*total, sums) };
                    }
                }
                for (x, sums) in starts.clone().zip(&self.row) {
                    for (channel, sums) in output.chunks_exact_mut(plane).zip(sums) {
                        let to = &mut channel[y * width..][..width][x..];
                        match to.first_chunk_mut() {
                            Some(whole) => *whole = *sums,
                            None => to.copy_from_slice(&sums[..to.len()]),
                        }
                    }
                }
            }
        }
    }
}

/// This is unsafe for speed. With a check for every term, whole steps of networks with convolutions
/// took 1.3 times as long in WebAssembly.
///
/// # Safety
/// At least `LANES` pixels must follow each offset.
#[allow(unsafe_code)]
#[inline(always)]
unsafe fn tile<F: Real>(
    pixels: &[F],
    offsets: &[usize],
    weights: &[[[F; REGISTER]; BLOCK]],
) -> [[F; LANES]; BLOCK] {
    let mut sums = [[F::ZERO; LANES]; BLOCK];
    for (&offset, weights) in offsets.iter().zip(weights) {
        debug_assert!(offset + LANES <= pixels.len());
        // SAFETY: the caller promises it.
        let pixels = unsafe { &*pixels.as_ptr().add(offset).cast::<[F; LANES]>() };
        for (sums, weight) in sums.iter_mut().zip(weights) {
            for (sums, pixels) in sums.as_chunks_mut().0.iter_mut().zip(pixels.as_chunks().0) {
                add_register(sums, weight, pixels);
            }
        }
    }
    sums
}

/// `sums_i ← sums_i + x_i y_i`.
#[inline(always)]
fn add_register<F: Real>(sums: &mut [F; REGISTER], x: &[F; REGISTER], y: &[F; REGISTER]) {
    for (sum, (&x, &y)) in sums.iter_mut().zip(x.iter().zip(y)) {
        *sum += x * y;
    }
}

#[inline(always)]
fn add<F: Real>(a: [[F; LANES]; BLOCK], b: [[F; LANES]; BLOCK]) -> [[F; LANES]; BLOCK] {
    let mut sum = a;
    for (sum, b) in sum.iter_mut().zip(&b) {
        sum.iter_mut().zip(b).for_each(|(sum, &b)| *sum += b);
    }
    sum
}

/// `sums_i ← sums_i + x_i y`.
#[inline(always)]
fn add_products<F: Real>(sums: &mut [[F; LANES]; BLOCK], x: &[F; BLOCK], y: &[F; LANES]) {
    for (sums, &x) in sums.iter_mut().zip(x) {
        for (sum, &y) in sums.iter_mut().zip(y) {
            *sum += x * y;
        }
    }
}

/// `Σ_pixels above_f(pixel) · image(offset + pixel)` per filter f and offset: the gradient of the
/// weights. One running sum goes over all examples.
#[derive(Debug, Clone)]
pub struct TapSums<F> {
    offsets: Vec<[usize; BLOCK]>,
    /// Per eight filters and four offsets.
    sums: Vec<[[F; LANES]; BLOCK]>,
}

impl<F: Real> TapSums<F> {
    /// Sums that are all 0.
    pub fn new(offsets: &[usize], filters: usize) -> Self {
        // Sums beyond the last tap are computed and never read.
        let block = |taps: &[usize]| core::array::from_fn(|i| taps.get(i).copied().unwrap_or(0));
        let offsets: Vec<_> = offsets.chunks(BLOCK).map(block).collect();
        let tiles = filters.div_ceil(LANES) * offsets.len();
        Self { offsets, sums: vec![[[F::ZERO; LANES]; BLOCK]; tiles] }
    }

    /// Sets all sums to 0.
    pub fn clear(&mut self) {
        self.sums.fill([[F::ZERO; LANES]; BLOCK]);
    }

    /// Adds an example. `above` has, per eight filters, a register for each of the rows × `width`
    /// pixels.
    pub fn add(&mut self, image: &Bordered<F>, above: &[[F; LANES]], pixels: usize, width: usize) {
        let tiles = self.sums.chunks_exact_mut(self.offsets.len());
        for (tiles, above) in tiles.zip(above.chunks_exact(pixels)) {
            for (tile, &offsets) in tiles.iter_mut().zip(&self.offsets) {
                *tile = add_example(*tile, image, offsets, above, width);
            }
        }
    }

    /// The sum of this filter and tap.
    pub fn sum(&self, filter: usize, tap: usize) -> F {
        let tile = filter / LANES * self.offsets.len() + tap / BLOCK;
        self.sums[tile][tap % BLOCK][filter % LANES]
    }
}

#[inline(always)]
fn add_example<F: Real>(
    mut sums: [[F; LANES]; BLOCK],
    image: &Bordered<F>,
    offsets: [usize; BLOCK],
    above: &[[F; LANES]],
    width: usize,
) -> [[F; LANES]; BLOCK] {
    for (y, above) in above.chunks_exact(width).enumerate() {
        let [a, b, c, d] =
            offsets.map(|offset| &image.numbers[offset + y * image.stride()..][..width]);
        // An index would be checked once in every row.
        let pixels = a.iter().zip(b).zip(c.iter().zip(d));
        for (above, ((&a, &b), (&c, &d))) in above.iter().zip(pixels) {
            add_products(&mut sums, &[a, b, c, d], above);
        }
    }
    sums
}
