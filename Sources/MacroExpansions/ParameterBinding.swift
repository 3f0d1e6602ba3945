import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// Decides where each parameter of a marked method comes from.
struct ParameterBinding<Context: MacroExpansionContext> {
    private let triggers: [TriggerAttribute]
    private let prefixParameters: [String]
    private let context: Context

    init(_ triggers: [TriggerAttribute], prefixParameters: [String], _ context: Context) {
        self.triggers = triggers
        self.prefixParameters = prefixParameters
        self.context = context
    }

    /// - Returns: `nil` after complaints.
    func arguments(of method: FunctionDeclSyntax) -> [MethodArgument]? {
        let parameters = method.signature.parameterClause.parameters.map(MethodParameter.init)
        switch triggers[0].kind {
        case .http: return httpArguments(method, parameters)
        case .timer: return timerArguments(parameters)
        case .event: return eventArguments(method, parameters)
        case .queue: return queueArguments(method, parameters)
        }
    }

    // MARK: HTTP

    private func httpArguments(_ method: FunctionDeclSyntax, _ parameters: [MethodParameter]) -> [MethodArgument]? {
        guard checkPaths(method, parameters) else { return nil }
        var arguments: [MethodArgument] = []
        var body: MethodParameter?
        var isSound = true
        for parameter in parameters {
            let source = source(of: parameter)
            if source.readsBody {
                if let body {
                    complainOfSecondBody(parameter, after: body)
                    isSound = false
                    continue
                }
                body = parameter
            }
            if source == .wrapper(.path), !pathParameters.contains(parameter.name) {
                context.complain(
                    "noSuchPathParameter",
                    "the path has no parameter '{\(parameter.name)}'\(knownParameters)", at: parameter.syntax.type)
                isSound = false
                continue
            }
            arguments.append(parameter.argument(from: source))
        }
        return isSound ? arguments : nil
    }

    private func source(of parameter: MethodParameter) -> ParameterSource {
        switch parameter.typeName {
        case "Request": return .request
        case "Context": return .context
        case "BodyStream": return .stream
        default: break
        }
        if let wrapper = parameter.wrapper { return .wrapper(wrapper) }
        if pathParameters.contains(parameter.name) { return .path }
        if triggers.allSatisfy(\.isBodiless) { return .query }
        if parameter.name == "body" || !parameter.isSimple { return .body }
        return .query
    }

    /// The parameters that every path of the method has.
    private var pathParameters: [String] {
        let own = triggers.map { $0.path?.template.parameters ?? [] }
        let common = own.dropFirst().reduce(own[0]) { common, next in common.filter(next.contains) }
        return prefixParameters + common
    }

    private var knownParameters: String {
        pathParameters.isEmpty ? "" : "; it has " + pathParameters.map { "'{\($0)}'" }.joined(separator: ", ")
    }

    /// Every parameter of a path must be taken by the method, or the method takes the whole request.
    private func checkPaths(_ method: FunctionDeclSyntax, _ parameters: [MethodParameter]) -> Bool {
        guard !parameters.contains(where: { $0.typeName == "Request" }) else { return true }
        let names = Set(parameters.map(\.name))
        var isSound = true
        for trigger in triggers {
            guard let path = trigger.path else { continue }
            for name in path.template.parameters where !names.contains(name) {
                context.complain(
                    "unusedPathParameter",
                    "the path's parameter '{\(name)}' is no parameter of the method '\(method.name.text)'",
                    at: path.literal, fixIts: [addParameter(name, to: method)])
                isSound = false
            }
        }
        return isSound
    }

    private func addParameter(_ name: String, to method: FunctionDeclSyntax) -> FixIt {
        let clause = method.signature.parameterClause
        var parameters = clause.parameters
        if let last = parameters.indices.last {
            parameters[last].trailingComma = .commaToken(trailingTrivia: .space)
        }
        parameters.append(
            FunctionParameterSyntax(
                firstName: .identifier(name), colon: .colonToken(trailingTrivia: .space),
                type: TypeSyntax(IdentifierTypeSyntax(name: .identifier("String")))))
        return FixIt(
            message: Remedy(message: "add the parameter '\(name): String'"),
            changes: [.replace(oldNode: Syntax(clause), newNode: Syntax(clause.with(\.parameters, parameters)))])
    }

    private func complainOfSecondBody(_ parameter: MethodParameter, after first: MethodParameter) {
        let type = parameter.syntax.type
        context.complain(
            "secondBody",
            "'\(parameter.name)' would be a second body after '\(first.name)'; say where it comes from with 'Query', "
                + "'Header' or 'Cookie'", at: type,
            fixIts: [
                FixIt(
                    message: Remedy(message: "take it from the query"),
                    changes: [
                        .replace(
                            oldNode: Syntax(type),
                            newNode: Syntax(
                                TypeSyntax("Query<\(raw: type.trimmedDescription)>")
                                    .with(\.leadingTrivia, type.leadingTrivia)
                                    .with(\.trailingTrivia, type.trailingTrivia)))
                    ])
            ])
    }

    // MARK: Timers, events, queues

    private func timerArguments(_ parameters: [MethodParameter]) -> [MethodArgument]? {
        var arguments: [MethodArgument] = []
        for parameter in parameters {
            switch parameter.typeName {
            case "Context": arguments.append(MethodArgument(label: parameter.label, expression: "context"))
            case "TimerEvent": arguments.append(MethodArgument(label: parameter.label, expression: "timer"))
            default:
                context.complain(
                    "timerParameter", "a timer's method takes nothing but a 'TimerEvent' and a 'Context'",
                    at: parameter.syntax.type)
                return nil
            }
        }
        return arguments
    }

    private func eventArguments(_ method: FunctionDeclSyntax, _ parameters: [MethodParameter]) -> [MethodArgument]? {
        payloadArguments(method, parameters, name: "event", expected: "a 'CloudEvent<…>'") {
            $0.typeName == "CloudEvent" && $0.syntax.type.genericArgument != nil
        }
    }

    private func queueArguments(_ method: FunctionDeclSyntax, _ parameters: [MethodParameter]) -> [MethodArgument]? {
        payloadArguments(method, parameters, name: "messages", expected: "a '[QueueMessage<…>]'") {
            $0.syntax.type.as(ArrayTypeSyntax.self)?.element.plainName == "QueueMessage"
        }
    }

    private func payloadArguments(
        _ method: FunctionDeclSyntax, _ parameters: [MethodParameter], name: String, expected: String,
        isPayload: (MethodParameter) -> Bool
    ) -> [MethodArgument]? {
        var arguments: [MethodArgument] = []
        var hasPayload = false
        for parameter in parameters {
            if parameter.typeName == "Context" {
                arguments.append(MethodArgument(label: parameter.label, expression: "context"))
            } else if isPayload(parameter), !hasPayload {
                hasPayload = true
                arguments.append(
                    MethodArgument(
                        label: parameter.label, expression: name,
                        payload: (name, parameter.syntax.type.trimmedDescription)))
            } else {
                context.complain(
                    "\(name)Parameter", "this method takes \(expected) and, if it likes, a 'Context', nothing else",
                    at: parameter.syntax.type)
                return nil
            }
        }
        guard hasPayload else {
            context.complain(
                "\(name)Parameter", "the method '\(method.name.text)' must take \(expected)",
                at: method.signature.parameterClause)
            return nil
        }
        return arguments
    }
}
