# Prints, for each sample of quantile.json, what the tests expect.
samples <- jsonlite::fromJSON("quantile.json", simplifyDataFrame = FALSE)
for (sample in samples) {
  x <- as.numeric(sample$values)
  cat(format(c(mean(x), quantile(x, c(0.5, 0.25, 0.75, 0.9), type = 7)), digits = 15), "\n")
}
