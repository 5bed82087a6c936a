//! Everything that is timed, by name.

use scale_drift::data::images::Images;
use scale_drift::error::Error;

use crate::convolutions::{CONVOLUTIONS, ConvolutionPass};
use crate::nets::{Net, nets};
use crate::peak;
use crate::products::{Kernel, PRODUCTS, Product};
use crate::training::{self, Memory, RULES};

/// Something to be timed.
pub struct Workload {
    /// Such as `step/conv/sgd`.
    pub id: String,
    /// Floating-point operations in one pass; 0 where they are not counted.
    pub flops: f64,
    what: What,
}

#[derive(Clone)]
enum What {
    Peak,
    Product(Product, Kernel),
    Convolution(ConvolutionPass, Kernel),
    Batch(Net),
    Step(Net, &'static str),
    Update(Net, &'static str),
}

/// All, in the order of the table.
pub fn catalog() -> Vec<Workload> {
    let mut workloads = vec![Workload::new("peak".to_owned(), peak::flops(), What::Peak)];
    const KERNELS: [(&str, Kernel); 2] =
        [("own", Kernel::Own), ("matrixmultiply", Kernel::Matrixmultiply)];
    for product in PRODUCTS {
        for (name, kernel) in KERNELS {
            let id = format!("product/{}/{name}", product.name());
            workloads.push(Workload::new(id, product.flops(), What::Product(product, kernel)));
        }
    }
    for pass in CONVOLUTIONS {
        for (name, kernel) in KERNELS {
            let id = format!("product/{}/{name}", pass.name());
            workloads.push(Workload::new(id, pass.flops(), What::Convolution(pass, kernel)));
        }
    }
    for net in nets() {
        let id = format!("batch/{}", net.name);
        workloads.push(Workload::new(id, 0.0, What::Batch(net.clone())));
        for rule in RULES {
            let id = format!("step/{}/{rule}", net.name);
            workloads.push(Workload::new(id, net.flops(), What::Step(net.clone(), rule)));
        }
        for rule in RULES {
            let id = format!("update/{}/{rule}", net.name);
            workloads.push(Workload::new(id, 0.0, What::Update(net.clone(), rule)));
        }
    }
    workloads
}

impl Workload {
    fn new(id: String, flops: f64, what: What) -> Self {
        Self { id, flops, what }
    }

    /// Prepares the workload and returns a function; each call of the function is one pass.
    ///
    /// # Errors
    /// Too few images.
    pub fn prepare(&self, images: &Images) -> Result<Box<dyn FnMut()>, Error> {
        match &self.what {
            What::Peak => Ok(Box::new(peak::pass)),
            What::Product(product, kernel) => Ok(product.pass(*kernel)),
            What::Convolution(pass, kernel) => Ok(pass.pass(*kernel)),
            What::Batch(net) => {
                let (net, images) = (net.clone(), images.clone());
                Ok(Box::new(move || {
                    let batch = net.batch(&images, 0).expect("there are images");
                    core::hint::black_box(&batch);
                }))
            }
            What::Step(net, rule) => training::step(net, rule, images),
            What::Update(net, rule) => training::update(net, rule),
        }
    }

    /// What its steps allocate; `None` if it is not a training.
    ///
    /// # Errors
    /// Too few images.
    pub fn memory(&self, images: &Images) -> Result<Option<Memory>, Error> {
        match &self.what {
            What::Step(net, rule) => training::memory(net, rule, images).map(Some),
            _ => Ok(None),
        }
    }
}
