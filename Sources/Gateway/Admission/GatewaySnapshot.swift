import Admission
import Engine
import MeridianCore

/// What every event loop of a gateway answers by: the routes, and the rules compiled for the functions they lead to.
/// An immutable value that is swapped whole.
struct GatewaySnapshot: Sendable {
    /// Where a request goes.
    struct Place: Sendable {
        var entry: Int
        var route: RoutingTable.Route
    }

    /// A function as admission knows it.
    struct Function: Sendable {
        /// Its number in ``CompiledRules/functions``.
        var number: Int
        /// What a request is unless a trusted caller says otherwise: by rule, or as its release says.
        var criticality: Criticality
        /// The values that rules count by, by trigger; empty when there is none.
        var parameters: [[ParameterLocation]]
    }

    let table: RoutingTable
    let rules: CompiledRules
    /// By entry of the table and function.
    let functions: [[Function]]
    /// Where those functions are that answer in place of others.
    let fallbacks: [RuleTarget: Place]

    /// - Parameter rules: Compiled for ``functions(of:)`` of this table.
    init(_ table: RoutingTable, _ rules: CompiledRules) {
        self.table = table
        self.rules = rules
        let numbers = Dictionary(uniqueKeysWithValues: rules.functions.enumerated().map { ($0.element, $0.offset) })
        functions = table.entries.map { entry in
            let manifest = entry.release.release.manifest
            return manifest.functions.map { function in
                // A function that the rules don't know is a stranger, whom no rule is for.
                let number = numbers[FunctionKey(manifest.service, function.name)] ?? -1
                let sources = rules.parameters(of: number)
                return Function(
                    number: number,
                    criticality: rules.criticality(of: number) ?? manifest.options(of: function).criticality,
                    parameters: sources.isEmpty ? [] : function.triggers.map { Self.locations(of: sources, in: $0) })
            }
        }
        fallbacks = Self.fallbacks(of: rules.rules, in: table)
    }

    /// All functions that a table leads to.
    static func functions(of table: RoutingTable) -> [FunctionKey] {
        var known: Set<FunctionKey> = []
        return table.entries.flatMap { entry in
            let manifest = entry.release.release.manifest
            return manifest.functions.map { FunctionKey(manifest.service, $0.name) }
        }.filter { known.insert($0).inserted }
    }

    private static func locations(of sources: [ParameterRule.Source], in trigger: Trigger) -> [ParameterLocation] {
        guard case .http(let http) = trigger, let pattern = try? PathPattern(http.path) else { return [] }
        return sources.map { ParameterLocation($0, in: pattern) }
    }

    private static func fallbacks(of rules: RuleSet, in table: RoutingTable) -> [RuleTarget: Place] {
        var places: [RuleTarget: Place] = [:]
        for rule in rules.rules {
            guard case .breaker(let breaker) = rule.kind, case .function(let target)? = breaker.fallback,
                case .function(let service, let name) = target
            else { continue }
            for (index, entry) in table.entries.enumerated() where entry.release.release.service == service {
                let functions = entry.release.release.manifest.functions
                guard let function = functions.firstIndex(where: { $0.name == name }),
                    let trigger = functions[function].triggers.firstIndex(where: \.isHTTP)
                else { continue }
                // What is live comes first.
                places[target] =
                    places[target] ?? Place(entry: index, route: .init(function: function, trigger: trigger))
            }
        }
        return places
    }
}

extension Trigger {
    fileprivate var isHTTP: Bool {
        if case .http = self { true } else { false }
    }
}
