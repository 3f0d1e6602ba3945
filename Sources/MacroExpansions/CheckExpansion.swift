public import SwiftSyntax
public import SwiftSyntaxMacros

/// `@Check`: marks a method for `@Functions` and generates nothing itself.
open class CheckExpansion: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) -> [DeclSyntax] {
        TriggerPlacement.check(node, declaration, context)
        if let method = declaration.as(FunctionDeclSyntax.self), !method.triggers.contains(where: { $0.kind == .http })
        {
            context.complain(
                "checkWithoutHTTP", "'@Check' has no effect without '@HTTP': only requests have parameters", at: node)
        }
        return []
    }
}

/// The rules that a method has for one of its parameters.
struct ParameterRules {
    /// The parameter's name inside the method.
    let parameter: String
    let type: String
    /// As elements of an array.
    let rules: String
    let syntax: AttributeSyntax

    /// - Returns: `nil` after a complaint.
    init?(_ syntax: AttributeSyntax, _ context: some MacroExpansionContext) {
        guard case .argumentList(let arguments)? = syntax.arguments, let first = arguments.first,
            let name = first.expression.plainText
        else {
            context.complain("checkName", "'@Check' needs the parameter's name as a string literal", at: syntax)
            return nil
        }
        guard arguments.count > 2, let type = arguments.dropFirst().first?.expression.as(MemberAccessExprSyntax.self),
            type.declName.baseName.text == "self", let base = type.base
        else {
            context.complain("checkType", "'@Check' needs a type, such as 'as: Int.self', and a rule", at: syntax)
            return nil
        }
        parameter = name
        self.type = base.trimmedDescription
        rules = arguments.dropFirst(2).map(\.expression.trimmedDescription).joined(separator: ", ")
        self.syntax = syntax
    }
}

extension FunctionDeclSyntax {
    /// The `@Check` attributes, in order.
    var checks: [AttributeSyntax] {
        attributes.compactMap { $0.as(AttributeSyntax.self) }.filter { $0.attributeName.plainName == "Check" }
    }
}
