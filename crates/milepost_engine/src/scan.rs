//! Stored files as streams of batches, planned by DataFusion: the columns that are read, without the rows that count
//! no longer. Nothing of it is SQL.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::DFSchema;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::object_store::ObjectStoreUrl;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::{col, lit};
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use datafusion::prelude::SessionContext;
use milepost_dataset::{AGENCY_COLUMN, check_layout, stored_schema};
use milepost_expression::{Slot, Type};
use milepost_measure::{Failure, StoredPart};
use milepost_pack::Dataset;
use object_store::path::Path;

use crate::program::Program;

/// Opens the files of a slice, shared out over as many streams as there are threads.
pub(crate) fn streams(
    session: &SessionContext,
    program: &Program<'_>,
    parts: &[StoredPart],
    threads: usize,
) -> Result<Vec<SendableRecordBatchStream>, Failure> {
    let dataset = program.plan.dataset();
    let table = coded(&stored_schema(dataset), dataset);
    let mut by_exception: BTreeMap<&BTreeSet<String>, Vec<&PathBuf>> = BTreeMap::new();
    for part in parts {
        by_exception.entry(&part.except).or_default().push(&part.file);
    }
    let mut streams = Vec::new();
    for (except, files) in by_exception {
        let files = files.into_iter().map(|file| described(file, dataset)).collect::<Result<Vec<_>, _>>()?;
        let scan = scan(&table, program, files, threads)?;
        let scan = scan.repartitioned(threads, session.state().config_options())?.unwrap_or(scan);
        let plan = if except.is_empty() { scan } else { without(session, scan, except)? };
        for partition in 0..plan.output_partitioning().partition_count() {
            streams.push(plan.execute(partition, session.task_ctx())?);
        }
    }
    Ok(streams)
}

fn scan(
    table: &SchemaRef,
    program: &Program<'_>,
    files: Vec<PartitionedFile>,
    threads: usize,
) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    let agency = table.index_of(AGENCY_COLUMN)?;
    let columns = program.columns.iter().copied().chain([agency]).collect();
    let source = Arc::new(ParquetSource::new(Arc::clone(table)));
    let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
        .with_file_groups(FileGroup::new(files).split_files(threads))
        .with_projection_indices(Some(columns))?
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

/// Leaves out the rows about some agencies.
fn without(
    session: &SessionContext,
    scan: Arc<dyn ExecutionPlan>,
    except: &BTreeSet<String>,
) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    let schema = DFSchema::try_from(scan.schema().as_ref().clone())?;
    let listed = except.iter().map(|agency| lit(agency.as_str())).collect();
    let counts = session.state().create_physical_expr(col(AGENCY_COLUMN).in_list(listed, true), &schema)?;
    Ok(Arc::new(FilterExec::try_new(counts, scan)?))
}

/// A file with its size, and the columns in which it is to be read.
fn described(file: &PathBuf, dataset: &Dataset) -> Result<PartitionedFile, Failure> {
    let opened = File::open(file)?;
    let size = opened.metadata()?.len();
    let metadata = ArrowReaderMetadata::load(&opened, ArrowReaderOptions::new())?;
    check_layout(metadata.schema(), dataset)?;
    let mut described = PartitionedFile::new(String::new(), size);
    // Homes may be named from the current folder; object stores know no such names.
    described.object_meta.location = Path::from_absolute_path(std::path::absolute(file)?)?;
    Ok(described.with_arrow_schema(coded(metadata.schema(), dataset)))
}

/// The schema with text as it lies in the file: numbers of a dictionary. What identifies rows has none.
fn coded(schema: &Schema, dataset: &Dataset) -> SchemaRef {
    let identifies = |slot: Slot| dataset.unit == slot || dataset.key.contains(&slot);
    let is_coded = |name: &str| {
        let column = dataset.columns.iter().position(|column| column.id == name);
        column.map_or(name == AGENCY_COLUMN, |place| {
            matches!(dataset.columns[place].kind, Type::Text | Type::Codes) && !identifies(Slot(place))
        })
    };
    let field = |field: &Arc<Field>| {
        if !is_coded(field.name()) {
            return Arc::clone(field);
        }
        let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        Arc::new(field.as_ref().clone().with_data_type(kind))
    };
    Arc::new(Schema::new_with_metadata(
        schema.fields().iter().map(field).collect::<Vec<_>>(),
        schema.metadata().clone(),
    ))
}
