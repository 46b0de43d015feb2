# Prints the weighted and the unweighted share of survey.csv.
library(survey)
strata <- read.csv("survey.csv")
answers <- data.frame(
  stratum = rep(strata$stratum, strata$responded),
  met = unlist(mapply(function(n, met) rep(c(1, 0), c(met, n - met)), strata$responded, strata$met))
)
answers$weight <- (strata$frame / strata$responded)[match(answers$stratum, strata$stratum)]
design <- svydesign(ids = ~1, strata = ~stratum, weights = ~weight, data = answers)
print(coef(svymean(~met, design)), digits = 15)
print(mean(answers$met), digits = 15)
