//! The boundary to JavaScript.

use scale_drift::data::images::Images;
use scale_drift::error::Error;
use wasm_bindgen::prelude::*;

use crate::workloads::{Workload, catalog};

/// The workloads, prepared one by one.
#[wasm_bindgen]
pub struct Bench {
    images: Images,
    workloads: Vec<Workload>,
    prepared: Vec<Option<Box<dyn FnMut()>>>,
}

#[wasm_bindgen]
impl Bench {
    /// Takes an unzipped shard of training images.
    #[wasm_bindgen(constructor)]
    pub fn new(shard: &[u8]) -> Result<Self, JsError> {
        let mut images = Images::default();
        images.append_shard(shard).map_err(to_js)?;
        let workloads = catalog();
        let prepared = workloads.iter().map(|_| None).collect();
        Ok(Self { images, workloads, prepared })
    }

    /// The names of the workloads.
    pub fn ids(&self) -> Vec<String> {
        self.workloads.iter().map(|workload| workload.id.clone()).collect()
    }

    /// Operations in one pass of each.
    pub fn flops(&self) -> Vec<f64> {
        self.workloads.iter().map(|workload| workload.flops).collect()
    }

    /// Makes this many passes of a workload.
    pub fn run(&mut self, index: usize, passes: u32) -> Result<(), JsError> {
        let prepared = &mut self.prepared[index];
        if prepared.is_none() {
            *prepared = Some(self.workloads[index].prepare(&self.images).map_err(to_js)?);
        }
        if let Some(pass) = prepared {
            (0..passes).for_each(|_| pass());
        }
        Ok(())
    }

    /// Of a training: allocations per step, allocated bytes not given back, bytes of linear
    /// memory after the first steps and after many; of anything else nothing.
    pub fn memory(&self, index: usize) -> Result<Vec<f64>, JsError> {
        let memory = self.workloads[index].memory(&self.images).map_err(to_js)?;
        Ok(memory.map_or_else(Vec::new, |memory| {
            vec![memory.allocations, memory.gained, memory.before, memory.after]
        }))
    }
}

#[allow(clippy::needless_pass_by_value)] // as map_err calls it
fn to_js(error: Error) -> JsError {
    JsError::new(&error.to_string())
}
