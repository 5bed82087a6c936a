//! Reference cases: a network, its start, its batches and a rule, as JSON, and the results of
//! replaying them. Native only.
//!
//! `tests/reference/README.md` describes the format. Everything is checked when it is read, and
//! each refusal names the field.

use core::str::FromStr;

use ndarray::Array2;
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::experiment::training::Training;
use crate::layers::{Argument, Definition, Mode, Shape};
use crate::network::Network;
use crate::optim;
use crate::optim::descent::Hyperparameters;
use crate::optim::schedule::{Pace, Schedule};
use crate::param::Param;
use crate::real::Real;

/// A case that was read. It is well formed, as far as this can be known before its network is
/// built.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    input: Shape,
    classes: usize,
    definitions: Vec<Definition>,
    weights: Vec<Value>,
    batches: Vec<Batch>,
    rule: String,
    learning_rate: f64,
    class_weights: Option<Vec<f64>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Batch {
    examples: usize,
    x: Vec<f64>,
    /// One label per example, or per pixel.
    y: Vec<u8>,
}

/// The results of a replay: the four fields of a case's `expected`.
#[derive(Debug, Clone, PartialEq)]
pub struct Results<F> {
    /// Examples × classes, before the first step.
    pub logits_first_batch: Array2<F>,
    /// Per bank, before the first step.
    pub gradient_first_batch: Vec<Param<F>>,
    /// The mean loss of each batch, before the batch's step.
    pub loss_per_step: Vec<f64>,
    /// Per bank, after the last step.
    pub weights_final: Vec<Param<F>>,
}

impl FromStr for Case {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let json: Value =
            serde_json::from_str(text).map_err(|error| Error::case("file", error.to_string()))?;
        let case = json.as_object().ok_or_else(|| Error::case("file", "is not a JSON object"))?;
        let input = read_shape(field(case, "input")?)?;
        let classes = read_count(field(case, "classes")?, "classes", 256)?;
        let update = field(case, "update")?;
        let rule = update["rule"].as_str();
        let learning_rate = update["learning_rate"].as_f64().filter(|rate| *rate > 0.0);
        Ok(Self {
            input,
            classes,
            definitions: read_list(case, "layers", read_definition)?,
            weights: read_list(case, "weights", |value, _| Ok(value.clone()))?,
            batches: read_list(case, "batches", |value, at| read_batch(value, at, input, classes))?,
            rule: rule.ok_or_else(|| Error::case("update.rule", "is not a text"))?.to_owned(),
            learning_rate: learning_rate
                .ok_or_else(|| Error::case("update.learning_rate", "is not a number above 0"))?,
            class_weights: read_class_weights(case.get("class_weights"), classes)?,
        })
    }
}

impl Case {
    /// Moves the start onto the rule's set, runs all steps and returns the four results of the
    /// case. The computation is in `F`, and the numbers of the file are rounded to `F`.
    ///
    /// # Errors
    /// The network cannot be built, the weights do not fit it, or the rule is unknown.
    pub fn replay<F: Real>(&self) -> Result<Results<F>, Error> {
        let mut network = Network::<F>::new(self.input, self.classes, &self.definitions)?;
        self.fill_weights(&mut network)?;
        let rule = optim::rule::<F>(&self.rule).ok_or_else(|| {
            let known: Vec<_> = optim::catalog::<F>().iter().map(|rule| rule.id).collect();
            let problem =
                format!("there is no rule \"{}\"; known: {}", self.rule, known.join(", "));
            Error::case("update.rule", problem)
        })?;
        let pace = Pace::new(Schedule::Constant, self.learning_rate);
        let mut training = Training::new(network, rule, Hyperparameters::default(), pace)?;
        let class_weights: Option<Vec<F>> = self
            .class_weights
            .as_ref()
            .map(|weights| weights.iter().map(|&weight| F::from_f64(weight)).collect());
        let pixels = training.network.output_shape().pixels();
        let batches: Vec<(Array2<F>, &[u8])> = self
            .batches
            .iter()
            .enumerate()
            .map(|batch| self.matrix(batch, pixels))
            .collect::<Result<_, Error>>()?;

        let (first, _) = &batches[0];
        let logits = training.network.forward(first.view(), Mode::Train, &mut || {}).to_owned();
        let mut gradient_first_batch = Vec::new();
        let mut loss_per_step = Vec::with_capacity(batches.len());
        for (x, y) in &batches {
            let loss = training.gradient(x.view(), y, class_weights.as_deref(), &mut || {});
            if loss_per_step.is_empty() {
                gradient_first_batch = training.network.params().map(as_gradient).collect();
            }
            loss_per_step.push(loss);
            training.descend();
        }
        let weights_final = training.network.params().cloned().collect();
        Ok(Results {
            logits_first_batch: logits,
            gradient_first_batch,
            loss_per_step,
            weights_final,
        })
    }

    /// The examples of a batch as a matrix, and its labels: a label for each pixel of the output.
    fn matrix<'a, F: Real>(
        &self,
        (at, batch): (usize, &'a Batch),
        pixels: usize,
    ) -> Result<(Array2<F>, &'a [u8]), Error> {
        if batch.y.len() != batch.examples * pixels {
            let (found, wanted) = (batch.y.len(), batch.examples * pixels);
            let problem = format!("holds {found} labels; the network gives {wanted} answers");
            return Err(Error::case(format!("batches[{at}].y"), problem));
        }
        let mut matrix = Array2::zeros((batch.examples, self.input.features()));
        for (to, &from) in matrix.iter_mut().zip(&batch.x) {
            *to = F::from_f64(from);
        }
        Ok((matrix, &batch.y))
    }

    fn fill_weights<F: Real>(&self, network: &mut Network<F>) -> Result<(), Error> {
        let mut given = self.weights.iter().enumerate();
        for param in network.params_mut() {
            let inputs = param.inputs();
            let shapes = [vec![param.rows(), inputs], vec![param.rows()]];
            let mut numbers = Vec::new();
            for shape in &shapes[..1 + usize::from(param.has_bias)] {
                let (at, value) = given.next().ok_or_else(|| {
                    Error::case("weights", "holds fewer tensors than the layers need")
                })?;
                let (before, path) = (numbers.len(), format!("weights[{at}]"));
                read_tensor(value, &path, &mut numbers)?;
                let (found, wanted) = (numbers.len() - before, shape.iter().product::<usize>());
                if found != wanted || value.as_array().map(Vec::len) != shape.first().copied() {
                    let problem = format!("holds {found} numbers; the layer needs {shape:?}");
                    return Err(Error::case(path, problem));
                }
            }
            for (to, from) in param.numbers_mut().zip(numbers) {
                *to = F::from_f64(from);
            }
        }
        match given.next() {
            None => Ok(()),
            Some((at, _)) => {
                Err(Error::case(format!("weights[{at}]"), "belongs to no layer: remove it"))
            }
        }
    }
}

impl<F: Real> Results<F> {
    /// The results as one JSON object. Numbers read back to the same bits; numbers that are not
    /// finite become null.
    pub fn to_json(&self) -> Value {
        json!({
            "logits_first_batch": matrix_json(&self.logits_first_batch),
            "gradient_first_batch": banks_json(&self.gradient_first_batch),
            "loss_per_step": self.loss_per_step,
            "weights_final": banks_json(&self.weights_final),
        })
    }
}

fn as_gradient<F: Real>(param: &Param<F>) -> Param<F> {
    Param { value: param.gradient.clone(), ..param.clone() }
}

fn matrix_json<F: Real>(matrix: &Array2<F>) -> Value {
    matrix.rows().into_iter().map(|row| row.iter().map(|x| x.to_f64()).collect::<Value>()).collect()
}

/// The weights, then the bias if there is one, bank by bank.
fn banks_json<F: Real>(banks: &[Param<F>]) -> Value {
    let mut tensors = Vec::new();
    for bank in banks {
        tensors.push(matrix_json(&bank.weights().to_owned()));
        if bank.has_bias {
            let bias = bank.value.column(bank.inputs());
            tensors.push(bias.iter().map(|x| x.to_f64()).collect());
        }
    }
    Value::Array(tensors)
}

fn field<'a>(case: &'a Map<String, Value>, name: &str) -> Result<&'a Value, Error> {
    case.get(name).ok_or_else(|| Error::case(name, "is missing"))
}

fn read_list<T>(
    case: &Map<String, Value>,
    name: &str,
    read: impl Fn(&Value, &str) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let list = field(case, name)?.as_array().filter(|list| !list.is_empty());
    let list = list.ok_or_else(|| Error::case(name, "is not a list with something in it"))?;
    list.iter().enumerate().map(|(at, value)| read(value, &format!("{name}[{at}]"))).collect()
}

fn read_count(value: &Value, path: &str, most: u64) -> Result<usize, Error> {
    match value.as_u64() {
        Some(count) if (1..=most).contains(&count) => {
            Ok(usize::try_from(count).unwrap_or(usize::MAX))
        }
        _ => Err(Error::case(path, format!("{value} is not a whole number from 1 to {most}"))),
    }
}

/// `[features]` or `[channels, height, width]`.
fn read_shape(value: &Value) -> Result<Shape, Error> {
    const MOST: u64 = 1 << 12;
    let sizes = value.as_array().map_or(&[][..], |sizes| sizes);
    let sizes: Vec<usize> =
        sizes.iter().map(|size| read_count(size, "input", MOST)).collect::<Result<_, Error>>()?;
    let shape = match sizes[..] {
        [units] => Shape::flat(units),
        [channels, height, width] => Shape { channels, height, width },
        _ => return Err(Error::case("input", "is not [features] or [channels, height, width]")),
    };
    if shape.features() > 1 << 20 {
        return Err(Error::case("input", format!("{} features are too many", shape.features())));
    }
    Ok(shape)
}

fn read_definition(value: &Value, path: &str) -> Result<Definition, Error> {
    let layer = value.as_object().ok_or_else(|| Error::case(path, "is not an object"))?;
    let kind = layer.get("kind").and_then(Value::as_str);
    let kind = kind.ok_or_else(|| Error::case(format!("{path}.kind"), "is not a text"))?;
    let mut definition = Definition::new(kind);
    for (name, value) in layer.iter().filter(|(name, _)| *name != "kind") {
        let argument = match value {
            Value::Bool(flag) => Some(Argument::Number(usize::from(*flag))),
            Value::String(word) => Some(Argument::Word(word.clone())),
            other => other.as_u64().and_then(|n| Some(Argument::Number(usize::try_from(n).ok()?))),
        };
        let argument = argument.ok_or_else(|| {
            let problem = format!("{value} is not a whole number, a flag or a word");
            Error::case(format!("{path}.{name}"), problem)
        })?;
        definition.arguments.push((name.clone(), argument));
    }
    Ok(definition)
}

fn read_batch(value: &Value, path: &str, input: Shape, classes: usize) -> Result<Batch, Error> {
    let list = |name: &str| {
        let items = value[name].as_array().filter(|items| !items.is_empty());
        items.ok_or_else(|| Error::case(format!("{path}.{name}"), "is not a list of examples"))
    };
    let (examples, labels) = (list("x")?, list("y")?);
    if examples.len() != labels.len() {
        let problem = format!("has {} examples for {} in x", labels.len(), examples.len());
        return Err(Error::case(format!("{path}.y"), problem));
    }
    let mut x = Vec::new();
    for (at, example) in examples.iter().enumerate() {
        let (before, path) = (x.len(), format!("{path}.x[{at}]"));
        read_tensor(example, &path, &mut x)?;
        let (found, wanted) = (x.len() - before, input.features());
        if found != wanted {
            let problem = format!("holds {found} numbers; an example has {wanted}");
            return Err(Error::case(path, problem));
        }
    }
    let mut y = Vec::new();
    for (at, labels) in labels.iter().enumerate() {
        read_labels(labels, &format!("{path}.y[{at}]"), classes, &mut y)?;
    }
    Ok(Batch { examples: examples.len(), x, y })
}

/// A single label, or nested lists with a label per pixel.
fn read_labels(value: &Value, path: &str, classes: usize, into: &mut Vec<u8>) -> Result<(), Error> {
    if let Some(list) = value.as_array() {
        let mut items = list.iter().enumerate();
        return items
            .try_for_each(|(at, item)| read_labels(item, &format!("{path}[{at}]"), classes, into));
    }
    let label = value.as_u64().and_then(|label| u8::try_from(label).ok());
    let label = label.filter(|label| usize::from(*label) < classes);
    let problem = || Error::case(path, format!("{value} is not one of {classes} classes"));
    into.push(label.ok_or_else(problem)?);
    Ok(())
}

fn read_tensor(value: &Value, path: &str, into: &mut Vec<f64>) -> Result<(), Error> {
    if let Some(list) = value.as_array() {
        let mut items = list.iter().enumerate();
        return items.try_for_each(|(at, item)| read_tensor(item, &format!("{path}[{at}]"), into));
    }
    let number = value.as_f64();
    into.push(number.ok_or_else(|| Error::case(path, format!("{value} is not a number")))?);
    Ok(())
}

fn read_class_weights(value: Option<&Value>, classes: usize) -> Result<Option<Vec<f64>>, Error> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    let mut weights = Vec::new();
    read_tensor(value, "class_weights", &mut weights)?;
    if weights.len() != classes || !weights.iter().all(|weight| *weight >= 0.0) {
        let problem = format!("must be {classes} numbers, none below 0");
        return Err(Error::case("class_weights", problem));
    }
    Ok(Some(weights))
}
