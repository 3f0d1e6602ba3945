public import MeridianCore

/// What was called in each second of the past.
public struct RecordedRates: Sendable, Hashable, Codable {
    /// The requests of one second, function and origin.
    public struct Sample: Sendable, Hashable, Codable {
        /// Since 1970, or since any moment.
        public var second: Int64
        public var service: ServiceName
        public var function: FunctionName
        public var requests: Int
        /// Who called, if it is known.
        public var origin: String?
        /// How long an answer took on average; 0 if it is not known.
        public var milliseconds: Double?
        /// How many of the requests failed.
        public var failures: Int?

        public init(
            second: Int64, service: ServiceName, function: FunctionName, requests: Int, origin: String? = nil,
            milliseconds: Double? = nil, failures: Int? = nil
        ) {
            self.second = second
            self.service = service
            self.function = function
            self.requests = requests
            self.origin = origin
            self.milliseconds = milliseconds
            self.failures = failures
        }
    }

    /// The most requests of one sample.
    public static let mostRequests = 10_000_000

    public var samples: [Sample]

    public init(_ samples: [Sample]) {
        self.samples = samples
    }

    /// - Throws: ``MeridianError`` `MER-6204` with the sample that can't be.
    func validate() throws(MeridianError) {
        for (position, sample) in samples.enumerated() {
            let milliseconds = sample.milliseconds ?? 0
            let problem: String? =
                if !(0...Self.mostRequests).contains(sample.requests) {
                    "requests is \(sample.requests); it must be 0–\(Self.mostRequests)"
                } else if !(0...sample.requests).contains(sample.failures ?? 0) {
                    "failures is \(sample.failures ?? 0), which is not between 0 and requests"
                } else if !(milliseconds >= 0 && milliseconds <= 86_400_000) {
                    "milliseconds is \(milliseconds); it must be 0–86400000"
                } else if !(0...4_000_000_000).contains(sample.second) {
                    "second is \(sample.second); it must be 0–4000000000"
                } else {
                    nil
                }
            if let problem {
                throw MeridianError(.ratesInvalid, "samples[\(position)]: \(problem)", status: 400)
            }
        }
    }
}
