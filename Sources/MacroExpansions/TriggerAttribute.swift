import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// A trigger attribute of a method, taken apart.
struct TriggerAttribute {
    /// The labels that become `FunctionOptions`.
    private static let optionLabels: Set = [
        "memorySize", "timeout", "initTimeout", "concurrency", "standby", "maxInstances", "idleTimeout", "group",
    ]
    /// The labels that are arguments of `Function` itself.
    private static let functionLabels: Set = ["name", "description", "body"]

    let kind: TriggerKind
    let syntax: AttributeSyntax
    /// The trigger, as an argument of `Function`.
    let trigger: String
    let name: ExprSyntax?
    /// Further arguments of `Function`: description, options and body.
    let extras: [String]
    let takesBodyOption: Bool
    /// `GET` for `.get`; `nil` when the method is not spelled out.
    let method: String?
    let path: (template: PathTemplate, literal: ExprSyntax)?

    /// - Returns: `nil` after a complaint.
    init?(_ kind: TriggerKind, _ syntax: AttributeSyntax, _ context: some MacroExpansionContext) {
        self.kind = kind
        self.syntax = syntax
        var positional: [ExprSyntax] = []
        var labeled: [String] = []
        var options: [String] = []
        var extras: [String] = []
        var name: ExprSyntax?
        var takesBodyOption = false
        if case .argumentList(let arguments)? = syntax.arguments {
            for argument in arguments {
                let text = argument.expression.trimmedDescription
                switch argument.label?.text {
                case nil: positional.append(argument.expression)
                case "name": name = argument.expression
                case let label? where Self.functionLabels.contains(label):
                    takesBodyOption = takesBodyOption || label == "body"
                    extras.append("\(label): \(text)")
                case let label? where Self.optionLabels.contains(label): options.append("\(label): \(text)")
                case let label?: labeled.append("\(label): \(text)")
                }
            }
        }
        if !options.isEmpty {
            let list = "options: Meridian.FunctionOptions(\(options.joined(separator: ", ")))"
            // In the order of Function's parameters.
            extras.insert(list, at: extras.firstIndex { $0.hasPrefix("body:") } ?? extras.endIndex)
        }
        self.name = name
        self.extras = extras
        self.takesBodyOption = takesBodyOption

        guard kind == .http else {
            let factory = kind.rawValue.lowercased()
            trigger =
                ".\(factory)(" + (positional.map(\.trimmedDescription) + labeled).joined(separator: ", ") + ")"
            method = nil
            path = nil
            return
        }
        let literal = positional.count > 1 ? positional[1] : ExprSyntax(StringLiteralExprSyntax(content: "/"))
        guard let text = literal.plainText else {
            context.complain(
                "pathNotLiteral",
                "the path must be a string literal, so that its parameters can be matched with the method's",
                at: literal)
            return nil
        }
        do {
            path = (try PathTemplate(text), literal)
        } catch {
            context.complain("malformedPath", "the path '\(text)' \(error.reason)", at: literal)
            return nil
        }
        method = positional.first.flatMap(Self.methodName)
        trigger = ".http(\(positional.first?.trimmedDescription ?? ".get"), \(literal.trimmedDescription))"
    }

    private static func methodName(_ expression: ExprSyntax) -> String? {
        if let member = expression.as(MemberAccessExprSyntax.self) {
            return member.declName.baseName.text.uppercased()
        }
        guard let call = expression.as(FunctionCallExprSyntax.self), let argument = call.arguments.first else {
            return nil
        }
        return argument.expression.plainText
    }

    /// Whether requests with this method carry parameters in the query only.
    var isBodiless: Bool { ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"].contains(method) }
}
