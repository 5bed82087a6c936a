//! The rescaling action (theory section 2): one free positive number per orbit unit.
//!
//! Without batch normalization, α multiplies a unit's incoming filter (bias included) and divides
//! the weights that read the unit. Units that are pooled together share α. With batch normalization
//! only the filter moves, and each row has its own α.

use crate::decimal;
use crate::error::Error;
use crate::layers::Passage;
use crate::network::Network;
use crate::param::{Kind, Param, rows_mut};
use crate::real::Real;
use crate::rng::{Purpose, Stream};

/// The free numbers of one hidden bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrbitBank {
    /// Number of orbit units.
    pub units: usize,
    /// Consecutive rows of the bank that share one α.
    pub rows_per_unit: usize,
    /// Whether the next bank reads the scale. It does where no batch normalization stands between.
    pub is_read: bool,
}

/// The orbit of a network: an entry for each hidden bank, in order.
pub fn orbit_banks<F: Real>(network: &Network<F>) -> Vec<OrbitBank> {
    let mut banks: Vec<OrbitBank> = Vec::new();
    for layer in network.layers() {
        match (layer.passage(), banks.last_mut()) {
            (Passage::Weights, _) => {
                let param = layer.param().expect("a layer of weights has a bank");
                if param.kind == Kind::Filter {
                    let units = param.rows();
                    banks.push(OrbitBank { units, rows_per_unit: 1, is_read: true });
                }
            }
            (Passage::Absorbs, Some(bank)) => bank.is_read = false,
            (Passage::Groups(group), Some(bank)) if bank.is_read => {
                bank.units /= group;
                bank.rows_per_unit *= group;
            }
            _ => {}
        }
    }
    banks
}

/// How the factors of a rescaling are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draw {
    /// α = 2^k, k a whole number uniform in [−strength, strength]: exact in binary.
    PowersOfTwo,
    /// α = 2^u, u uniform in [−strength, strength].
    Random,
}

/// A rescaling: one positive factor per orbit unit, by bank.
#[derive(Debug, Clone, PartialEq)]
pub struct Rescaling {
    factors: Vec<Vec<f64>>,
}

impl Rescaling {
    /// Draws a factor for every orbit unit; `strength` is the range of log2 α.
    pub fn per_unit(banks: &[OrbitBank], draw: Draw, strength: u32, seed: u32) -> Self {
        let mut stream = Stream::new(seed, Purpose::Rescaling, 0);
        let factors = banks
            .iter()
            .map(|bank| (0..bank.units).map(|_| factor(&mut stream, draw, strength)).collect());
        Self { factors: factors.collect() }
    }

    /// Draws one factor per bank, shared by all its units.
    pub fn per_layer(banks: &[OrbitBank], draw: Draw, strength: u32, seed: u32) -> Self {
        let mut stream = Stream::new(seed, Purpose::Rescaling, 1);
        let factors =
            banks.iter().map(|bank| vec![factor(&mut stream, draw, strength); bank.units]);
        Self { factors: factors.collect() }
    }

    /// A rescaling with these factors, by bank.
    ///
    /// # Errors
    /// The numbers of factors do not match `banks`, or a factor is not positive and finite.
    pub fn from_factors(banks: &[OrbitBank], factors: Vec<Vec<f64>>) -> Result<Self, Error> {
        let wanted: Vec<usize> = banks.iter().map(|bank| bank.units).collect();
        let given: Vec<usize> = factors.iter().map(Vec::len).collect();
        if wanted != given {
            let problem = format!("{given:?} factors were given for {wanted:?} orbit units");
            return Err(Error::setting("rescaling", problem));
        }
        if let Some(bad) = factors.iter().flatten().find(|f| !(f.is_finite() && **f > 0.0)) {
            let problem = format!("the factor {} is not a positive number", decimal::format(*bad));
            return Err(Error::setting("rescaling", problem));
        }
        Ok(Self { factors })
    }

    /// The rescaling that undoes this one.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let inverse = |bank: &Vec<f64>| bank.iter().map(|factor| 1.0 / factor).collect();
        Self { factors: self.factors.iter().map(inverse).collect() }
    }

    /// The factors, by bank.
    pub fn factors(&self) -> &[Vec<f64>] {
        &self.factors
    }

    /// Moves `network` along its orbit. The function that it computes stays.
    pub fn apply<F: Real>(&self, network: &mut Network<F>) {
        let banks = orbit_banks(network);
        // The numbers by which the columns of the next bank are divided.
        let mut read: Option<&[f64]> = None;
        for (position, param) in network.params_mut().enumerate() {
            if let Some(factors) = read.take() {
                divide_columns(param, factors);
            }
            if let (Some(bank), Some(factors)) = (banks.get(position), self.factors.get(position)) {
                multiply_rows(param, factors, bank.rows_per_unit);
                read = bank.is_read.then_some(factors);
            }
        }
    }
}

/// Squared factors that undo a rescaling of a bank: a factor for each row and for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Undo<F> {
    /// 1/α² per row.
    pub row_squares: Vec<F>,
    /// α² of the unit that each column reads; 1 for inputs and for the bias.
    pub column_squares: Vec<F>,
}

impl Rescaling {
    /// The factors that undo this rescaling in each hidden bank of `network`. With them the filters
    /// of a rescaled network are measured in the coordinates of the original network.
    pub fn undo<F: Real>(&self, network: &Network<F>) -> Vec<Undo<F>> {
        let banks = orbit_banks(network);
        let mut read: Option<&[f64]> = None;
        let mut undone = Vec::with_capacity(banks.len());
        for ((param, bank), factors) in network.params().zip(&banks).zip(&self.factors) {
            let mut column_squares = vec![F::ONE; param.value.ncols()];
            if let Some(inputs) = read {
                let columns_per_unit = param.inputs() / inputs.len();
                let columns = column_squares.chunks_exact_mut(columns_per_unit);
                columns.zip(inputs).for_each(|(c, factor)| c.fill(F::from_f64(factor * factor)));
            }
            let rows = factors.iter().flat_map(|factor| {
                core::iter::repeat_n(F::from_f64(1.0 / (factor * factor)), bank.rows_per_unit)
            });
            undone.push(Undo { row_squares: rows.collect(), column_squares });
            read = bank.is_read.then_some(factors);
        }
        undone
    }
}

fn factor(stream: &mut Stream, draw: Draw, strength: u32) -> f64 {
    let range = f64::from(strength);
    match draw {
        Draw::PowersOfTwo => libm::exp2(f64::from(stream.below(2 * strength + 1)) - range),
        Draw::Random => libm::exp2((2.0 * stream.uniform() - 1.0) * range),
    }
}

fn multiply_rows<F: Real>(param: &mut Param<F>, factors: &[f64], rows_per_unit: usize) {
    let units = factors.iter().flat_map(|factor| core::iter::repeat_n(*factor, rows_per_unit));
    for (row, factor) in rows_mut(&mut param.value).zip(units) {
        row.iter_mut().for_each(|weight| *weight *= F::from_f64(factor));
    }
}

/// Repeats each factor over the consecutive columns that come from its unit.
fn divide_columns<F: Real>(param: &mut Param<F>, factors: &[f64]) {
    let columns_per_unit = param.inputs() / factors.len();
    for row in rows_mut(&mut param.value) {
        for (columns, &factor) in row.chunks_exact_mut(columns_per_unit).zip(factors) {
            columns.iter_mut().for_each(|weight| *weight /= F::from_f64(factor));
        }
    }
}
