public import MeridianCore

extension Manifest {
    /// Joins what the code declares with what `meridian.yml` says.
    ///
    /// The functions keep the order of `declared`, by which the worker numbers them. An option comes from the file's
    /// function, else from the code, else from the file's `provider`, else from the platform: a function's own
    /// options hold the first two, the manifest's defaults the others, and ``options(of:)`` resolves both. The file's
    /// triggers follow the code's.
    /// - Throws: Everything that can't stand together: functions that the code does not declare, two triggers for
    ///   the same requests, and options that are out of range only when joined.
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
        reportUndeclared()
        let byName = Dictionary(specification.functions.map { ($0.name, $0) }) { first, _ in first }
        var manifest = Manifest(
            service: specification.service, defaults: specification.provider.merged(over: .platformDefaults),
            functions: [])
        var routes = RouteTable()
        for function in declared {
            var merged = function
            let own = byName[function.name]
            for trigger in function.triggers { bind(trigger, of: function.name, at: nil, in: &routes) }
            if let own {
                merged.description = own.description ?? function.description
                merged.options = own.options.merged(over: function.options)
                for specified in own.triggers {
                    bind(specified.trigger, of: function.name, at: specified.position, in: &routes)
                    merged.triggers.append(specified.trigger)
                }
            }
            manifest.functions.append(merged)
            check(merged, own, defaults: manifest.defaults)
        }
        return manifest
    }

    private mutating func reportUndeclared() {
        let known = declared.map(\.name.rawValue)
        for function in specification.functions where !known.contains(function.name.rawValue) {
            let suggestion = Suggestion.nearest(to: function.name.rawValue, among: known)
            let functions =
                known.isEmpty ? "it declares none" : "it declares \(SpecificationReader.list(known))"
            report(
                .undeclaredFunction, "the code declares no function '\(function.name)'; \(functions)",
                at: function.position, suggestion: suggestion)
        }
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
                at: position)
        } catch {
            report(.invalidTrigger, "function '\(function)': \(error.message)", at: position)
        }
    }

    private mutating func check(
        _ function: FunctionManifest, _ own: FunctionSpecification?, defaults: FunctionOptions
    ) {
        for problem in function.options.merged(over: defaults).problems {
            report(
                .valueOutOfRange, "function '\(function.name)': \(problem.message)",
                at: own?.optionPositions[problem.key] ?? own?.position)
        }
    }

    private mutating func report(
        _ code: ErrorCode, _ message: String, at position: SourcePosition?, suggestion: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                code: code, message: message, file: specification.file, position: position, suggestion: suggestion))
    }
}
