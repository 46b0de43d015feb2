//! The program as a user meets it: through its commands.

mod annual_report;
mod county_report;
mod demonstration;
mod docs;
mod explain;
mod generated;
mod intake;
mod interrupted;
mod measures_recounted;
mod recomputing;
mod recount;
mod report_page;
mod report_sums;
mod report_texts;
mod stays;
mod synthetic;
mod synthetic_pack;
