//! What the examples of rules share, so that each shows only what it is about.

/// The pack in which the examples of all rules stand.
pub(super) const PACK: super::Example = &[(
    "pack.toml",
    r#"[pack]
id = "home_visits"
title = "Home visits"
release = "1"
about = "Nurses visit families who ask for it."
authority = "Department of Health"
state_agency = "ST"
cites = ["act"]

[[citation]]
id = "act"
text = "Home Visits Act, section 4"

[[calendar]]
id = "civil"
year_starts = "01-01"
year_label = "{start}"
quarter_label = "{start}Q{quarter}"
month_label = "{year}-{month}"

[[agency_type]]
id = "state"
title = "state"
plural = "states"

[[agency_type]]
id = "county"
title = "county"
plural = "counties"

[[agency]]
id = "ST"
title = "The state"
type = "state"

[[agency]]
id = "C1"
title = "First county"
type = "county"

[[membership]]
member = "C1"
parent = "ST"

[[code_list]]
id = "language"
title = "Language"
codes = [{ code = "en", title = "English" }, { code = "es", title = "Spanish" }]

[[dataset]]
id = "visit"
title = "Visits"
about = "One row per visit that a family asked for."
cites = ["act"]
calendar = "civil"
period = "year"
agency = "county"
key = ["visit_id"]
unit = "family"
column = [
  { id = "visit_id", title = "Visit", type = "text", required = true },
  { id = "family", title = "Family", type = "text", required = true },
  { id = "county", title = "County", type = "text", required = true },
  { id = "language", title = "Language", type = "text", codes = "language" },
  { id = "asked_on", title = "Asked on", type = "date" },
  { id = "visited_on", title = "Visited on", type = "date" },
  { id = "minutes", title = "Minutes", type = "integer", min = 0 },
]
stratifier = [
  { id = "language", title = "Language", by = "language" },
  { id = "county", title = "County", by = "county", groups = [{ code = "C1", title = "First county" }] },
]

[[measure]]
id = "timely"
title = "Timely visits"
definition = "Visits within 30 days of asking, out of all visits asked for."
cites = ["act"]
kind = "proportion"
calendar = "civil"
period = "year"
direction = "higher"
unit_of_count = "visits"
unit = "percent"
dataset = "visit"
numerator = "days_between(asked_on, visited_on) <= 30"
"#,
)];

/// A proportion with a numerator.
macro_rules! measure_with {
    ($numerator:literal) => {
        concat!(
            "[[measure]]\nid = \"long_visits\"\ntitle = \"Long visits\"\ndefinition = \"Visits of half an hour or more.\"\n",
            "cites = [\"act\"]\nkind = \"proportion\"\ncalendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\n",
            "unit_of_count = \"visits\"\nunit = \"percent\"\ndataset = \"visit\"\nnumerator = \"",
            $numerator,
            "\"\n"
        )
    };
}

/// A small dataset with something more in it.
macro_rules! dataset_with {
    ($more:literal) => {
        concat!(
            "[[dataset]]\nid = \"survey\"\ntitle = \"Family survey\"\nabout = \"One row per interview.\"\n",
            "cites = [\"act\"]\ncalendar = \"civil\"\nperiod = \"year\"\nkey = [\"interview\"]\nunit = \"family\"\n\n",
            "[[dataset.column]]\nid = \"interview\"\ntitle = \"Interview\"\ntype = \"text\"\nrequired = true\n\n",
            "[[dataset.column]]\nid = \"family\"\ntitle = \"Family\"\ntype = \"text\"\nrequired = true\n\n",
            "[[dataset.column]]\nid = \"returned_on\"\ntitle = \"Day\"\ntype = \"date\"\n\n",
            "[[dataset.column]]\nid = \"place\"\ntitle = \"Place\"\ntype = \"text\"\n\n",
            "[[dataset.column]]\nid = \"minutes\"\ntitle = \"Minutes\"\ntype = \"integer\"\n\n",
            $more
        )
    };
}

/// A count of the survey of `dataset_with`, for a kind of period.
macro_rules! survey_measure {
    ($period:literal) => {
        concat!(
            "[[measure]]\nid = \"interviews\"\ntitle = \"Interviews\"\ndefinition = \"All interviews.\"\ncites = [\"act\"]\n",
            "kind = \"count\"\ncalendar = \"civil\"\nperiod = \"",
            $period,
            "\"\ndirection = \"neutral\"\nunit_of_count = \"interviews\"\nunit = \"count\"\ndataset = \"survey\"\n"
        )
    };
}

/// A dataset of published results with a value under a name.
macro_rules! published {
    ($value:literal) => {
        concat!(
            "[[dataset]]\nid = \"published_result\"\ntitle = \"Published results\"\nabout = \"One row per figure.\"\n",
            "cites = [\"act\"]\nrole = \"published_results\"\ncalendar = \"civil\"\nperiod = \"year\"\nslice = \"label:period\"\n",
            "agency = \"agency\"\nkey = [\"measure\", \"agency\"]\nunit = \"measure\"\ncolumn = [\n",
            "  { id = \"measure\", title = \"Measure\", type = \"text\", required = true },\n",
            "  { id = \"period\", title = \"Period\", type = \"text\", required = true },\n",
            "  { id = \"agency\", title = \"Agency\", type = \"text\", required = true },\n",
            "  { id = \"",
            $value,
            "\", title = \"Value\", type = \"decimal\", places = 6 },\n",
            "  { id = \"places\", title = \"Places\", type = \"integer\" },\n]\n"
        )
    };
}

/// A dataset of which one column may be required.
macro_rules! keyed {
    ($required:literal) => {
        concat!(
            "[[dataset]]\nid = \"survey\"\ntitle = \"Family survey\"\nabout = \"One row per interview.\"\n",
            "cites = [\"act\"]\ncalendar = \"civil\"\nperiod = \"year\"\nkey = [\"interview\"]\nunit = \"interview\"\n\n",
            "[[dataset.column]]\nid = \"interview\"\ntitle = \"Interview\"\ntype = \"text\"\n",
            $required
        )
    };
}

/// A year's figure made of another measure's results.
macro_rules! over_periods {
    ($measure:literal) => {
        concat!(
            "[[measure]]\nid = \"pooled\"\ntitle = \"Two years\"\ndefinition = \"This year and the one before.\"\n",
            "cites = [\"act\"]\nkind = \"over_periods\"\ncalendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\n",
            "unit_of_count = \"visits\"\nunit = \"percent\"\nmeasure = \"",
            $measure,
            "\"\nperiods = 2\ntake = \"pooled\"\n"
        )
    };
}

/// A count with a cross.
macro_rules! cross_of {
    ($names:literal) => {
        concat!(
            "[[measure]]\nid = \"visits\"\ntitle = \"Visits\"\ndefinition = \"All visits.\"\ncites = [\"act\"]\n",
            "kind = \"count\"\ncalendar = \"civil\"\nperiod = \"year\"\ndirection = \"neutral\"\n",
            "unit_of_count = \"visits\"\nunit = \"count\"\ndataset = \"visit\"\ncrosses = [[",
            $names,
            "]]\n"
        )
    };
}

/// A measure with two classes.
macro_rules! classes_of {
    ($one:literal, $other:literal) => {
        concat!(
            "[[measure]]\nid = \"made\"\ntitle = \"Made\"\ndefinition = \"Visits by whether they were made.\"\n",
            "cites = [\"act\"]\nkind = \"classes\"\ncalendar = \"civil\"\nperiod = \"year\"\ndirection = \"neutral\"\n",
            "unit_of_count = \"visits\"\nunit = \"count\"\nplaces = 0\ndataset = \"visit\"\n",
            "class = \"CASE WHEN visited_on IS NULL THEN '",
            $other,
            "' ELSE '",
            $one,
            "' END\"\nclasses = [{ code = \"",
            $one,
            "\", title = \"Made\" }, { code = \"",
            $other,
            "\", title = \"Not made\" }]\n"
        )
    };
}

/// A mean of something about a visit, with further keys.
macro_rules! mean_of {
    ($observation:literal, $more:literal) => {
        concat!(
            "[[measure]]\nid = \"length\"\ntitle = \"Length\"\ndefinition = \"Time from due to visited.\"\ncites = [\"act\"]\n",
            "kind = \"mean\"\ncalendar = \"civil\"\nperiod = \"year\"\ndirection = \"neutral\"\n",
            "unit_of_count = \"visits\"\nunit = \"hours\"\ndataset = \"visit\"\nobservation = \"",
            $observation,
            "\"\n",
            $more
        )
    };
}

/// A derived share.
macro_rules! share_of {
    ($numerator:literal, $denominator:literal) => {
        concat!(
            "[[measure]]\nid = \"share\"\ntitle = \"Share\"\ndefinition = \"One part of another.\"\ncites = [\"act\"]\n",
            "kind = \"derived\"\ncalendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\n",
            "unit_of_count = \"visits\"\nunit = \"percent\"\nnumerator = \"",
            $numerator,
            "\"\ndenominator = \"",
            $denominator,
            "\"\n"
        )
    };
}

pub(super) use {
    classes_of, cross_of, dataset_with, keyed, mean_of, measure_with, over_periods, published, share_of, survey_measure,
};
