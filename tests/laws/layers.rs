//! The conformance battery: every layer of the catalogue, with no test of its own.

use core::cell::RefCell;

use ndarray::Array2;
use scale_drift::layers::{Definition, Layer, Mode, Passage, Place, build, catalog};
use scale_drift::param::Kind;
use scale_drift::rng::{Purpose, Stream};

use crate::gradients::error_slope;

const INPUTS: usize = 12;
const EXAMPLES: usize = 5;

fn normals(rows: usize, columns: usize, index: u32) -> Array2<f64> {
    let mut stream = Stream::new(2, Purpose::Synthetic, index);
    Array2::from_shape_simple_fn((rows, columns), || stream.normal())
}

fn examples() -> Vec<(&'static str, Box<dyn Layer<f64>>)> {
    let built = catalog::<f64>().into_iter().map(|entry| {
        let definition = Definition::new(entry.kind, entry.example);
        let place = Place { inputs: INPUTS, kind: Kind::Filter };
        let mut layer = build(&definition, place).expect("the catalogue's example is valid");
        if let Some(param) = layer.param_mut() {
            param.value = normals(param.value.nrows(), param.value.ncols(), 9);
        }
        (entry.kind, layer)
    });
    built.collect()
}

fn forward(layer: &mut dyn Layer<f64>, input: &Array2<f64>) -> Array2<f64> {
    let mut output = Array2::from_elem((input.nrows(), layer.outputs()), f64::NAN);
    layer.forward(input.view(), output.view_mut(), Mode::Train);
    output
}

/// Input and weights move together along a random line; the output is weighted into
/// one number.
#[test]
fn backward_is_the_derivative_of_forward() {
    for (kind, mut layer) in examples() {
        let (input, along) = (normals(EXAMPLES, INPUTS, 0), normals(EXAMPLES, INPUTS, 1) * 0.1);
        let output = forward(&mut *layer, &input);
        let weights = normals(EXAMPLES, layer.outputs(), 2);
        let mut input_gradient = Array2::from_elem(input.dim(), f64::NAN);
        layer.backward(
            input.view(),
            output.view(),
            weights.view(),
            Some(input_gradient.view_mut()),
        );
        let mut exact = (&input_gradient * &along).sum();
        let start = layer.param().map(|param| param.value.clone());
        let line = start.as_ref().map(|start| normals(start.nrows(), start.ncols(), 3) * 0.1);
        if let (Some(param), Some(line)) = (layer.param(), &line) {
            exact += (&param.gradient * line).sum();
        }
        let layer = RefCell::new(layer);
        let value = |step: f64| {
            let mut layer = layer.borrow_mut();
            if let (Some(param), Some(start), Some(line)) = (layer.param_mut(), &start, &line) {
                param.value = start + &(line * step);
            }
            (forward(&mut **layer, &(&input + &(&along * step))) * &weights).sum()
        };
        let here = value(0.0);
        let error = |slope: f64| move |step: f64| (value(step) - here - step * slope).abs();
        // A layer that is linear between kinks has no remainder but rounding.
        let is_linear = error(exact)(1e-3) < 1e-13 * (1.0 + here.abs());
        let slope = error_slope(error(exact));
        assert!(is_linear || (slope - 2.0).abs() < 0.05, "{kind}: slope {slope}");
        let wrong = error_slope(error(exact * 1.05 + 0.01));
        assert!((wrong - 1.0).abs() < 0.1, "{kind}: a wrong derivative has slope {wrong}");
    }
}

/// What a layer says of scales is what it does to them.
#[test]
fn scales_pass_as_the_layer_says() {
    for (kind, mut layer) in examples() {
        let input = normals(EXAMPLES, INPUTS, 0);
        let plain = forward(&mut *layer, &input);
        let scale = |unit: usize| [0.5, 3.0, 1.7, 0.2][unit % 4];
        // Group by group: the factor of a column is that of its group.
        let size = if let Passage::Groups(size) = layer.passage() { size } else { 1 };
        let scaled = Array2::from_shape_fn(input.dim(), |(i, j)| input[[i, j]] * scale(j / size));
        if let Some(param) = layer.param_mut() {
            let columns = param.inputs();
            for (j, mut column) in param.value.columns_mut().into_iter().enumerate().take(columns) {
                column /= scale(j);
            }
        }
        let rescaled = forward(&mut *layer, &scaled);
        let expected = Array2::from_shape_fn(plain.dim(), |(i, j)| {
            plain[[i, j]]
                * match layer.passage() {
                    Passage::Weights | Passage::Absorbs => 1.0,
                    Passage::Keeps | Passage::Groups(_) => scale(j),
                }
        });
        let gap = (&rescaled - &expected).mapv(f64::abs).sum();
        assert!(gap < 1e-12, "{kind}: {gap}");
        let moved = (&rescaled - &(&expected * 1.001)).mapv(f64::abs).sum();
        assert!(moved > 1e-6, "{kind}: the comparison sees nothing");
    }
}

#[test]
fn unknown_arguments_are_refused() {
    for entry in catalog::<f32>() {
        let mut definition = Definition::new(entry.kind, entry.example);
        definition.arguments.push(("colour".to_owned(), 1));
        let refused = build::<f32>(&definition, Place { inputs: INPUTS, kind: Kind::Filter });
        assert!(refused.err().is_some_and(|problem| problem.contains("colour")));
    }
}
