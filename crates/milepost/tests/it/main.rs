//! The program as a user meets it: through its commands.

mod annual_report;
mod demonstration;
mod docs;
mod generated;
mod intake;
mod recount;
mod report_page;
mod report_texts;
mod synthetic;
mod synthetic_pack;
