import Admission
import Gateway
import JSONCodec
import MeridianCore
import NIOCore
import Persistence

/// Rules of admission while the platform runs.
extension ControlAPI {
    private static let mostSimulated = 10_000_000

    /// The whole set; with `counts`, what each rule did.
    func showRules(_ request: ControlRequest) async throws -> ControlResponse {
        let current = await platform.rules.current
        guard try request.flag("counts") else { return try .json(current.rules).tagged(current.revision) }
        let counts = platform.gateway.ruleCounts
        let byName = Dictionary(counts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let unit = await platform.gateway.unitRejections()
        let admission = platform.gateway.unitAdmission
        return try .json(
            RuleCountsDocument(
                version: "\(current.revision)",
                rules: current.rules.rules.map { rule in
                    .init(
                        rule: rule, rejected: byName[rule.name]?.rejected ?? 0,
                        wouldReject: byName[rule.name]?.wouldReject ?? 0)
                },
                unit: .init(
                    overload: unit[.overload] ?? 0, retries: unit[.retries] ?? 0, deadline: unit[.deadline] ?? 0,
                    waiting: admission.backlog, isShedding: admission.isShedding, capacity: admission.capacity))
        ).tagged(current.revision)
    }

    func replaceRules(_ request: ControlRequest) async throws -> ControlResponse {
        let rules = try RuleSet(json: try await request.body.collect(upTo: Self.bodyLimit))
        return try await change(request) { _ in rules }
    }

    func showRule(_ request: ControlRequest) async throws -> ControlResponse {
        let current = await platform.rules.current
        return try .json(current.rules.rule(named: request.parameters["rule"] ?? "")).tagged(current.revision)
    }

    /// Puts one rule in the place of the one of its name, or adds it.
    func setRule(_ request: ControlRequest) async throws -> ControlResponse {
        let name = request.parameters["rule"] ?? ""
        let rules = try RuleSet(jsonOfRule: try await request.body.collect(upTo: Self.bodyLimit)).rules
        guard let rule = rules.first, rules.count == 1, rule.name == name else {
            throw MeridianError(
                .badControlRequest, "the body must be the one rule '\(name)' that the path names", status: 400)
        }
        return try await change(request) { $0.setting(rule) }
    }

    func removeRule(_ request: ControlRequest) async throws -> ControlResponse {
        let name = request.parameters["rule"] ?? ""
        return try await change(request) { try $0.removing(name) }
    }

    private func change(
        _ request: ControlRequest, _ edit: @Sendable (RuleSet) throws -> RuleSet
    ) async throws -> ControlResponse {
        var stopwatch = Stopwatch()
        let expected = try expectedVersion(request)
        let version = try await platform.rules.change(expecting: expected) { former in
            let next = try edit(former)
            try request.changed(from: former.differing(from: next), to: next.differing(from: former))
            return next
        }
        return try .json(
            RuleVersionDocument(
                version: "\(version.revision)", rules: version.rules.rules.count, milliseconds: stopwatch.lap())
        ).tagged(version.revision)
    }

    /// What `If-Match` says (RFC 9110 §13.1.1): the one version, or `*` and nothing for any.
    private func expectedVersion(_ request: ControlRequest) throws(MeridianError) -> Revision? {
        guard let text = request.head.fields["if-match"], text != "*" else { return nil }
        guard let number = Int64(text.filter { $0 != "\"" }) else {
            throw MeridianError(
                .badControlRequest,
                "If-Match is '\(text)', which is no version of the rules; send the ETag of GET /v1/rules", status: 400)
        }
        return Revision(number)
    }

    /// What rules would have done with the traffic of the past.
    func simulateRules(_ request: ControlRequest) async throws -> ControlResponse {
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let wish = body.readableBytes > 0 ? try ControlJSON.decode(SimulationRequest.self, from: body) : .init()
        let inForce = await platform.rules.current.rules
        let rules = wish.rules ?? inForce
        let seconds = wish.seconds ?? RateRecorder.kept
        guard (1...RateRecorder.kept).contains(seconds) else {
            throw MeridianError(
                .badControlRequest, "seconds is \(seconds); it must be 1–\(RateRecorder.kept)", status: 400)
        }
        let rates =
            wish.rates ?? platform.rates.rates(seconds: seconds, mostRequests: Self.mostSimulated)
        guard !rates.samples.isEmpty else {
            throw MeridianError(
                .noTrafficRecorded, "nothing was called in the last \(seconds) s; send rates of your own", status: 409)
        }
        guard rates.samples.reduce(0, { $0 + max(0, min($1.requests, Self.mostSimulated)) }) <= Self.mostSimulated
        else {
            throw MeridianError(
                .ratesInvalid, "the rates have more than \(Self.mostSimulated) requests; send a shorter time",
                status: 400)
        }
        let simulation = try await Blocking.run { try RuleSimulation(rules, replaying: rates) }
        return try .json(SimulationDocument(simulation))
    }
}

extension RuleSet {
    /// Reads one rule from JSON, with the messages of a whole set.
    /// - Throws: ``MeridianError`` `MER-6201` or `MER-6202`.
    init(jsonOfRule json: ByteBuffer) throws(MeridianError) {
        var text = ByteBuffer(string: "{\"rules\":[")
        text.writeImmutableBuffer(json)
        text.writeString("]}")
        try self.init(json: text)
    }
}

extension RuleSet {
    /// The rules that another set does not have, or has otherwise.
    fileprivate func differing(from other: RuleSet) -> RuleSet {
        let others = Set(other.rules)
        return RuleSet(rules.filter { !others.contains($0) }, settings: settings)
    }
}

extension ControlResponse {
    /// With the version of a document as its ETag.
    fileprivate func tagged(_ revision: Revision) -> ControlResponse {
        var response = self
        response.head.fields.append("etag", "\"\(revision)\"")
        return response
    }
}
