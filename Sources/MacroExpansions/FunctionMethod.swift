import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// A marked method, and the `Function` that calls it.
struct FunctionMethod {
    private let method: FunctionDeclSyntax
    private let triggers: [TriggerAttribute]
    private let arguments: [MethodArgument]
    private let isActor: Bool
    /// By the parameter's name, in the order of the attributes.
    private let rules: [ParameterRules]

    /// - Returns: `nil` after complaints.
    init?(
        _ method: FunctionDeclSyntax, prefixParameters: [String], isActor: Bool, _ context: some MacroExpansionContext
    ) {
        self.method = method
        self.isActor = isActor
        guard Self.checkShape(method, context) else { return nil }
        let marked = method.triggers
        if let other = marked.first(where: { $0.kind != marked[0].kind }) {
            context.complain(
                "mixedTriggers",
                "a method takes triggers of one kind; declare this one on a method of its own", at: other.attribute)
            return nil
        }
        triggers = marked.compactMap { TriggerAttribute($0.kind, $0.attribute, context) }
        guard triggers.count == marked.count else { return nil }
        let binding = ParameterBinding(triggers, prefixParameters: prefixParameters, context)
        guard let arguments = binding.arguments(of: method) else { return nil }
        self.arguments = arguments
        let checks = method.checks
        rules = checks.compactMap { ParameterRules($0, context) }
        guard rules.count == checks.count, Self.check(rules, arguments, context) else { return nil }
    }

    /// Rules must be about parameters that are checked one by one: a body checks itself.
    private static func check(
        _ rules: [ParameterRules], _ arguments: [MethodArgument], _ context: some MacroExpansionContext
    ) -> Bool {
        var names: Set<String> = []
        for rule in rules {
            let origin = arguments.lazy.compactMap(\.origin).first { $0.parameter == rule.parameter }
            if origin == nil || origin?.place == "body" {
                context.complain(
                    "checkParameter",
                    origin == nil
                        ? "the method has no parameter '\(rule.parameter)' that comes from the request"
                        : "'\(rule.parameter)' is the body; let its type be 'Validatable'", at: rule.syntax)
                return false
            }
            if !names.insert(rule.parameter).inserted {
                context.complain(
                    "secondCheck", "'\(rule.parameter)' has rules already; list all in one '@Check'", at: rule.syntax)
                return false
            }
        }
        return true
    }

    private static func checkShape(_ method: FunctionDeclSyntax, _ context: some MacroExpansionContext) -> Bool {
        if let clause = method.genericParameterClause {
            context.complain("genericMethod", "a function can't be generic: its caller names no types", at: clause)
            return false
        }
        if let modifier = method.modifiers.first(where: { $0.name.tokenKind == .keyword(.mutating) }) {
            context.complain(
                "mutatingMethod", "a function can't be mutating: requests run at the same time; keep state in an actor",
                at: modifier)
            return false
        }
        for parameter in method.signature.parameterClause.parameters {
            if let ellipsis = parameter.ellipsis {
                context.complain("variadicParameter", "a function's parameter can't be variadic", at: ellipsis)
                return false
            }
            if let attributed = parameter.type.as(AttributedTypeSyntax.self),
                let specifier = attributed.specifiers.first(where: { $0.trimmedDescription == "inout" })
            {
                context.complain("inoutParameter", "a function's parameter can't be inout", at: specifier)
                return false
            }
            if let some = parameter.type.as(SomeOrAnyTypeSyntax.self) {
                context.complain("opaqueParameter", "a function's parameter needs a concrete type", at: some)
                return false
            }
        }
        return true
    }

    var hasOwnName: Bool { triggers.contains { $0.name != nil } }

    /// The `Function(...) { ... }` expression.
    var expansion: String {
        let name =
            triggers.lazy.compactMap { $0.name?.trimmedDescription }.first ?? "\"\(method.name.identifierText)\""
        var list = [name] + triggers.map(\.trigger) + triggers.flatMap(\.extras)
        if arguments.contains(where: \.readsStream), !triggers.contains(where: \.takesBodyOption) {
            list.append("body: .stream")
        }
        return """
            \(ruleConstants)Meridian.Function(\(list.joined(separator: ", "))) { \(closureSignature) in
                \(rules.isEmpty ? call : checkedCall)
            }\(description)
            """
    }

    /// Rules are made once, when the function is.
    private var ruleConstants: String {
        rules.map { "let \(constant($0)): [Meridian.Rule<\($0.type)>] = [\($0.rules)]\n" }.joined()
    }

    private func constant(_ rules: ParameterRules) -> String {
        let name = triggers.lazy.compactMap { $0.name?.plainText }.first ?? method.name.identifierText
        return "_\(String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" }))_\(rules.parameter)"
    }

    /// The call after everything was read, so that everything that is wrong can be told.
    private var checkedCall: String {
        var lines = ["var _check = Meridian.Validation()"]
        var checked: [MethodArgument] = []
        for (index, argument) in arguments.enumerated() {
            guard argument.canThrow, let origin = argument.origin else {
                checked.append(argument)
                continue
            }
            let reading = "{ try \(argument.wrapped?.expression ?? argument.expression) }"
            if origin.place == "body" {
                lines.append("let _value\(index) = _check.body \(reading)")
            } else {
                let rules = rules.first { $0.parameter == origin.parameter }.map { ", rules: \(constant($0))" } ?? ""
                lines.append(
                    "let _value\(index) = _check.read(\"\(origin.name)\", in: .\(origin.place)\(rules)) \(reading)")
            }
            let value = argument.wrapped.map { "\($0.type)(_value\(index)!)" } ?? "_value\(index)!"
            checked.append(MethodArgument(label: argument.label, expression: value))
        }
        lines += ["try _check.finish()", (returnType == nil ? "" : "return ") + call(checked, needsTry: methodThrows)]
        return lines.joined(separator: "\n    ")
    }

    /// What tells documents about the function.
    private var description: String {
        guard triggers[0].kind == .http else { return "" }
        let comment = DocumentationComment(method)
        var members: [String] = []
        let parameters = arguments.compactMap(\.origin).filter { $0.place != "body" }.map { origin in
            var parts = ["\"\(origin.name)\"", "in: .\(origin.place)", "as: \(origin.type).self"]
            if !origin.isRequired { parts.append("isRequired: false") }
            if let rules = rules.first(where: { $0.parameter == origin.parameter }) {
                parts.append("rules: \(constant(rules)).schema()")
            }
            if let text = comment.parameters[origin.parameter] { parts.append("description: \(text.literal)") }
            return "Meridian.FunctionSignature.Parameter(\(parts.joined(separator: ", ")))"
        }
        if !parameters.isEmpty { members.append("parameters: [\(parameters.joined(separator: ", "))]") }
        if let body = arguments.lazy.compactMap(\.origin).first(where: { $0.place == "body" }) {
            members.append("body: \(body.type).self")
            if !body.isRequired { members.append("isBodyRequired: false") }
        }
        if let summary = comment.summary { members.append("summary: \(summary.literal)") }
        if let details = comment.details { members.append("details: \(details.literal)") }
        return members.isEmpty ? "" : ".described(Meridian.FunctionSignature(\(members.joined(separator: ", "))))"
    }

    private var isAsync: Bool { isActor || method.signature.effectSpecifiers?.asyncSpecifier != nil }

    private var methodThrows: Bool { method.signature.effectSpecifiers?.throwsClause != nil }

    private var returnType: TypeSyntax? {
        guard let type = method.signature.returnClause?.type.trimmed else { return nil }
        return ["Void", "()"].contains(type.trimmedDescription) ? nil : type
    }

    private var closureSignature: String {
        let parameters =
            switch triggers[0].kind {
            case .http: "(request: Meridian.Request, context: Meridian.Context)"
            case .timer:
                arguments.contains { $0.expression == "timer" }
                    ? "(timer: Meridian.TimerEvent, context: Meridian.Context)" : "(context: Meridian.Context)"
            case .event, .queue:
                "(\(payload?.name ?? "payload"): \(payload?.type ?? "Never"), context: Meridian.Context)"
            }
        let effects = (isAsync ? "async " : "") + (needsTry ? "throws " : "")
        let result =
            triggers[0].kind != .http || returnType == nil
            ? "-> Void"
            : returnType!.is(SomeOrAnyTypeSyntax.self) ? "" : "-> \(returnType!.trimmedDescription)"
        return "\(parameters) \(effects)\(result)".trimmingTrailingSpace
    }

    private var payload: (name: String, type: String)? {
        arguments.lazy.compactMap(\.payload).first
    }

    private var needsTry: Bool { methodThrows || arguments.contains(where: \.canThrow) }

    private var call: String { call(arguments, needsTry: needsTry) }

    private func call(_ arguments: [MethodArgument], needsTry: Bool) -> String {
        let effects = (needsTry ? "try " : "") + (isAsync ? "await " : "")
        let list = arguments.map { argument in
            argument.label.map { "\($0): \(argument.expression)" } ?? argument.expression
        }
        let discard = triggers[0].kind != .http && returnType != nil ? "_ = " : ""
        return "\(discard)\(effects)self.\(method.name.text)(\(list.joined(separator: ", ")))"
    }
}

extension TokenSyntax {
    /// A name without the backticks that keep it from being a keyword.
    var identifierText: String { identifier?.name ?? text }
}

extension String {
    fileprivate var trimmingTrailingSpace: String {
        last == " " ? String(dropLast()) : self
    }
}
