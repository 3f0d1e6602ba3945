import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// A marked method, and the `Function` that calls it.
struct FunctionMethod {
    private let method: FunctionDeclSyntax
    private let triggers: [TriggerAttribute]
    private let arguments: [MethodArgument]
    private let isActor: Bool

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
            Meridian.Function(\(list.joined(separator: ", "))) { \(closureSignature) in
                \(call)
            }
            """
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

    private var call: String {
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
