//! `y_j = max(x_{jg}, …, x_{jg+g−1})`: each group of g consecutive units keeps its largest value
//! (the max-pooling and sub-sampling of arXiv:1511.01754). Of equal values the first wins and takes
//! the whole gradient.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{Definition, Layer, Mode, Passage, Place, Shape};
use crate::math::interval::Interval;
use crate::real::Real;

struct MaxPoolUnits {
    group: usize,
    outputs: usize,
    /// The index of the unit that won, per example and group.
    winners: Vec<usize>,
}

pub(super) fn build<F: Real>(
    definition: &Definition,
    place: Place<F>,
) -> Result<Box<dyn Layer<F>>, String> {
    let group = definition.number("group")?;
    let units = place.shape.channels;
    if group == 0 || !units.is_multiple_of(group) {
        return Err(format!("group is {group}; it must divide the {units} units before"));
    }
    if place.shape.pixels() != 1 {
        return Err("it pools units, not pixels: use max_pool there".to_owned());
    }
    Ok(Box::new(MaxPoolUnits { group, outputs: units / group, winners: Vec::new() }))
}

impl<F: Real> Layer<F> for MaxPoolUnits {
    fn output_shape(&self) -> Shape {
        Shape::flat(self.outputs)
    }

    fn forward(&mut self, input: ArrayView2<F>, mut output: ArrayViewMut2<F>, _mode: Mode) {
        self.winners.clear();
        for (units, mut kept) in input.rows().into_iter().zip(output.rows_mut()) {
            for (group, largest) in kept.iter_mut().enumerate() {
                let first = group * self.group;
                let mut winner = first;
                for unit in first + 1..first + self.group {
                    // NaN wins: a run that has diverged must show it.
                    if units[unit] > units[winner] || units[unit].is_nan() {
                        winner = unit;
                    }
                }
                *largest = units[winner];
                self.winners.push(winner);
            }
        }
    }

    fn backward(
        &mut self,
        _input: ArrayView2<F>,
        _output: ArrayView2<F>,
        output_gradient: ArrayView2<F>,
        input_gradient: Option<ArrayViewMut2<F>>,
    ) {
        let Some(mut input_gradient) = input_gradient else {
            return;
        };
        input_gradient.fill(F::ZERO);
        let examples = output_gradient.rows().into_iter().zip(input_gradient.rows_mut());
        for ((kept, mut units), winners) in examples.zip(self.winners.chunks_exact(self.outputs)) {
            for (&gradient, &winner) in kept.iter().zip(winners) {
                units[winner] = gradient;
            }
        }
    }

    fn range(&self, inputs: &[Interval]) -> Vec<Interval> {
        let of_group = |group: &[Interval]| Interval {
            min: group.iter().map(|input| input.min).fold(f64::NEG_INFINITY, f64::max),
            max: group.iter().map(|input| input.max).fold(f64::NEG_INFINITY, f64::max),
        };
        inputs.chunks_exact(self.group).map(of_group).collect()
    }

    fn passage(&self) -> Passage {
        Passage::Groups(self.group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Kind;
    use ndarray::array;

    fn pool(inputs: usize, group: usize) -> Result<Box<dyn Layer<f64>>, String> {
        let definition = Definition::new("max_pool_units").with("group", group);
        build(&definition, Place { shape: Shape::flat(inputs), kind: Kind::Filter, before: &[] })
    }

    #[test]
    fn the_first_of_equals_takes_the_gradient() {
        let mut pool = pool(4, 2).expect("a valid layer");
        let input = array![[3.0, 3.0, 1.0, 2.0]];
        let mut output = array![[0.0, 0.0]];
        pool.forward(input.view(), output.view_mut(), Mode::Train);
        assert_eq!(output, array![[3.0, 2.0]]);
        let mut gradient = array![[9.0, 9.0, 9.0, 9.0]];
        let above = array![[5.0, 7.0]];
        pool.backward(input.view(), output.view(), above.view(), Some(gradient.view_mut()));
        assert_eq!(gradient, array![[5.0, 0.0, 0.0, 7.0]]);
    }

    #[test]
    fn refuses_groups_that_do_not_divide() {
        for group in [0, 3, 5] {
            assert!(pool(4, group).is_err_and(|problem| problem.contains("group")));
        }
    }
}
