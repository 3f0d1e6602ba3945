import MeridianCore

/// Functions after their layers have had a say in how they are declared.
struct PreparedFunctions {
    private(set) var functions: [Function]

    init(_ declared: [Function]) {
        functions = declared
        for index in functions.indices {
            let layers = functions[index].layers
            guard !layers.isEmpty else { continue }
            let kinds = functions[index].triggerKinds
            for layer in layers where !layer.triggers.isDisjoint(with: kinds) { layer.prepare(&functions[index]) }
        }
        if functions.contains(where: { !$0.offeredMethods.isEmpty }) { takeOffers() }
    }

    /// Gives each method that is offered for a path to the first function that offers it, unless one has it anyway.
    private mutating func takeOffers() {
        var taken: Set<Route> = []
        var methods: [String: [HTTPMethod]] = [:]
        for http in functions.flatMap(\.httpTriggers) {
            let path = Route.shape(of: http.path)
            if http.methods.isEmpty { taken.insert(Route(method: nil, path: path)) }
            for method in http.methods { taken.insert(Route(method: method, path: path)) }
            methods[path, default: []] += http.methods
        }
        for index in functions.indices {
            let offered = functions[index].offeredMethods.sorted { $0.rawValue < $1.rawValue }
            guard !offered.isEmpty else { continue }
            var given: Set<Route> = []
            functions[index].triggers = functions[index].triggers.map { trigger in
                guard case .http(var http) = trigger, !http.methods.isEmpty else { return trigger }
                let path = Route.shape(of: http.path)
                guard !taken.contains(Route(method: nil, path: path)) else { return trigger }
                for method in offered where taken.insert(Route(method: method, path: path)).inserted {
                    http.methods.append(method)
                    given.insert(Route(method: method, path: path))
                }
                return .http(http)
            }
            if !given.isEmpty {
                functions[index].layers.append(OfferedMethodAnswer(routes: given, methodsOfPaths: methods))
            }
        }
    }

    private struct Route: Hashable {
        /// `nil` for all.
        var method: HTTPMethod?
        var path: String

        /// The path without the names of its parameters, which make no difference to routing.
        static func shape(of path: String) -> String {
            path.split(separator: "/", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("{") ? ($0.hasSuffix("*}") ? "*" : "{}") : $0 }
                .joined(separator: "/")
        }

        init(method: HTTPMethod?, path: String) {
            self.method = method
            self.path = path
        }
    }

    /// Answers a request with an offered method that no other layer has answered.
    private struct OfferedMethodAnswer: Interceptor {
        let routes: Set<Route>
        let methodsOfPaths: [String: [HTTPMethod]]

        func before(_ request: inout Request, _ context: Context) throws -> Response? {
            guard request.method != .get, let pattern = request.pattern else { return nil }
            let path = Route.shape(of: pattern.description)
            guard routes.contains(Route(method: request.method, path: path)) else { return nil }
            var allowed = (methodsOfPaths[path] ?? []).map(\.rawValue)
            if allowed.contains("GET"), !allowed.contains("HEAD") { allowed.append("HEAD") }
            allowed.append(request.method.rawValue)
            return Response(status: 204, fields: ["allow": allowed.joined(separator: ", ")])
        }
    }
}

extension Function {
    var httpTriggers: [HTTPTrigger] {
        triggers.compactMap { trigger in
            guard case .http(let http) = trigger else { return nil }
            return http
        }
    }

    var triggerKinds: TriggerKinds {
        triggers.reduce(into: []) { kinds, trigger in
            if case .http = trigger { kinds.insert(.http) } else { kinds.insert(.background) }
        }
    }
}
