use super::{CITES, Declaration, Shape, Target, VALID_FROM, VALID_TO, optional, or, required, tables};

/// `[pack]`
pub static PACK: Declaration = Declaration {
    name: "pack",
    doc: "The program itself. Exactly one file of a pack has this table.",
    keys: &[
        required("id", Shape::Id, "permanent id of the pack"),
        required("title", Shape::Text, "name of the program, for people"),
        required("release", Shape::Text, "release of the pack itself: `2011.1`"),
        required("about", Shape::Text, "what the program is, a few sentences of Markdown"),
        required("authority", Shape::Text, "who answers for it"),
        required("state_agency", Shape::Name(Target::Agency), "the agency that supervises the program"),
        CITES,
    ],
    variants: None,
};

/// `[[citation]]`
pub static CITATION: Declaration = Declaration {
    name: "citation",
    doc: "A law, rule, paper or document that declarations rest on.",
    keys: &[
        required("id", Shape::LooseId, "permanent id, named in `cites`: letters, digits, `_` and `-`"),
        required("text", Shape::Text, "as the field writes it: `20 U.S.C. 1416(a)(3)(A)`"),
        optional("url", Shape::Text, "where it can be read"),
        VALID_FROM,
        VALID_TO,
    ],
    variants: None,
};

/// `[[calendar]]`
pub static CALENDAR: Declaration = Declaration {
    name: "calendar",
    doc: "On which day a year starts, and how its periods are called.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("year_starts", Shape::MonthDay, "month and day on which a year starts: `\"07-01\"`"),
        optional(
            "year_label",
            Shape::Text,
            "label of a year: `{start}` and `{end}` are the years it starts and ends in",
        ),
        optional("quarter_label", Shape::Text, "label of a quarter: `{quarter}` is 1 to 4"),
        optional("month_label", Shape::Text, "label of a month: `{year}` and `{month}` are those of the month"),
        tables("wave", &WAVE),
    ],
    variants: None,
};

/// `[[calendar.wave]]`
pub static WAVE: Declaration = Declaration {
    name: "calendar.wave",
    doc: "A named stretch of a calendar, such as a survey wave.",
    keys: &[
        required("label", Shape::Text, "its label"),
        required("start", Shape::Day, "first day"),
        required("end", Shape::Day, "last day, itself included"),
    ],
    variants: None,
};

/// `[[agency_type]]`
pub static AGENCY_TYPE: Declaration = Declaration {
    name: "agency_type",
    doc: "A kind of accountable unit.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("title", Shape::Text, "name of one, for people"),
        required("plural", Shape::Text, "name of several"),
        or(
            "answers_for_members",
            Shape::Flag,
            "false",
            "an agency of this type answers for its members: they are counted, and not judged while they belong to it",
        ),
    ],
    variants: None,
};

/// `[[agency]]`
pub static AGENCY: Declaration = Declaration {
    name: "agency",
    doc: "An accountable unit.",
    keys: &[
        required("id", Shape::LooseId, "permanent id: letters, digits, `_` and `-`"),
        required("title", Shape::Text, "name for people"),
        required("type", Shape::Name(Target::AgencyType), "its kind"),
        VALID_FROM,
        VALID_TO,
    ],
    variants: None,
};

/// `[[agency_file]]`
pub static AGENCY_FILE: Declaration = Declaration {
    name: "agency_file",
    doc: "A CSV file of agencies with the header `id,title,type,valid_from,valid_to`.",
    keys: &[required("file", Shape::Path, "path of the file in the pack")],
    variants: None,
};

/// `[[membership]]`
pub static MEMBERSHIP: Declaration = Declaration {
    name: "membership",
    doc: "An agency belongs to a larger one for some time. Rows count where it belongs on the last day of their dataset's \
          period, or on its own last day if it ends before.",
    keys: &[
        required("member", Shape::Name(Target::Agency), "the smaller agency"),
        required("parent", Shape::Name(Target::Agency), "the larger one"),
        VALID_FROM,
        VALID_TO,
        optional("reason", Shape::Text, "why it began or ended"),
    ],
    variants: None,
};

/// `[[membership_file]]`
pub static MEMBERSHIP_FILE: Declaration = Declaration {
    name: "membership_file",
    doc: "A CSV file of memberships with the header `member,parent,valid_from,valid_to,reason`.",
    keys: &[required("file", Shape::Path, "path of the file in the pack")],
    variants: None,
};

/// `[[code_list]]`
pub static CODE_LIST: Declaration = Declaration {
    name: "code_list",
    doc: "A closed list of codes, in the order in which tables show them.",
    keys: &[
        required("id", Shape::Id, "permanent id"),
        required("title", Shape::Text, "name for people"),
        required("codes", Shape::Tables(&CODE), "the codes"),
    ],
    variants: None,
};

/// `{ code, title }`
pub static CODE: Declaration = Declaration {
    name: "code",
    doc: "One code of a list.",
    keys: &[required("code", Shape::Text, "as it stands in a file"), required("title", Shape::Text, "name for people")],
    variants: None,
};
