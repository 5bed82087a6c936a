//! The conformance battery for every layer of the catalogue. The layers need no other test.

use core::cell::RefCell;

use ndarray::Array2;
use scale_drift::layers::{Layer, Mode, Passage, Shape, build_stack, catalog};
use scale_drift::rng::{Purpose, Stream};

use crate::gradients::error_slope;

const EXAMPLES: usize = 5;

fn normals(rows: usize, columns: usize, index: u32) -> Array2<f64> {
    let mut stream = Stream::new(2, Purpose::Synthetic, index);
    Array2::from_shape_simple_fn((rows, columns), || stream.normal())
}

/// The example of an entry of the catalogue: layers of which the last is of the entry's kind.
struct Stack {
    kind: &'static str,
    input: Shape,
    layers: Vec<Box<dyn Layer<f64>>>,
    /// The output of each layer in the last forward pass.
    outputs: Vec<Array2<f64>>,
}

fn stacks() -> Vec<Stack> {
    let built = catalog::<f64>().into_iter().map(|entry| {
        let (input, definitions) = (entry.example)();
        let mut layers = build_stack(input, &definitions, false).expect("a valid example");
        for param in layers.iter_mut().filter_map(|layer| layer.param_mut()) {
            param.value = normals(param.value.nrows(), param.value.ncols(), 9);
        }
        Stack { kind: entry.kind, input, layers, outputs: Vec::new() }
    });
    built.collect()
}

impl Stack {
    fn forward(&mut self, input: &Array2<f64>) -> Array2<f64> {
        self.outputs.clear();
        for layer in &mut self.layers {
            let before = self.outputs.last().unwrap_or(input);
            let features = layer.output_shape().features();
            let mut output = Array2::from_elem((input.nrows(), features), f64::NAN);
            layer.forward(before.view(), output.view_mut(), Mode::Train);
            self.outputs.push(output);
        }
        self.outputs.last().expect("at least one layer").clone()
    }

    /// The gradient with respect to the input. The gradients with respect to the weights stay in
    /// the layers.
    fn backward(&mut self, input: &Array2<f64>, output_gradient: &Array2<f64>) -> Array2<f64> {
        let mut above = output_gradient.clone();
        for (position, layer) in self.layers.iter_mut().enumerate().rev() {
            let before = position.checked_sub(1).map_or(input, |before| &self.outputs[before]);
            let mut below = Array2::from_elem(before.dim(), f64::NAN);
            let output = self.outputs[position].view();
            layer.backward(before.view(), output, above.view(), Some(below.view_mut()));
            above = below;
        }
        above
    }

    fn output_shape(&self) -> Shape {
        self.layers.last().expect("at least one layer").output_shape()
    }
}

/// Input and weights move together along a random line. A weighted sum turns the output into one
/// number.
#[test]
fn backward_is_the_derivative_of_forward() {
    for mut stack in stacks() {
        let features = stack.input.features();
        let (input, along) = (normals(EXAMPLES, features, 0), normals(EXAMPLES, features, 1) * 0.1);
        stack.forward(&input);
        let weights = normals(EXAMPLES, stack.output_shape().features(), 2);
        let input_gradient = stack.backward(&input, &weights);
        let mut exact = (&input_gradient * &along).sum();
        let params = || stack.layers.iter().filter_map(|layer| layer.param());
        let starts: Vec<_> = params().map(|param| param.value.clone()).collect();
        let lines: Vec<_> =
            starts.iter().map(|start| normals(start.nrows(), start.ncols(), 3) * 0.1).collect();
        exact +=
            params().zip(&lines).map(|(param, line)| (&param.gradient * line).sum()).sum::<f64>();
        let kind = stack.kind;
        let stack = RefCell::new(stack);
        let value = |step: f64| {
            let mut stack = stack.borrow_mut();
            let params = stack.layers.iter_mut().filter_map(|layer| layer.param_mut());
            for ((param, start), line) in params.zip(&starts).zip(&lines) {
                param.value = start + &(line * step);
            }
            (stack.forward(&(&input + &(&along * step))) * &weights).sum()
        };
        let here = value(0.0);
        let error = |slope: f64| {
            let value = &value;
            move |step: f64| (value(step) - here - step * slope).abs()
        };
        // A layer that is linear between kinks has no remainder beyond rounding.
        let is_linear = error(exact)(1e-3) < 1e-13 * (1.0 + here.abs());
        let slope = error_slope(error(exact));
        assert!(is_linear || (slope - 2.0).abs() < 0.05, "{kind}: slope {slope}");
        let wrong = error_slope(error(exact * 1.05 + 0.01));
        assert!((wrong - 1.0).abs() < 0.1, "{kind}: a wrong derivative has slope {wrong}");
    }
}

fn scale(channel: usize) -> f64 {
    [0.5, 3.0, 1.7, 0.2][channel % 4]
}

/// A layer treats scales as it says it does.
#[test]
fn scales_pass_as_the_layer_says() {
    for mut stack in stacks() {
        let kind = stack.kind;
        let (features, pixels) = (stack.input.features(), stack.input.pixels());
        let input = normals(EXAMPLES, features, 0);
        let plain = stack.forward(&input);
        let passage = stack.layers.last().expect("at least one layer").passage();
        // The factor of a column is the factor of its group.
        let size = if let Passage::Groups(size) = passage { size } else { 1 };
        let scaled =
            Array2::from_shape_fn(input.dim(), |(i, j)| input[[i, j]] * scale(j / pixels / size));
        for param in stack.layers.iter_mut().filter_map(|layer| layer.param_mut()) {
            let (columns, per_channel) = (param.inputs(), param.inputs() / stack.input.channels);
            for (j, mut column) in param.value.columns_mut().into_iter().enumerate().take(columns) {
                column /= scale(j / per_channel);
            }
        }
        let rescaled = stack.forward(&scaled);
        // Flattening keeps the pixels of each channel together. This is the number of columns per
        // original channel.
        let per_channel = match passage {
            Passage::Groups(_) => 1,
            _ => stack.output_shape().features() / stack.input.channels,
        };
        let expected = Array2::from_shape_fn(plain.dim(), |(i, j)| match passage {
            Passage::Weights | Passage::Absorbs => plain[[i, j]],
            Passage::Keeps | Passage::Groups(_) => plain[[i, j]] * scale(j / per_channel),
        });
        let gap = (&rescaled - &expected).mapv(f64::abs).sum();
        assert!(gap < 1e-11, "{kind}: {gap}");
        let moved = (&rescaled - &(&expected * 1.001)).mapv(f64::abs).sum();
        assert!(moved > 1e-6, "{kind}: the comparison sees nothing");
    }
}

/// NaN must reach the output: a run that has diverged must show it.
#[test]
fn nan_is_never_hidden() {
    for mut stack in stacks() {
        let mut input = normals(EXAMPLES, stack.input.features(), 0);
        input.fill(f64::NAN);
        let output = stack.forward(&input);
        assert!(output.iter().any(|y| y.is_nan()), "{}", stack.kind);
    }
}

#[test]
fn unknown_arguments_are_refused() {
    for entry in catalog::<f32>() {
        let (input, mut definitions) = (entry.example)();
        let last = definitions.pop().expect("at least one layer").with("colour", 1);
        definitions.push(last);
        let refused = build_stack::<f32>(input, &definitions, false);
        assert!(refused.err().is_some_and(|(_, problem)| problem.contains("colour")));
    }
}
