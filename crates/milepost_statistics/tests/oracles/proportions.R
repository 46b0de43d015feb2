# Prints the columns of proportion_ci.csv and two_proportion.csv that the tests read. Base R alone.
options(digits = 15, scipen = 99)
args <- commandArgs(trailingOnly = TRUE)

interval <- function(x, n, conf) {
  w <- suppressWarnings(prop.test(x, n, conf.level = conf, correct = FALSE)$conf.int)
  c(if (x == 0) 0 else w[1], if (x == n) 1 else w[2])
}

newcombe <- function(x1, n1, x2, n2) {
  a <- interval(x1, n1, 0.95); b <- interval(x2, n2, 0.95); p <- x1 / n1; q <- x2 / n2
  c(p - q - sqrt((p - a[1])^2 + (b[2] - q)^2), p - q + sqrt((a[2] - p)^2 + (q - b[1])^2))
}

compare <- function(x1, n1, x2, n2) {
  p <- (x1 + x2) / (n1 + n2); d <- x1 / n1 - x2 / n2
  z <- d / sqrt(p * (1 - p) * (1 / n1 + 1 / n2))
  u <- d / sqrt(x1 / n1 * (1 - x1 / n1) / n1 + x2 / n2 * (1 - x2 / n2) / n2)
  m <- matrix(c(x1, n1 - x1, x2, n2 - x2), nrow = 2)
  cc <- suppressWarnings(prop.test(c(x1, x2), c(n1, n2), correct = TRUE))
  k <- z^2 * (n1 + n2 - 1) / (n1 + n2)
  c(d, z, 2 * pnorm(-abs(z)), u, 2 * pnorm(-abs(u)), cc$statistic, cc$p.value, fisher.test(m)$p.value,
    k, pchisq(k, 1, lower.tail = FALSE), newcombe(x1, n1, x2, n2))
}

inputs <- read.csv(args[1])
if ("conf" %in% names(inputs)) {
  for (i in seq_len(nrow(inputs))) with(inputs[i, ], cat(x, n, conf, interval(x, n, conf), sep = ",", fill = TRUE))
} else {
  for (i in seq_len(nrow(inputs))) with(inputs[i, ], cat(x1, n1, x2, n2, compare(x1, n1, x2, n2), sep = ",", fill = TRUE))
}
