//! tables
use crate::options::Options;
use scale_drift::experiment::protocol::record::RunRecord;
pub struct Tables;
impl Tables {
    pub fn new(_: &[RunRecord], _: &Options) -> Self {
        Self
    }
    pub fn to_markdown(&self) -> String {
        String::new()
    }
    pub fn to_csv(&self) -> String {
        String::new()
    }
}
