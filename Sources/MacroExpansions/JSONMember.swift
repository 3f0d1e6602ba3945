import SwiftSyntax
import SwiftSyntaxMacros

/// A stored property that is a member in JSON.
struct JSONMember {
    let syntax: Syntax
    /// As it is spelled, with backticks where it has them.
    let token: String
    let name: String
    let type: String
    let isOptional: Bool
    let defaultValue: String?
    /// The name in JSON, as a literal.
    var key: String

    var canBeMissing: Bool { isOptional || defaultValue != nil }

    /// The type of the variable that holds the value until all are read.
    var local: String { isOptional && defaultValue == nil ? type : "\(type)?" }

    /// The stored properties that one declaration makes; those that are constant already are none of JSON's.
    /// - Returns: `nil` after complaints.
    static func all(in variable: VariableDeclSyntax, _ context: some MacroExpansionContext) -> [JSONMember]? {
        guard !variable.isStatic else { return [] }
        let isConstant = variable.bindingSpecifier.tokenKind == .keyword(.let)
        var members: [JSONMember] = []
        // In `var a, b: Int` the type stands with the last.
        var type: TypeSyntax?
        for binding in variable.bindings.reversed() {
            type = binding.typeAnnotation?.type.trimmed ?? type
            if binding.isComputed || (isConstant && binding.initializer != nil) { continue }
            if let attribute = variable.attributes.first(where: { $0.is(AttributeSyntax.self) }) {
                context.complain(
                    "wrappedProperty", "'@JSONCodable' can't see what a property with an attribute stores",
                    at: attribute)
                return nil
            }
            if let modifier = variable.modifiers.first(where: { $0.name.tokenKind == .keyword(.lazy) }) {
                context.complain("lazyProperty", "'@JSONCodable' can't write a lazy property", at: modifier)
                return nil
            }
            guard let pattern = binding.pattern.as(IdentifierPatternSyntax.self) else {
                context.complain(
                    "patternProperty", "'@JSONCodable' needs a property for each name", at: binding.pattern)
                return nil
            }
            guard let known = type?.trimmedDescription ?? binding.initializer?.value.literalType else {
                context.complain(
                    "noType", "'\(pattern.identifier.text)' needs its type written down, which a macro can't infer",
                    at: pattern)
                return nil
            }
            members.append(
                JSONMember(
                    syntax: Syntax(pattern), token: pattern.identifier.text, name: pattern.identifier.identifierText,
                    type: known, isOptional: type?.isOptional ?? false,
                    defaultValue: binding.initializer?.value.trimmedDescription,
                    key: "\"\(pattern.identifier.identifierText)\""))
        }
        return members.reversed()
    }
}

extension VariableDeclSyntax {
    var isStatic: Bool { modifiers.contains(where: \.isStatic) }
}

extension PatternBindingSyntax {
    /// Whether it has a getter; observers leave a property stored.
    fileprivate var isComputed: Bool {
        switch accessorBlock?.accessors {
        case nil: false
        case .getter?: true
        case .accessors(let list)?:
            !list.allSatisfy {
                [.keyword(.willSet), .keyword(.didSet)].contains($0.accessorSpecifier.tokenKind)
            }
        }
    }
}

extension ExprSyntax {
    /// The type that a literal has by itself.
    fileprivate var literalType: String? {
        switch kind {
        case .integerLiteralExpr: "Int"
        case .floatLiteralExpr: "Double"
        case .stringLiteralExpr: "String"
        case .booleanLiteralExpr: "Bool"
        default: nil
        }
    }
}
