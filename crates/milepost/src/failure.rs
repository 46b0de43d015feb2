use std::fmt::Display;
use std::process::ExitCode;

use milepost_app::AppError;

use crate::session;

/// Why a command did not do what it was asked, or not all of it.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command has said what is wrong with the input.
    Said,
    /// The input has problems.
    Input(String),
    /// The command was used in a way that can't be.
    Usage(String),
    /// A verb refused or failed.
    App(AppError),
    /// A file could not be read or written.
    Io(std::io::Error),
}

impl Failure {
    pub(crate) fn input(error: impl Display) -> Self {
        Self::Input(error.to_string())
    }

    pub(crate) fn usage(error: impl Display) -> Self {
        Self::Usage(error.to_string())
    }

    /// Says what is wrong on standard error, and with which code the program ends.
    pub(crate) fn report(self) -> ExitCode {
        if matches!(&self, Self::Io(error) if error.kind() == std::io::ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        let code = match &self {
            Self::Said | Self::Input(_) | Self::App(AppError::Pack { .. } | AppError::Input(_)) => 1,
            Self::Usage(_) | Self::App(AppError::Usage(_)) => 2,
            // As a shell says of a program that an interrupt has ended: 128 and the signal's number.
            Self::App(AppError::Interrupted) => 130,
            Self::App(AppError::World { .. }) | Self::Io(_) => 3,
        };
        match self {
            Self::Said => {}
            Self::Input(what) | Self::Usage(what) => eprintln!("error: {what}"),
            Self::Io(error) => eprintln!("error: {error}"),
            Self::App(AppError::Pack { problems, files }) => eprint!("{}", session::rendered(&problems, &files)),
            Self::App(error @ AppError::Interrupted) => eprintln!("{error}"),
            Self::App(error) => {
                eprintln!("error: {error}");
                let mut cause = std::error::Error::source(&error);
                while let Some(error) = cause {
                    eprintln!("  because {error}");
                    cause = error.source();
                }
            }
        }
        ExitCode::from(code)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
