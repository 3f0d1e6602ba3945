public import MeridianCore

extension Manifest {
    /// What can stand together and yet hardly does what was meant: routes that take requests from others, and timers
    /// that are never due.
    /// - Parameters:
    ///   - specification: Tells where a trigger stands that the file added.
    ///   - now: Seconds since 1970-01-01T00:00:00Z, from which timers count.
    public func doubts(specification: ServiceSpecification, now: Int64) -> [Diagnostic] {
        var found: [Diagnostic] = []
        func report(_ code: ErrorCode, _ message: String, _ function: FunctionName, _ trigger: Trigger) {
            let entry = specification.functions.first { $0.name == function || $0.handler == function }
            let position = entry?.triggers.first { $0.trigger == trigger }?.position
            var doubt = Diagnostic(
                code: code, severity: .warning, message: message, file: specification.file, position: position)
            doubt.function = function
            found.append(doubt)
        }
        var routes: [BoundRoute] = []
        for function in functions {
            for trigger in function.triggers {
                switch trigger {
                case .http(let http):
                    guard let pattern = try? PathPattern(http.path) else { continue }
                    routes.append(BoundRoute(function: function.name, methods: http.methods, pattern: pattern))
                case .timer(let timer):
                    guard let text = timer.neverDue(after: now) else { continue }
                    report(
                        .timerNeverDue, "the timer '\(text)' of function '\(function.name)' is never due",
                        function.name, trigger)
                case .event, .queue:
                    continue
                }
            }
        }
        for shadow in BoundRoute.shadows(among: routes) {
            let methods =
                shadow.methods.isEmpty ? "other methods" : shadow.methods.listed
            report(
                .shadowedRoute,
                "function '\(shadow.hidden.function)' does not get \(methods) '\(shadow.hiding.pattern)' by its route "
                    + "'\(shadow.hidden.pattern)': that path belongs to function '\(shadow.hiding.function)', which "
                    + "takes \(shadow.hiding.methodNames) only",
                shadow.hidden.function,
                .http(HTTPTrigger(methods: shadow.hidden.methods, path: shadow.hidden.pattern.description)))
        }
        return found
    }
}

extension TimerTrigger {
    /// - Returns: The schedule in words when no moment of it comes after `now`, in seconds since 1970.
    fileprivate func neverDue(after now: Int64) -> String? {
        switch schedule {
        case .cron(let text):
            guard let cron = try? CronExpression(text), cron.next(after: now) == nil else { return nil }
            return text
        case .at(let text):
            guard let moment = Timestamp(text), moment.milliseconds <= now * 1_000 else { return nil }
            return "at \(text)"
        case .every: return nil
        }
    }
}

/// A route with its function, to be compared with others.
struct BoundRoute {
    let function: FunctionName
    /// None stands for all.
    let methods: [HTTPMethod]
    let pattern: PathPattern

    struct Shadow {
        let hiding: BoundRoute
        let hidden: BoundRoute
        /// The methods that nobody answers any more on the common path; none stands for those that have no name here.
        let methods: [HTTPMethod]
    }

    var methodNames: String { methods.listed }

    /// The router picks the most literal path and only then looks at the method. So a path that is bound to one
    /// method hides a more general route's other methods.
    static func shadows(among routes: [BoundRoute]) -> [Shadow] {
        var found: [Shadow] = []
        for hidden in routes {
            var reported: Set<PathPattern> = []
            for hiding in routes where hiding.isPreferred(to: hidden) {
                // Everything that is bound to the same path answers together.
                let answered = routes.filter { $0.shape == hiding.shape }
                guard !answered.contains(where: \.methods.isEmpty), reported.insert(hiding.pattern).inserted else {
                    continue
                }
                var taken = answered.flatMap(\.methods)
                if taken.contains(.get) { taken.append(.head) }
                let lost = hidden.methods.filter { !taken.contains($0) }
                if !lost.isEmpty || hidden.methods.isEmpty {
                    found.append(Shadow(hiding: hiding, hidden: hidden, methods: lost))
                }
            }
        }
        return found
    }

    /// The pattern without the names of its parameters.
    private var shape: [String] {
        pattern.segments.map { segment in
            switch segment {
            case .literal(let text): "/\(text)"
            case .parameter: "{}"
            case .rest: "*"
            }
        }
    }

    /// Whether some path fits both, and this route comes first there.
    private func isPreferred(to other: BoundRoute) -> Bool {
        var isPreferred: Bool?
        for (index, segment) in pattern.segments.enumerated() {
            guard index < other.pattern.segments.count else {
                guard case .rest(nil) = segment else { return false }
                return isPreferred ?? false
            }
            switch (segment, other.pattern.segments[index]) {
            case (.literal(let own), .literal(let theirs)):
                guard own == theirs else { return false }
            case (.literal(let own), .parameter):
                guard !own.isEmpty else { return false }
                isPreferred = isPreferred ?? true
            case (.parameter, .literal(let theirs)):
                guard !theirs.isEmpty else { return false }
                isPreferred = isPreferred ?? false
            case (.parameter, .parameter):
                break
            case (.rest, .rest):
                return isPreferred ?? false
            case (_, .rest):
                return isPreferred ?? true
            case (.rest, _):
                return isPreferred ?? false
            }
        }
        guard pattern.segments.count == other.pattern.segments.count else {
            // Only the rest of a path may be empty.
            guard pattern.segments.count + 1 == other.pattern.segments.count,
                case .rest(nil)? = other.pattern.segments.last
            else { return false }
            return isPreferred ?? true
        }
        return isPreferred ?? false
    }
}
