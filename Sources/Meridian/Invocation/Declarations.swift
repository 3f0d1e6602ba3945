import MeridianCore

/// Checks that functions can stand together.
struct Declarations {
    var manifest: [FunctionManifest] = []
    /// For each function and each of its triggers the path; `nil` for those that are not HTTP.
    var patterns: [[PathPattern?]] = []

    init(_ functions: [Function]) throws(MeridianError) {
        var names: Set<String> = []
        var routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Int)] = []
        for (index, function) in functions.enumerated() {
            guard let name = FunctionName(function.name) else {
                throw MeridianError(
                    .invalidApp, "'\(function.name)' is no name for a function; use \(FunctionName.rule)")
            }
            guard names.insert(function.name).inserted else {
                throw MeridianError(
                    .invalidApp, "two functions are called '\(function.name)'; give one of them another name")
            }
            var paths: [PathPattern?] = []
            for trigger in function.triggers {
                let pattern = try Self.checked(trigger, of: function.name)
                if let pattern, case .http(let http) = trigger { routes.append((http.methods, pattern, index)) }
                paths.append(pattern)
            }
            patterns.append(paths)
            manifest.append(
                FunctionManifest(
                    name: name, description: function.description, triggers: function.triggers,
                    options: function.options))
        }
        do {
            _ = try Router(routes)
        } catch {
            throw Self.naming(functions, error, routes)
        }
    }

    /// Adds which two functions the same route belongs to.
    private static func naming(
        _ functions: [Function], _ error: MeridianError,
        _ routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Int)]
    ) -> MeridianError {
        for (index, route) in routes.enumerated() {
            for earlier in routes[..<index] where (try? Router([earlier, route])) == nil {
                let names = "'\(functions[earlier.target].name)' and '\(functions[route.target].name)'"
                return MeridianError(
                    error.code, "\(error.message): \(names); give one of them another path or method")
            }
        }
        return error
    }

    private static func checked(_ trigger: Trigger, of function: String) throws(MeridianError) -> PathPattern? {
        func failure(_ reason: String) -> MeridianError {
            MeridianError(.invalidApp, "the function '\(function)': \(reason)")
        }
        switch trigger {
        case .http(let http):
            do {
                return try PathPattern(http.path)
            } catch {
                throw failure(error.message)
            }
        case .timer(let timer):
            switch timer.schedule {
            case .cron(let text):
                do {
                    _ = try CronExpression(text)
                } catch {
                    throw failure(error.message)
                }
            case .every(let seconds):
                guard seconds.isFinite, seconds >= 0.001 else {
                    throw failure("a timer can't run every \(seconds) seconds; the shortest period is a millisecond")
                }
            case .at(let text):
                do {
                    _ = try Timestamp(moment: text)
                } catch {
                    throw failure(error.message)
                }
            }
        case .event(let event):
            guard !event.type.isEmpty else { throw failure("an event trigger needs a type; '*' takes all") }
        case .queue(let queue):
            guard !queue.queue.isEmpty else { throw failure("a queue trigger needs the name of a queue") }
            guard (1...1000).contains(queue.batchSize) else {
                throw failure("the batch size \(queue.batchSize) is not between 1 and 1000")
            }
        }
        return nil
    }
}
