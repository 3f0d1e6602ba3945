public import MeridianCore

/// What is wrong with a running platform: `GET /v1/diagnosis`.
public struct DiagnosisDocument: Sendable, Codable, Equatable {
    public struct Finding: Sendable, Codable, Equatable {
        /// `error` or `warning`.
        public var severity: String
        /// As it is printed: `MER-6640`.
        public var code: String
        /// What it is about, for example `shop/pay`.
        public var subject: String
        public var message: String
        /// What to do.
        public var mend: String

        public init(severity: String, code: String, subject: String, message: String, mend: String) {
            self.severity = severity
            self.code = code
            self.subject = subject
            self.message = message
            self.mend = mend
        }
    }

    public struct Fact: Sendable, Codable, Equatable {
        public var name: String
        public var state: String

        public init(name: String, state: String) {
            self.name = name
            self.state = state
        }
    }

    /// What was looked at, and how it is.
    public var facts: [Fact]
    /// The gravest first.
    public var findings: [Finding]

    public init(facts: [Fact], findings: [Finding]) {
        self.facts = facts
        self.findings = findings
    }
}

/// Where processor time went: `POST /v1/services/{service}/functions/{function}/cpu-profile`.
public struct CPUProfileDocument: Sendable, Codable, Equatable {
    public var service: ServiceName
    public var function: FunctionName
    public var release: Int
    /// The processes that were looked at.
    public var processes: [Int]
    public var seconds: Int
    public var samples: Int
    /// A line for each stack, with how often it was seen: `shop;main;work 42`.
    public var folded: String

    public init(
        service: ServiceName, function: FunctionName, release: Int, processes: [Int], seconds: Int, samples: Int,
        folded: String
    ) {
        self.service = service
        self.function = function
        self.release = release
        self.processes = processes
        self.seconds = seconds
        self.samples = samples
        self.folded = folded
    }
}
