//! For each rule more inputs that break it alone, with the text that must be marked, and inputs that come
//! near to it and break nothing.

use std::collections::BTreeSet;

use milepost_pack::{Files, check, rules};

use crate::{example, told};

/// A standard with some more keys.
fn standard(keys: &str) -> String {
    format!(
        "[[standard]]\nid = \"s1\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\ncites = [\"act\"]\n{keys}\n"
    )
}

/// A measure of visits with some more keys.
fn measure(id: &str, kind: &str, unit: &str, keys: &str) -> String {
    let of_results = ["derived", "over_periods", "rank", "apportioned"].contains(&kind);
    let dataset = if of_results || keys.contains("dataset =") { "" } else { "dataset = \"visit\"\n" };
    format!(
        "[[measure]]\nid = \"{id}\"\ntitle = \"M\"\ndefinition = \"M.\"\ncites = [\"act\"]\nkind = \"{kind}\"\n\
         calendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\nunit_of_count = \"visits\"\nunit = \"{unit}\"\n{dataset}{keys}\n"
    )
}

/// A dataset whose header has some more keys, with some more tables after its two columns.
fn dataset(keys: &str, tables: &str) -> String {
    format!(
        "[[dataset]]\nid = \"d\"\ntitle = \"D\"\nabout = \"D.\"\ncites = [\"act\"]\ncalendar = \"civil\"\nperiod = \"year\"\n\
         key = [\"k\"]\nunit = \"k\"\n{keys}\n\
         [[dataset.column]]\nid = \"k\"\ntitle = \"K\"\ntype = \"text\"\nrequired = true\n\
         [[dataset.column]]\nid = \"n\"\ntitle = \"N\"\ntype = \"integer\"\nmin = 0\n\
         [[dataset.column]]\nid = \"on\"\ntitle = \"On\"\ntype = \"date\"\n{tables}\n"
    )
}

/// A setting that the program reads, so that nothing has to use it.
fn setting(keys: &str) -> String {
    format!(
        "[[setting]]\nid = \"slippage_points\"\ntitle = \"S\"\nabout = \"S.\"\ntype = \"decimal\"\ncites = [\"act\"]\n{keys}\n"
    )
}

fn sample(columns: &str) -> String {
    format!(
        "[[sample]]\ndataset = \"visit\"\nperiod = \"2024\"\nnature = \"generated\"\n[[sample.block]]\ncount = 10\n\
         columns = {{ visit_id = {{ sequence = \"V{{n}}\" }}, family = \"f\", county = \"C1\"{columns} }}\n"
    )
}

/// Figures received: `yes` of `asked`, with keys of the two columns, further tables and keys of the measure.
fn reported(yes: &str, asked: &str, tables: &str, keys: &str) -> String {
    dataset(
        "",
        &format!(
            "[[dataset.column]]\nid = \"yes\"\ntitle = \"Y\"\ntype = \"integer\"\n{yes}\n\
             [[dataset.column]]\nid = \"asked\"\ntitle = \"A\"\ntype = \"integer\"\n{asked}\n{tables}"
        ),
    ) + &measure("r", "reported", "percent", &format!("dataset = \"d\"\nnumerator = \"yes\"\n{keys}"))
}

fn synthetic(keys: &str) -> String {
    format!(
        "[[synthetic]]\nid = \"s\"\nabout = \"a\"\ncalendar = \"civil\"\nfirst_month = \"2024-01\"\nagencies = \"county\"\nstay = 3\n\
         {keys}\n[[synthetic.rows]]\ndataset = \"visit\"\nper = \"unit\"\ncolumns = {{ visit_id = {{ sequence = \"V{{n}}\" }}, \
         family = \"f\", county = {{ formula = \"synthetic.agency\" }}, language = {{ once = {{ choose = {{ en = 1 }} }} }}, \
         minutes = {{ every = 6, of = {{ integer = [1, 5] }} }} }}\n"
    )
}

fn expect(condition: &str) -> String {
    format!(
        "[[dataset.check]]\nid = \"c\"\nlevel = \"error\"\nexpect = \"{condition}\"\nmessage = \"m\"\ncure = \"c\"\n"
    )
}

fn pack(text: &str) -> Files {
    // Further files follow a line `#: path`.
    let mut files = example(&[]);
    let mut parts = text.split("#: ");
    files.insert("zz.toml".to_owned(), parts.next().unwrap_or_default().as_bytes().to_vec());
    for part in parts {
        let (path, content) = part.split_once('\n').unwrap();
        files.insert(path.to_owned(), content.as_bytes().to_vec());
    }
    files
}

/// Code, pack, and the marked text of each problem.
#[expect(clippy::too_many_lines, reason = "a table")]
fn breaches() -> Vec<(&'static str, String, Vec<&'static str>)> {
    let two_classes = "class = \"language\"\nclass_list = \"language\"";
    vec![
        ("P001", "a = 1\na = 2\n".into(), vec!["a"]),
        ("P001", "day = 2011-02-30\n".into(), vec!["2011-02-30"]),
        ("P003", "[pakc]\nid = \"x\"\n".into(), vec!["pakc"]),
        ("P003", measure("m", "count", "count", "numerator = \"minutes > 1\""), vec!["numerator"]),
        ("P004", measure("m", "derived", "percent", "numerator = \"timely.numerator\""), vec!["[[measure]]"]),
        ("P004", measure("m", "derived", "percent", ""), vec!["[[measure]]"]),
        ("P004", measure("m", "classes", "count", "class = \"language\""), vec!["[[measure]]"]),
        ("P004", measure("m", "reported", "count", ""), vec!["[[measure]]"]),
        ("P005", "[agency]\nid = \"C2\"\n".into(), vec!["[agency]"]),
        ("P005", standard("at_least = \"90\"\nbetween = \"x\"").replace("at_least = \"90\"\n", ""), vec!["\"x\""]),
        ("P006", standard("at_least = \"90%\""), vec!["\"90%\""]),
        ("P006", standard("between = [\"90\"]"), vec!["[\"90\"]"]),
        ("P006", measure("m", "count", "count", "places = 13"), vec!["13"]),
        ("P006", measure("m", "quantile", "days", "observation = \"minutes\"\nshare = \"1.5\""), vec!["\"1.5\""]),
        ("P006", "[[calendar]]\nid = \"x\"\nyear_starts = \"13-01\"\n".into(), vec!["\"13-01\""]),
        ("P006", dataset("slice = \"datum:on\"", ""), vec!["\"datum:on\""]),
        ("P007", "[[agency]]\nid = \"C 2\"\ntitle = \"t\"\ntype = \"county\"\n".into(), vec!["\"C 2\""]),
        ("P007", measure("2m", "count", "count", ""), vec!["\"2m\""]),
        ("P008", dataset("", "[[dataset.derived]]\nid = \"n\"\nvalue = \"1\"\n"), vec!["\"n\""]),
        ("P008", measure("timely", "count", "count", ""), vec!["\"timely\""]),
        ("P008", dataset("", &(expect("n > 1") + &expect("n > 2"))), vec!["\"c\""]),
        ("P009", standard("at_least = 1\nagency = \"C9\""), vec!["\"C9\""]),
        ("P009", measure("m", "count", "count", "stratifiers = [\"race\"]"), vec!["\"race\""]),
        ("P009", dataset("agency = \"county\"", ""), vec!["\"county\""]),
        ("P009", dataset("slice = \"date:day\"", ""), vec!["day"]),
        ("P009", measure("m", "derived", "count", "value = \"timely.value + tmely.value\""), vec!["tmely"]),
        (
            "P009",
            dataset("", "[[dataset.column]]\nid = \"v\"\ntitle = \"V\"\ntype = \"text\"\nreferences = \"visit.visitid\"\n"),
            vec!["visitid"],
        ),
        ("P009", "[[membership_file]]\nfile = \"m.csv\"\n#: m.csv\nmember,parent\nC1,XX\n".into(), vec!["C1,XX"]),
        (
            "P011",
            "[[report]]\nid = \"r\"\ntitle = \"R\"\ncalendar = \"civil\"\nperiod = \"year\"\nfor = \"state\"\n\
             language = \"en\"\ncites = [\"act\"]\nsections = [\"reports/a.md\"]\n"
                .into(),
            vec!["\"reports/a.md\""],
        ),
        ("P012", "[[agency_file]]\nfile = \"a.csv\"\n#: a.csv\nid,title,kind\nC2,T,county\n".into(), vec![""]),
        ("P012", "[[agency_file]]\nfile = \"a.csv\"\n#: a.csv\nid,title,type\nC2,county\n".into(), vec!["C2,county"]),
        ("P013", standard("at_least = 1\nvalid_from = 2020-01-01\nvalid_to = 2019-12-31"), vec!["2019-12-31"]),
        (
            "P014",
            setting("[[setting.value]]\nvalue = \"1.5\"\n[[setting.value]]\nvalue = \"2\"\nvalid_from = 2020-01-01"),
            vec!["\"2\""],
        ),
        (
            "P014",
            "[[agency]]\nid = \"ST2\"\ntitle = \"t\"\ntype = \"state\"\n[[membership]]\nmember = \"C1\"\nparent = \"ST2\"\n"
                .into(),
            vec!["[[membership]]"],
        ),
        ("P015", standard("at_least = 1").replace("cites = [\"act\"]", "cites = []"), vec!["[]"]),
        (
            "P016",
            standard("at_least = 1\nvalid_from = 2020-01-01").replace("act", "later")
                + "[[citation]]\nid = \"later\"\ntext = \"t\"\nvalid_from = 2020-01-02\n",
            vec!["\"later\""],
        ),
        ("P017", "[[citation]]\nid = \"never\"\ntext = \"t\"\n".into(), vec!["\"never\""]),
        ("P018", "[[calendar]]\nid = \"x\"\nyear_starts = \"07-01\"\nyear_label = \"FFY{strat}\"\n".into(), vec!["\"FFY{strat}\""]),
        (
            "P018",
            "[[calendar]]\nid = \"x\"\nyear_starts = \"07-01\"\n\
             [[calendar.wave]]\nlabel = \"a\"\nstart = 2012-03-01\nend = 2012-05-31\n\
             [[calendar.wave]]\nlabel = \"b\"\nstart = 2012-05-31\nend = 2012-06-30\n"
                .into(),
            vec!["\"b\""],
        ),
        ("P019", measure("m", "count", "count", "").replace("\"year\"", "\"wave\""), vec!["\"wave\""]),
        (
            "P020",
            measure("m", "derived", "percent", "value = \"timely.value\"").replace("\"year\"", "\"quarter\""),
            vec!["\"quarter\""],
        ),
        (
            "P020",
            measure("m", "over_periods", "percent", "measure = \"timely\"\nperiods = 4\ntake = \"mean\"")
                .replace("\"year\"", "\"quarter\""),
            vec!["\"quarter\""],
        ),
        (
            "P009",
            measure("m", "rank", "count", "measure = \"tmely\"\namong = \"county\"\norder = \"lowest_first\""),
            vec!["\"tmely\""],
        ),
        (
            "P022",
            measure(
                "m",
                "rank",
                "count",
                "measure = \"timely\"\namong = \"county\"\norder = \"lowest_first\"\nonly = \"timely.value\"",
            ),
            vec!["\"timely.value\""],
        ),
        (
            "P030",
            measure("m", "over_periods", "percent", "measure = \"m\"\nperiods = 2\ntake = \"mean\""),
            vec!["[[measure]]"],
        ),
        ("P021", measure("m", "mean", "days", "observation = \"days_between(asked_on, minutes)\""), vec!["minutes"]),
        ("P021", measure("m", "derived", "ratio", "value = \"timely.numrator\""), vec!["timely.numrator"]),
        (
            "P021",
            dataset("", "[[dataset.derived]]\nid = \"a\"\nvalue = \"b + 1\"\n[[dataset.derived]]\nid = \"b\"\nvalue = \"n\"\n"),
            vec!["b"],
        ),
        ("P022", measure("m", "mean", "days", "observation = \"asked_on\""), vec!["\"asked_on\""]),
        ("P022", measure("m", "classes", "count", &two_classes.replace("\"language\"\n", "\"minutes\"\n")), vec!["\"minutes\""]),
        ("P022", dataset("slice = \"date:k\"", ""), vec!["k"]),
        ("P025", dataset("slice = \"date:on\"", ""), vec!["on"]),
        (
            "P023",
            dataset("", "[[dataset.decision]]\nid = \"x\"\ninputs = [\"n\"]\ntype = \"text\"\nrows = [[\"5\", \"a\", \"b\"]]\n"),
            vec!["\"b\""],
        ),
        (
            "P023",
            dataset("", "[[dataset.decision]]\nid = \"x\"\ninputs = [\"n\"]\ntype = \"text\"\nrows = [[\"five\", \"a\"]]\n"),
            vec!["five"],
        ),
        ("P025", dataset("agency = \"a\"", "[[dataset.column]]\nid = \"a\"\ntitle = \"A\"\ntype = \"text\"\n"), vec!["a"]),
        ("P026", dataset("", "[[dataset.column]]\nid = \"a\"\ntitle = \"A\"\ntype = \"codes\"\n"), vec!["[[dataset.column]]"]),
        ("P026", dataset("", "[[dataset.column]]\nid = \"a\"\ntitle = \"A\"\ntype = \"date\"\nmin = 5\n"), vec!["5"]),
        ("P027", dataset("", "[[dataset.stratifier]]\nid = \"s\"\ntitle = \"S\"\ngroups = [{ code = \"a\", title = \"A\", when = \"n > 1\" }, { code = \"a\", title = \"B\", when = \"n > 2\" }]\n"), vec!["\"a\""]),
        ("P028", dataset("", "[[dataset.stratifier]]\nid = \"s\"\ntitle = \"S\"\n"), vec!["[[dataset.stratifier]]"]),
        ("P028", dataset("", "[[dataset.stratifier]]\nid = \"s\"\ntitle = \"S\"\nby = \"k\"\ngroups = [{ code = \"a\", title = \"A\", when = \"n > 1\" }]\n"), vec!["\"k\""]),
        ("P029", measure("m", "count", "count", "crosses = [[\"language\"]]"), vec!["[\"language\"]"]),
        ("P029", measure("m", "count", "count", "crosses = [[\"county\", \"county\"]]"), vec!["\"county\""]),
        ("P030", measure("m", "derived", "ratio", "value = \"m.value + timely.value\""), vec!["\"m.value + timely.value\""]),
        ("P031", reported("min = 0", "required = true\nmin = 0", "", "denominator = \"asked\""), vec!["\"yes\""]),
        ("P031", reported("min = 0", "min = 0", &expect("yes <= asked"), "denominator = \"asked\""), vec!["\"yes\""]),
        ("P031", reported("", "required = true\nmin = 0", &expect("yes <= asked"), "denominator = \"asked\""), vec!["\"yes\""]),
        ("P031", reported("min = 0", "required = true", &expect("yes <= asked").replace("\"error\"", "\"warning\""), "denominator = \"asked\""), vec!["\"yes\""]),
        ("P031", reported("min = 0", "required = true", &expect("yes <= asked OR n = 1"), "denominator = \"asked\""), vec!["\"yes\""]),
        ("P032", measure("m", "proportion", "days", "numerator = \"minutes > 1\""), vec!["\"days\""]),
        ("P034", standard("at_least = 90").replace("timely", "m") + &measure("m", "classes", "percent", two_classes).replace("\"percent\"", "\"count\""), vec![]),
        ("P035", standard("at_least = 5").replace("timely", "m") + &measure("m", "proportion", "percent", "numerator = \"minutes > 1\"").replace("higher", "lower"), vec!["at_least"]),
        (
            "P034",
            standard("at_least_of = \"m\"") + &measure("m", "mean", "hours", "observation = \"minutes\""),
            vec!["\"m\""],
        ),
        ("P036", standard("between_of = [\"timely\"]"), vec!["[\"timely\"]"]),
        ("P036", standard("at_least_of = \"timely\"\nat_least = 4"), vec!["\"timely\""]),
        ("P036", standard(""), vec!["[[standard]]"]),
        ("P036", standard("between = [\"60\", \"40\"]"), vec!["[\"60\", \"40\"]"]),
        ("P036", standard("at_least = 1").replace("\"target\"", "\"not_set\""), vec!["1"]),
        ("P004", dataset("", "").replace("key = [\"k\"]", "key = []"), vec!["[]"]),
        ("P004", "[[code_list]]\nid = \"l\"\ntitle = \"L\"\ncodes = []\n".to_owned() + &measure("m", "classes", "count", "class = \"language\"\nclass_list = \"l\""), vec!["[]"]),
        ("P026", dataset("", "[[dataset.column]]\nid = \"a\"\ntitle = \"A\"\ntype = \"date\"\nmin = 2011-01-02\nmax = 2011-01-01\n"), vec!["2011-01-01"]),
        ("P037", setting("[[setting.value]]\nvalue = 1").replace("decimal", "integer"), vec!["\"integer\""]),
        ("P037", setting("[[setting.value]]\nvalue = \"none\"").replace("slippage_points", "change_rule").replace("decimal", "text"), vec!["\"none\""]),
        ("P037", setting(""), vec!["[[setting]]"]),
        ("P037", setting("[[setting.value]]\nvalue = true"), vec!["true"]),
        ("P038", "[[membership]]\nmember = \"C1\"\nparent = \"C1\"\n".into(), vec!["[[membership]]"]),
        (
            "P045",
            measure("m", "count", "count", "stratifiers = [\"language\", \"language\"]"),
            vec!["\"language\""],
        ),
        ("P045", dataset("", "").replace("key = [\"k\"]", "key = [\"k\", \"k\"]"), vec!["\"k\""]),
        ("P040", sample(", minute = 5"), vec!["minute"]),
        ("P040", sample(", minutes = \"five\""), vec!["\"five\""]),
        ("P040", sample(", asked_on = { after = \"visited_on\", days = [1, 2] }"), vec!["{ after = \"visited_on\", days = [1, 2] }"]),
        ("P040", sample(", minutes = { integer = [5, 1] }"), vec!["{ integer = [5, 1] }"]),
        ("P040", sample(", minutes = { random = 5 }"), vec!["{ random = 5 }"]),
        ("P040", sample(", language = \"fr\""), vec!["\"fr\""]),
        ("P040", sample("").replace("family = \"f\", ", ""), vec!["[[sample.block]]"]),
        ("P040", sample("").replace("\"2024\"", "\"FFY2024\""), vec!["\"FFY2024\""]),
        ("P040", sample(", minutes = { formula = \"visit_id\" }"), vec!["{ formula = \"visit_id\" }"]),
        ("P040", sample(", minutes = { once = { integer = [1, 5] } }"), vec!["{ once = { integer = [1, 5] } }"]),
        ("P040", synthetic("").replace("2024-01", "2024"), vec!["\"2024\""]),
        ("P040", synthetic("least_members = 3\nmost_members = 2"), vec!["2"]),
        ("P040", synthetic("").replace("once = { choose = { en = 1 } }", "exactly = { en = 1 }"), vec!["{ exactly = { en = 1 } }"]),
        ("P022", synthetic("").replace("per = ", "where = \"synthetic.stayed\"\nper = "), vec!["\"synthetic.stayed\""]),
        ("P040", synthetic("") + &synthetic("").replace("\"s\"", "\"t\""), vec!["\"visit\""]),
        ("P040", synthetic("").replace("every = 6", "every = 0"), vec!["{ every = 0, of = { integer = [1, 5] } }"]),
    ]
}

#[test]
fn each_breach_is_told_alone_and_marked_where_it_stands() {
    let mut amiss = Vec::new();
    for (code, text, marked) in breaches() {
        let files = pack(&text);
        let checked = check(&files);
        let codes: Vec<_> = checked.problems.iter().map(|problem| problem.code).collect();
        let found: Vec<String> = checked
            .problems
            .iter()
            .map(|problem| {
                String::from_utf8_lossy(&files[&*problem.span.file][problem.span.range.clone()]).into_owned()
            })
            .collect();
        let alone = !codes.is_empty() && codes.iter().all(|found| *found == code);
        if !alone || (!marked.is_empty() && found != marked) {
            amiss.push(format!("{code} {text}\n{:#?}\nmarked: {found:?}", told(&checked, &files)));
        }
    }
    assert!(amiss.is_empty(), "{}", amiss.join("\n"));
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn near_misses() -> Vec<(&'static str, String)> {
    vec![
        ("P001", "# a = 1\n# a = 2\n".into()),
        ("P002", "[[agency]]\nid = \"C2\"\ntitle = \"Łódź – 東京\"\ntype = \"county\"\n".into()),
        ("P003", measure("m", "ratio", "dollars", "numerator = \"minutes\"\ndenominator = \"1\"\nmay_exceed = \"a mean\"")),
        ("P004", standard("").replace("\"target\"", "\"not_set\"")),
        ("P005", standard("at_least = 0.875") + &standard("at_most = \"100\"").replace("s1", "s2").replace("at_most", "at_least").replace("target", "compliance")),
        ("P006", standard("between = [0, \"1e2\"]")),
        ("P007", "[[agency]]\nid = \"0C-2_x\"\ntitle = \"t\"\ntype = \"county\"\n".into()),
        ("P008", dataset("", &expect("n > 1").replace("id = \"c\"", "id = \"n\"")) + &measure("visit", "count", "count", "")),
        ("P009", standard("at_least = 1\nagency = \"C2\"") + "[[agency_file]]\nfile = \"a.csv\"\n#: a.csv\nid,title,type\nC2,T,county\n"),
        ("P010", "# [pack]\n".into()),
        (
            "P011",
            "[[report]]\nid = \"r\"\ntitle = \"R\"\ncalendar = \"civil\"\nperiod = \"year\"\nfor = \"state\"\n\
             language = \"en\"\ncites = [\"act\"]\nsections = [\"reports/a.md\"]\n#: reports/a.md\n# A\n"
                .into(),
        ),
        (
            "P012",
            "[[agency_file]]\nfile = \"a.csv\"\n#: a.csv\nvalid_to,type,title,id\n\n2011-02-28,county,\"Two\nlines\",C2\n,county,,C3\n"
                .into(),
        ),
        ("P013", standard("at_least = 1\nvalid_from = 2020-01-01\nvalid_to = 2020-01-01")),
        (
            "P014",
            standard("at_least = 1\nvalid_to = 2019-12-31")
                + &standard("at_least = 2\nvalid_from = 2020-01-01").replace("s1", "s2")
                + &standard("at_least = 3").replace("s1", "s3").replace("target", "compliance")
                + &standard("at_least = 4\nagency = \"C1\"").replace("s1", "s4"),
        ),
        (
            "P014",
            "[[agency]]\nid = \"C2\"\ntitle = \"t\"\ntype = \"county\"\n[[membership]]\nmember = \"C1\"\nparent = \"C2\"\n".into(),
        ),
        ("P015", standard("at_least = 1").replace("[\"act\"]", "[\"act\", \"act\"]")),
        (
            "P016",
            standard("at_least = 1\nvalid_from = 2020-01-01\nvalid_to = 2020-12-31").replace("act", "law")
                + "[[citation]]\nid = \"law\"\ntext = \"t\"\nvalid_from = 2020-01-01\nvalid_to = 2020-12-31\n",
        ),
        ("P017", "[[citation]]\nid = \"prose\"\ntext = \"t\"\n#: reports/x.md\n{{ cite(\"prose\") }}\n".into()),
        (
            "P017",
            measure("m", "count", "count", "initial_population = \"minutes > setting.least\"")
                + "[[setting]]\nid = \"least\"\ntitle = \"L\"\nabout = \"L.\"\ntype = \"integer\"\ncites = [\"act\"]\nvalue = [{ value = 5 }]\n",
        ),
        (
            "P018",
            "[[calendar]]\nid = \"x\"\nyear_starts = \"07-01\"\n\
             [[calendar.wave]]\nlabel = \"a\"\nstart = 2012-03-01\nend = 2012-05-31\n\
             [[calendar.wave]]\nlabel = \"b\"\nstart = 2012-06-01\nend = 2012-06-30\n"
                .into(),
        ),
        ("P019", dataset("", "").replace("\"year\"", "\"month\"")),
        ("P020", dataset("", "").replace("\"year\"", "\"month\"") + &measure("m", "count", "count", "dataset = \"d\"")),
        ("P021", measure("m", "proportion", "ratio", "numerator = '''\nminutes > 1 -- more than one\n  AND \"language\" = 'en'\n'''")),
        ("P022", measure("m", "mean", "days", "observation = \"days_between(asked_on, visited_on) / 2\"\ndecimals = 1")),
        (
            "P023",
            dataset(
                "",
                "[[dataset.decision]]\nid = \"x\"\ninputs = [\"n\", \"n - 1\"]\ntype = \"text\"\n\
                 rows = [[\"1..3\", \"*\", \"a\"], [\"2..5\", \"*\", \"b\"], [\"absent\", \"*\", \"error: no n\"], [\"*\", \"*\", \"absent\"]]\n",
            ),
        ),
        (
            "P024",
            dataset(
                "",
                "[[dataset.derived]]\nid = \"big\"\nvalue = \"n > 10\"\n\
                 [[dataset.lookup]]\nid = \"earlier\"\ndataset = \"d\"\non = \"on\"\nanchor = \"on\"\nback = \"30 days\"\n\
                 forward = \"0 days\"\ntake = \"sum\"\nvalue = \"n\"\nwhere = \"big AND n > this.n\"\n\
                 [[dataset.lookup]]\nid = \"again\"\ndataset = \"d\"\non = \"on\"\nanchor = \"on\"\nback = \"1 day\"\n\
                 forward = \"0 days\"\ntake = \"exists\"\nwhere = \"n > this.earlier\"\n\
                 [[dataset.derived]]\nid = \"after\"\nvalue = \"earlier > 5 OR again\"\n",
            ) + &measure("m", "count", "count", "dataset = \"d\"\ninitial_population = \"after\""),
        ),
        ("P025", dataset("", "").replace("unit = \"k\"", "unit = \"k\"\nslice = \"submission\"")),
        (
            "P026",
            dataset("", "[[dataset.column]]\nid = \"a\"\ntitle = \"A\"\ntype = \"decimal\"\nplaces = 2\nmin = 0\nmax = \"x\"\n").replace("\"x\"", "1.5"),
        ),
        ("P027", measure("m", "classes", "count", "class = \"language\"\nclasses = [{ code = \"a\", title = \"A\" }, { code = \"A\", title = \"A\" }]")),
        (
            "P028",
            dataset(
                "",
                "[[dataset.derived]]\nid = \"big\"\nvalue = \"n > 10\"\n\
                 [[dataset.stratifier]]\nid = \"s\"\ntitle = \"S\"\nby = \"big\"\ngroups = [{ code = \"true\", title = \"T\" }, { code = \"false\", title = \"F\" }]\n",
            ),
        ),
        ("P029", measure("m", "count", "count", "crosses = [[\"county\", \"language\"]]")),
        (
            "P030",
            measure("m1", "derived", "ratio", "value = \"m2.value + timely.value\"") + &measure("m2", "derived", "ratio", "value = \"timely.value\""),
        ),
        ("P031", reported("min = 0", "required = true", &expect("n > 1 AND asked >= yes"), "denominator = \"asked\"")),
        ("P031", reported("min = 0", "min = 0", &expect("yes <= asked"), "denominator = \"asked\"\nnot_applicable = \"asked IS NULL\"")),
        ("P031", reported("min = 0", "", &expect("yes <= asked AND (yes IS NULL OR asked IS NOT NULL)"), "denominator = \"asked\"")),
        ("P031", reported("min = 0\nrequired = true", "min = 0\nrequired = true", "", "denominator = \"yes + asked\"")),
        ("P031", reported("", "", "", "denominator = \"asked\"\nmay_exceed = \"Two sources.\"")),
        ("P031", reported("", "", "", "denominator = \"asked\"").replace("\"percent\"", "\"ratio\"")),
        (
            "P031",
            measure("k", "classes", "count", "class = \"language\"\nclass_list = \"language\"")
                + &measure("m", "derived", "percent", "numerator = \"k.en\"\ndenominator = \"k.en + k.es\"")
                + &measure("o", "derived", "percent", "numerator = \"k.en + 0.5 * k.es\"\ndenominator = \"k.n\"")
                + &measure("q", "derived", "percent", "numerator = \"m.numerator\"\ndenominator = \"m.denominator + timely.exclusions\""),
        ),
        ("P032", measure("m", "mean", "percent", "observation = \"minutes\"")),
        ("P033", measure("m", "proportion", "percent", "numerator = \"language = 'n'\"")),
        ("P034", standard("at_least = 90").replace("percent", "ratio").replace("timely", "m") + &measure("m", "derived", "ratio", "value = \"timely.value / 100\"")),
        ("P035", standard("at_most = 5").replace("timely", "m") + &measure("m", "proportion", "percent", "numerator = \"minutes > 1\"").replace("higher", "neutral")),
        ("P036", standard("between = [\"60\", \"60\"]")),
        ("P036", standard("at_most_of = \"timely\"")),
        ("P037", setting("[[setting.value]]\nvalue = 1\nvalid_to = 2019-12-31\n[[setting.value]]\nvalue = \"0.1\"\nvalid_from = 2021-01-01")),
        (
            "P038",
            "[[agency]]\nid = \"C2\"\ntitle = \"t\"\ntype = \"county\"\n\
             [[membership]]\nmember = \"C1\"\nparent = \"C2\"\nvalid_to = 2019-12-31\n\
             [[membership]]\nmember = \"C2\"\nparent = \"C1\"\nvalid_from = 2020-01-01\n"
                .into(),
        ),
        ("P040", synthetic("least_members = 2\nmost_members = 2\nlargest = \"C1\"")),
        ("P040", sample(", minutes = { integer = [5, 5] }, asked_on = { between = [2024-01-01, 2024-01-01] }, visited_on = { after = \"asked_on\", days = [0, 0] }")),
        (
            "P041",
            dataset("", "[[dataset.column]]\nid = \"value\"\ntitle = \"V\"\ntype = \"text\"\n"),
        ),
        ("P042", measure("m", "mean", "hours", "observation = \"minutes * 60\"")),
        (
            "P020",
            measure("a", "count", "count", "")
                + &measure("m", "over_periods", "count", "measure = \"a\"\nperiods = 4\ntake = \"mean\""),
        ),
        (
            "P043",
            measure("a", "count", "count", "")
                + &measure("m", "over_periods", "count", "measure = \"a\"\nperiods = 4\ntake = \"mean\"")
                + &measure("n", "over_periods", "percent", "measure = \"timely\"\nperiods = 2\ntake = \"pooled\"")
                + &measure("o", "over_periods", "percent", "measure = \"n\"\nperiods = 2\ntake = \"pooled\""),
        ),
        (
            "P021",
            "[[setting]]\nid = \"floor\"\ntitle = \"S\"\nabout = \"S.\"\ntype = \"decimal\"\ncites = [\"act\"]\n\
             [[setting.value]]\nvalue = 1\n"
                .to_owned()
                + &measure("m", "derived", "percent", "value = \"GREATEST(timely.value - setting.floor, 0)\""),
        ),
        ("P042", measure("m", "quantile", "hours", "observation = \"minutes / 60\"\nshare = 0.5\ndecimals = 0")),
        (
            "P044",
            "[[consequence]]\nid = \"c\"\ntitle = \"t\"\nabout = \"a\"\ninputs = [\"status\", \"prior_status\"]\n\
             rows = [[\"met\", \"*\", \" fine \"], [\"*\", \"met\", \"fine\"], [\"*\", \"*\", \"error: nobody said what then\"]]\n\
             outcomes = [{ code = \"fine\", title = \"Fine\" }]\ncites = [\"act\"]\n"
                .into(),
        ),
        ("P045", measure("m", "count", "count", "stratifiers = [\"language\", \"county\"]\ncrosses = [[\"language\", \"county\"]]")),
        ("P050", "#: spec/a.md\n# Only prose\n\n## And a heading\n\n```sh\nmilepost\n```\n".into()),
    ]
}

#[test]
fn each_near_miss_breaks_nothing() {
    let mut amiss = Vec::new();
    let mut covered = BTreeSet::new();
    for (code, text) in near_misses() {
        covered.insert(code);
        let files = pack(&text);
        let checked = check(&files);
        if !checked.problems.is_empty() || checked.pack.is_none() {
            amiss.push(format!("{code} {text}\n{:#?}", told(&checked, &files)));
        }
    }
    assert!(amiss.is_empty(), "{}", amiss.join("\n"));
    let elsewhere = "P060";
    let codes = rules().iter().map(|rule| rule.code).filter(|code| *code != elsewhere);
    let uncovered: Vec<_> = codes.filter(|code| !covered.contains(code)).collect();
    assert!(uncovered.is_empty(), "rules without a near miss: {uncovered:?}");
}
