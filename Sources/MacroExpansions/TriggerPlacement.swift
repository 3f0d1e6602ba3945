import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// Where a trigger attribute may stand: on an instance method of a type marked with `@Functions`.
enum TriggerPlacement {
    static func check(
        _ attribute: AttributeSyntax, _ declaration: some DeclSyntaxProtocol, _ context: some MacroExpansionContext
    ) {
        let name = "@" + (attribute.attributeName.plainName ?? "HTTP")
        guard let method = declaration.as(FunctionDeclSyntax.self) else {
            return context.complain(
                "notAMethod", "'\(name)' marks methods; a property or type can't be called as a function", at: attribute
            )
        }
        if let modifier = method.modifiers.first(where: \.isStatic) {
            return context.complain(
                "staticMethod", "'\(name)' can't mark a \(modifier.name.text) method; functions are called on a value",
                at: modifier,
                fixIts: [
                    FixIt(
                        message: Remedy(message: "remove '\(modifier.name.text)'"),
                        changes: [
                            .replace(
                                oldNode: Syntax(method.modifiers),
                                newNode: Syntax(method.modifiers.filter { !$0.isStatic }))
                        ])
                ])
        }
        guard let enclosing = context.lexicalContext.first?.asProtocol((any WithAttributesSyntax).self),
            enclosing.isProtocol((any DeclGroupSyntax).self)
        else {
            return context.complain(
                "outsideFunctions", "'\(name)' works only inside a type marked with '@Functions'", at: attribute)
        }
        guard enclosing.attributes.contains(named: "Functions") else {
            let isExtension = enclosing.is(ExtensionDeclSyntax.self)
            return context.complain(
                "outsideFunctions",
                isExtension
                    ? "'\(name)' can't be seen in an extension; move the method into the type marked with '@Functions'"
                    : "'\(name)' has no effect: its type is not marked with '@Functions'",
                at: attribute)
        }
    }
}

extension DeclModifierSyntax {
    var isStatic: Bool { name.tokenKind == .keyword(.static) || name.tokenKind == .keyword(.class) }
}

extension AttributeListSyntax {
    func contains(named name: String) -> Bool {
        contains { $0.as(AttributeSyntax.self)?.attributeName.plainName == name }
    }
}
