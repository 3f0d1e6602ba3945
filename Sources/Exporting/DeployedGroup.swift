import MeridianCore
import Specification

/// Functions that share instances, which a platform has as one function, service or deployment.
struct DeployedGroup {
    /// The group's name here.
    let group: String
    /// Its name on the platform.
    let name: String
    let functions: [FunctionManifest]
    let options: ResolvedFunctionOptions
    /// Variables that name secrets of a platform of Meridian and so are not among the options.
    let secretVariables: [String]
    /// The longest that a request to any of the functions may take, in seconds.
    let timeout: Double
    /// What the service is for, and what each of the functions is for.
    let description: String?

    init(_ plan: GroupPlan.Group, of source: ExportSource, named name: String) {
        group = plan.name
        self.name = name
        functions = plan.functions.map { source.manifest.functions[$0] }
        let (variables, secretVariables) = SecretVariables.take(from: plan.options.environment)
        var options = plan.options
        options.environment = variables
        self.options = options
        self.secretVariables = secretVariables
        timeout = functions.map { source.manifest.options(of: $0).timeout }.max() ?? options.timeout
        description = Self.description(of: functions, source)
    }

    private static func description(of functions: [FunctionManifest], _ source: ExportSource) -> String? {
        if functions.count == 1, let own = functions[0].description { return own }
        let parts = functions.compactMap { function in function.description.map { "\(function.name): \($0)" } }
        let whole = [source.specification.description, parts.isEmpty ? nil : parts.joined(separator: "; ")]
        let texts = whole.compactMap(\.self)
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }

    /// A setting, when the code or the file says it of any of the functions or of all.
    func stated<Value>(
        _ option: KeyPath<ResolvedFunctionOptions, Value>, _ asked: KeyPath<FunctionOptions, Value?>,
        _ source: ExportSource
    ) -> Value? {
        let isStated =
            source.specification.provider[keyPath: asked] != nil
            || functions.contains { $0.options[keyPath: asked] != nil }
        return isStated ? options[keyPath: option] : nil
    }

    /// Each trigger with its function and its number among the triggers of the same kind.
    func triggers() -> [BoundTrigger] {
        functions.flatMap { function in
            var counts: [String: Int] = [:]
            return function.triggers.map { trigger in
                counts[trigger.kind, default: 0] += 1
                return BoundTrigger(trigger: trigger, function: function, number: counts[trigger.kind]!)
            }
        }
    }

    var isReachedByHTTP: Bool {
        functions.contains { $0.triggers.contains { if case .http = $0 { true } else { false } } }
    }

    /// Lays what the file says in the platform's own words over what was made of the rest.
    func finish(_ made: SourceNode, _ settings: TargetSpecification) -> SourceNode {
        var node = made
        if let properties = settings.properties { node = node.overlaid(by: properties) }
        if let own = settings.groups[group] { node = node.overlaid(by: own) }
        return node
    }
}

/// A trigger of a function.
struct BoundTrigger {
    let trigger: Trigger
    let function: FunctionManifest
    /// Among the function's triggers of the same kind, from 1.
    let number: Int

    /// `FUNCTION-KIND`, with a number from the second on; names the trigger on a platform.
    var name: String {
        "\(function.name)-\(trigger.kind)" + (number > 1 ? "-\(number)" : "")
    }
}
