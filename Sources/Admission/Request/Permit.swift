/// That a request may run: handed out by an ``AdmissionController`` and given back to it when the request is over.
///
/// It remembers under which rules the request was counted, so that it is given back there even when others are in force
/// by then.
public struct Permit: Sendable {
    enum Phase: UInt8, Sendable {
        /// For its turn, by a uniform rate.
        case paced
        /// For an instance.
        case waiting
        case running
    }

    let chain: RuleChain
    public let facts: RequestFacts
    /// By position in the chain: what counted it, and for what it is a probe.
    var counted: UInt64 = 0
    var probes: UInt64 = 0
    var phase = Phase.waiting
    /// When it began to wait for an instance, then when it began to run.
    public internal(set) var since: Nanoseconds

    init(chain: RuleChain, facts: RequestFacts, since: Nanoseconds) {
        self.chain = chain
        self.facts = facts
        self.since = since
    }

    /// The function's share beside others, for ``FairQueue``.
    public var weight: Double { chain.weight }
}
