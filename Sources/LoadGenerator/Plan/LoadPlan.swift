public import MeridianCore

/// What is sent where, and how much of it when.
public struct LoadPlan: Sendable, Hashable {
    /// The name or address of the machine that is loaded.
    public var host: String
    public var port: Int
    public var targets: [LoadTarget]
    public var curve: RateCurve
    public var spacing: ArrivalSchedule.Spacing
    /// The most connections at a time. A request that finds none free waits, and this wait is part of its time.
    public var connections: Int
    /// After so many seconds from when it was to be sent, a request counts as failed.
    public var timeout: Double
    public var seed: UInt64
    /// How often a request that is answered 429 or 503 is sent again, at once, with the number of the try in
    /// `x-meridian-attempt`.
    public var retries = 0
    /// Allows other machines than this one to be loaded.
    public var allowsOtherMachines: Bool

    public init(
        host: String = "127.0.0.1", port: Int, targets: [LoadTarget], curve: RateCurve,
        spacing: ArrivalSchedule.Spacing = .poisson, connections: Int = 64, timeout: Double = 10, seed: UInt64 = 1,
        allowsOtherMachines: Bool = false
    ) {
        self.host = host
        self.port = port
        self.targets = targets
        self.curve = curve
        self.spacing = spacing
        self.connections = connections
        self.timeout = timeout
        self.seed = seed
        self.allowsOtherMachines = allowsOtherMachines
    }

    /// The most requests of one run.
    public static let mostRequests = 1e9

    /// - Throws: ``MeridianError`` `MER-8701` with everything that is wrong, `MER-8702` for another machine.
    public func validate() throws(MeridianError) {
        var problems: [String] = []
        func need(_ isGood: Bool, _ message: String) {
            if !isGood { problems.append(message) }
        }
        need((1...65_535).contains(port), "the port is \(port); it must be 1–65535")
        need(!targets.isEmpty, "there is nothing to send; name a target")
        need((1...100_000).contains(connections), "connections is \(connections); it must be 1–100,000")
        need(
            timeout > 0 && timeout <= 3_600,
            "the timeout is \(FunctionOptions.shown(timeout)) s; it must be more than 0 s and at most 3,600 s"
        )
        need((0...10).contains(retries), "retries is \(retries); it must be 0–10")
        need(!curve.pieces.isEmpty, "the plan lasts no time")
        for (number, piece) in curve.pieces.enumerated() {
            let rates = 0...10_000_000.0
            need(
                piece.seconds > 0 && piece.seconds <= 86_400 && rates.contains(piece.from) && rates.contains(piece.to),
                "phase \(number + 1) must last more than 0 s and at most 86,400 s, at 0–10,000,000 requests a second")
        }
        need(!(curve.requests > Self.mostRequests), "the plan has more than a thousand million requests")
        for target in targets {
            need(
                target.weight >= 0 && target.weight <= 1e6,
                "the weight of '\(target.name)' is \(FunctionOptions.shown(target.weight)); it must be 0–1,000,000")
            let isPath = target.path.hasPrefix("/") && target.path.utf8.allSatisfy(HTTPSyntax.isTarget)
            need(isPath, "the path '\(target.path)' of '\(target.name)' must begin with / and be percent-encoded")
            let method = target.method.rawValue.utf8
            need(
                !method.isEmpty && method.allSatisfy(HTTPSyntax.isToken),
                "the method '\(target.method)' of '\(target.name)' is no token")
            for (name, value) in target.headers {
                let isField = !name.isEmpty && name.utf8.allSatisfy(HTTPSyntax.isToken)
                need(
                    isField && value.utf8.allSatisfy(HTTPSyntax.isFieldValue),
                    "the header '\(name)' of '\(target.name)' is no header")
            }
        }
        need(targets.isEmpty || targets.contains { $0.weight > 0 }, "all targets have the weight 0")
        guard problems.isEmpty else {
            throw MeridianError(.loadPlanInvalid, problems.joined(separator: "; "), status: 400)
        }
        guard allowsOtherMachines || LoopbackAddress.isLoopback(host) else {
            throw MeridianError(
                .loadTargetNotAllowed,
                "\(host) is not this machine; load only what is yours, and say so with --allow-remote",
                status: 400)
        }
    }
}

/// Which names and addresses are those of this machine without asking anyone.
enum LoopbackAddress {
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host.hasSuffix(".localhost") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127" else { return false }
        return parts.allSatisfy { UInt8($0) != nil }
    }
}
