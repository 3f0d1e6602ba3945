public import MeridianCore

extension Manifest {
    /// Joins what the code declares with what `meridian.yml` says.
    ///
    /// The functions keep the order of `declared`, without those that are not deployed. An option comes from the
    /// file's function, else from the code, else from the file's `provider`, else from the platform: a function's own
    /// options hold the first two, the manifest's defaults the others, and ``options(of:)`` resolves both. An
    /// aggregation is a `group` that the file gives to several. The file's triggers follow the code's.
    /// - Throws: Everything that can't stand together: functions that the code does not declare, functions in two
    ///   groups, two triggers for the same requests, and options that are out of range only when joined.
    public static func merging(
        declared: [FunctionManifest], specification: ServiceSpecification
    ) throws(SpecificationError) -> Manifest {
        var merging = Merging(specification: specification, declared: declared)
        let manifest = merging.manifest()
        guard merging.diagnostics.isEmpty else { throw SpecificationError(merging.diagnostics) }
        return manifest
    }
}

private struct Merging {
    let specification: ServiceSpecification
    let declared: [FunctionManifest]
    var diagnostics: [Diagnostic] = []

    mutating func manifest() -> Manifest {
        let byName = configured()
        let groups = groups()
        var manifest = Manifest(
            service: specification.service, runtime: specification.runtime, program: specification.program,
            defaults: specification.provider.merged(over: specification.program?.defaults ?? FunctionOptions())
                .merged(over: .platformDefaults),
            functions: [])
        if !specification.bindings.isEmpty { manifest.bindings = specification.bindings }
        manifest.outbound = specification.outbound
        var routes = RouteTable()
        for function in declared {
            var merged = function
            let own = byName[function.name]
            guard own?.isDeployed ?? true else { continue }
            for trigger in function.triggers { bind(trigger, of: function.name, at: nil, in: &routes) }
            if let own {
                merged.description = own.description ?? function.description
                if specification.program != nil { merged.handler = own.handlerPath }
                merged.options = own.options.merged(over: function.options)
                for specified in own.triggers {
                    bind(specified.trigger, of: function.name, at: specified.position, in: &routes)
                    merged.triggers.append(specified.trigger)
                }
            }
            if let group = groups[function.name] {
                if let other = own?.options.group, other != group.value {
                    report(
                        .conflictingGroups,
                        "function '\(function.name)' is in the aggregation '\(group.value)' and has the group "
                            + "'\(other)'; keep one", at: own?.optionPositions["group"] ?? group.position)
                }
                merged.options.group = group.value
            }
            manifest.functions.append(merged)
            check(merged, own, defaults: manifest.defaults)
        }
        return manifest
    }

    /// What the file says of each function of the code.
    private mutating func configured() -> [FunctionName: FunctionSpecification] {
        var found: [FunctionName: FunctionSpecification] = [:]
        for function in specification.functions {
            guard let name = resolve(function) else {
                reportUndeclared(function.name.rawValue, handler: function.handler, at: function.position)
                continue
            }
            if let other = found[name] {
                report(
                    .duplicateKey,
                    "'\(other.name)' and '\(function.name)' both stand for the function '\(name)'; join them",
                    at: function.position)
            } else {
                found[name] = function
            }
        }
        return found
    }

    /// The name in the code: the file's own for it, or that of its handler.
    private func resolve(_ function: FunctionSpecification) -> FunctionName? {
        [function.name, function.handler].compactMap(\.self).first { name in declared.contains { $0.name == name } }
    }

    private mutating func groups() -> [FunctionName: Located<String>] {
        var groups: [FunctionName: Located<String>] = [:]
        for aggregation in specification.aggregations {
            for function in members(of: aggregation) {
                if let other = groups[function.value], other.value != aggregation.name {
                    report(
                        .conflictingGroups,
                        "function '\(function.value)' is in the aggregations '\(other.value)' and '\(aggregation.name)'; "
                            + "a function is in one", at: function.position)
                } else {
                    groups[function.value] = Located(aggregation.name, at: function.position)
                }
            }
        }
        return groups
    }

    private mutating func members(of aggregation: AggregationSpecification) -> [Located<FunctionName>] {
        var members: [Located<FunctionName>] = []
        for listed in aggregation.functions {
            let known = specification.functions.first { $0.name.rawValue == listed.value }
            if let name = known.flatMap(resolve) ?? declared.map(\.name).first(where: { $0.rawValue == listed.value }) {
                members.append(Located(name, at: listed.position))
            } else if known == nil {
                reportUndeclared(listed.value, handler: nil, at: listed.position)
            }
        }
        let names = declared.map(\.name)
        for pattern in aggregation.patterns where !names.contains(where: { pattern.value.glob.matches($0.rawValue) }) {
            report(
                .undeclaredFunction, "no function fits '\(pattern.value.glob)'; \(declaration)", at: pattern.position)
        }
        for name in names where !members.contains(where: { $0.value == name }) {
            guard let pattern = NamePattern.selecting(name.rawValue, among: aggregation.patterns) else { continue }
            members.append(Located(name, at: pattern.position))
        }
        return members
    }

    private var declaration: String {
        declared.isEmpty
            ? "the code declares none" : "the code declares \(Wording.list(declared.map(\.name.rawValue)))"
    }

    private mutating func reportUndeclared(_ name: String, handler: FunctionName?, at position: SourcePosition?) {
        let known = declared.map(\.name.rawValue)
        let functions = known.isEmpty ? "it declares none" : "it declares \(Wording.list(known))"
        let other = handler.map { $0.rawValue == name ? "" : " nor '\($0)'" } ?? ""
        report(
            .undeclaredFunction, "the code declares no function '\(name)'\(other); \(functions)", at: position,
            suggestion: Suggestion.nearest(to: name, among: known))
    }

    private mutating func bind(
        _ trigger: Trigger, of function: FunctionName, at position: SourcePosition?, in routes: inout RouteTable
    ) {
        guard case .http(let http) = trigger else { return }
        do throws(MeridianError) {
            guard let taken = routes.bind(http, pattern: try PathPattern(http.path), to: function) else { return }
            let method = taken.method?.rawValue ?? "any method"
            report(
                .duplicateRoute,
                "function '\(function)' is bound to \(method) '\(http.path)', which function '\(taken.function)' has",
                at: position, function: function)
        } catch {
            report(.invalidTrigger, "function '\(function)': \(error.message)", at: position, function: function)
        }
    }

    private mutating func check(
        _ function: FunctionManifest, _ own: FunctionSpecification?, defaults: FunctionOptions
    ) {
        for problem in function.options.merged(over: defaults).problems {
            report(
                .valueOutOfRange, "function '\(function.name)': \(problem.message)",
                at: own?.optionPositions[problem.key] ?? own?.position, function: function.name)
        }
    }

    private mutating func report(
        _ code: ErrorCode, _ message: String, at position: SourcePosition?, suggestion: String? = nil,
        function: FunctionName? = nil
    ) {
        var diagnostic = Diagnostic(
            code: code, message: message, file: specification.file, position: position, suggestion: suggestion)
        diagnostic.function = function
        diagnostics.append(diagnostic)
    }
}
