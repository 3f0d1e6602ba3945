import MeridianCore

/// Who takes what a platform delivers.
///
/// Platforms have names of their own for timers and queues. A name that a function goes by wins; where only one function
/// could be meant, it is meant.
extension AppRoutes {
    /// - Throws: ``ErrorCode/noTaker``.
    func timer(of function: String) throws(MeridianError) -> Timer {
        guard let timer = timers.first(where: { $0.function == function }) else { throw noTimer([function]) }
        return timer
    }

    /// - Throws: ``ErrorCode/noTaker``.
    func timer(named names: [String]) throws(MeridianError) -> Timer {
        if let timer = timers.first(where: { names.contains($0.function) }) { return timer }
        guard let timer = timers.first, timers.allSatisfy({ $0.function == timer.function }) else {
            throw noTimer(names)
        }
        return timer
    }

    private func noTimer(_ names: [String]) -> MeridianError {
        let wanted = names.isEmpty ? "by any name" : names.map { "'\($0)'" }.joined(separator: " or ")
        let known = timers.map(\.function).joined(separator: ", ")
        return MeridianError(
            .noTaker,
            "no function with a timer is called \(wanted); "
                + (known.isEmpty ? "no function has one" : "there are: \(known)"), status: 404)
    }

    /// - Throws: ``ErrorCode/noTaker``.
    func takers(ofQueue name: String) throws(MeridianError) -> [Queue] {
        let named = queues.filter { $0.name == name }
        if !named.isEmpty { return named }
        guard queues.count == 1 else {
            let known = queues.map { "\($0.function) (\($0.name))" }.joined(separator: ", ")
            throw MeridianError(
                .noTaker,
                "no function takes the queue '\(name)'; "
                    + (known.isEmpty ? "no function takes a queue" : "there are: \(known)"), status: 404)
        }
        return queues
    }

    /// - Throws: ``ErrorCode/functionNotFound``.
    func takers(of event: EventEnvelope) throws(MeridianError) -> [Target] {
        let (type, source) = (event.attributes.type, event.attributes.source)
        let targets = targets(type: type, source: source)
        guard !targets.isEmpty else {
            throw MeridianError(
                .functionNotFound, "no function takes events of type '\(type)' from '\(source)'", status: 404)
        }
        return targets
    }

    /// - Throws: ``ErrorCode/functionNotFound`` or ``ErrorCode/unknownDelivery``.
    func taker(ofDocumentFor function: String?) throws(MeridianError) -> Target {
        let functions = table.manifest
        let index: Int
        if let function {
            guard let found = functions.firstIndex(where: { $0.name.rawValue == function }) else {
                let known = functions.map(\.name.rawValue).joined(separator: ", ")
                throw MeridianError(
                    .functionNotFound, "there is no function '\(function)'; there are: \(known)", status: 404)
            }
            index = found
        } else {
            guard functions.count == 1 else {
                throw MeridianError(
                    .unknownDelivery,
                    "the invocation is neither a request nor a timer, messages or an event, and the service has "
                        + "\(functions.count) functions that it could be for; name one as "
                        + #"{"meridian": {"function": "NAME", "data": …}}"#, status: 400)
            }
            index = 0
        }
        guard !functions[index].triggers.isEmpty else {
            throw MeridianError(
                .functionNotFound, "the function '\(functions[index].name)' has no trigger", status: 404)
        }
        return Target(function: index, trigger: 0, timeout: functions[index].timeout)
    }
}
