#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Abraham Wald's sequential probability ratio test on the errors of a release ("Sequential Tests of Statistical
/// Hypotheses", Annals of Mathematical Statistics 16, 1945), alone and against another release at the same time.
///
/// Alone: is the error ratio rather p1 than p0? After n requests with x errors the logarithm of the likelihood ratio is
/// x·ln(p1/p0) + (n − x)·ln((1 − p1)/(1 − p0)).
///
/// Against the other release: of the e errors that both made in an interval, x are the candidate's. Were both alike,
/// each would be the candidate's with the probability q = n/(n + m), its share of the requests; is it u times as likely
/// to fail, with u·n/(u·n + m). The ratio of the likelihoods is uˣ·((n + m)/(u·n + m))ᵉ, whatever the errors of both
/// have in common: a dependency that fails fails for both. Intervals multiply. Several u are weighed together (a mixture,
/// H. Robbins, "Statistical Methods Related to the Law of the Iterated Logarithm", 1970), and by Ville's inequality the
/// mixture ever reaches 1/α with at most the probability α if both are alike, however often one looks. (That the errors
/// are drawn without repetition only lowers it: W. Hoeffding, JASA 58, 1963, theorem 4.)
public struct ErrorTest: Hashable, Sendable, Codable {
    /// How many times as likely to fail, and the weight of it in the mixture. The last is for a release that fails where
    /// the other does not.
    static let odds: [(ratio: Double, weight: Double)] = [(2, 0.1), (6, 0.1), (100, 0.8)]

    /// For each of ``odds``, the logarithm of the likelihood ratio against the other release.
    private var logRatios = [Double](repeating: 0, count: odds.count)

    public init() {}

    public mutating func observe(_ observation: Observation) {
        let (candidate, baseline) = (observation.candidate, observation.baseline)
        let errors = candidate.errors + baseline.errors
        guard candidate.requests > 0, baseline.requests > 0, errors > 0 else { return }
        let (mine, theirs) = (Double(candidate.requests), Double(baseline.requests))
        for (index, odds) in Self.odds.enumerated() where index < logRatios.count {
            logRatios[index] +=
                Double(candidate.errors) * log(odds.ratio)
                + Double(errors) * log((mine + theirs) / (odds.ratio * mine + theirs))
        }
    }

    /// The logarithm of the likelihood ratio that the candidate fails more often than the other release does.
    var worse: Double {
        let terms = zip(logRatios, Self.odds).map { $0 + log($1.weight) }
        let largest = terms.max() ?? 0
        return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
    }

    /// The same for the smallest difference that counts.
    var slightlyWorse: Double { logRatios.first ?? 0 }

    /// The logarithm of the likelihood ratio that the error ratio is p1 rather than p0.
    static func alone(_ counts: ReleaseCounts, _ settings: JudgeSettings.Errors) -> Double {
        Double(counts.errors) * log(settings.p1 / settings.p0)
            + Double(counts.requests - counts.errors) * log((1 - settings.p1) / (1 - settings.p0))
    }

    /// Wald's bounds: at the upper one the release is bad, at the lower one good.
    static func bounds(_ settings: JudgeSettings.Errors) -> (lower: Double, upper: Double) {
        (log(settings.beta / (1 - settings.alpha)), log((1 - settings.beta) / settings.alpha))
    }

    func result(_ evidence: Evidence, _ settings: JudgeSettings.Errors) -> TestResult {
        let (candidate, baseline) = (evidence.candidate, evidence.baseline)
        let (lower, upper) = Self.bounds(settings)
        let alone = Self.alone(candidate, settings)
        let isAcceptable = (candidate.errorRatio ?? 0) <= settings.p0
        let told = Self.told(candidate)
        if baseline.requests > 0 {
            let against = "\(told), the other release \(Self.told(baseline))"
            if worse >= -log(settings.alpha), !isAcceptable {
                return TestResult(.errors, .fail, "\(against): it fails more often than chance would have it")
            }
            if alone <= lower { return TestResult(.errors, .pass, told) }
            if slightlyWorse <= lower {
                return TestResult(.errors, .pass, "\(against): no difference to speak of")
            }
            return TestResult(.errors, .inconclusive, "\(against): too few requests to tell")
        }
        if alone >= upper {
            return TestResult(
                .errors, .fail,
                "\(told): rather \(FigureText.percent(settings.p1)) than \(FigureText.percent(settings.p0))")
        }
        if alone <= lower { return TestResult(.errors, .pass, told) }
        return TestResult(.errors, .inconclusive, "\(told): too few requests to tell")
    }

    private static func told(_ counts: ReleaseCounts) -> String {
        "\(counts.errors) of \(counts.requests) requests failed"
            + (counts.errorRatio.map { " (\(FigureText.percent($0)))" } ?? "")
    }
}
