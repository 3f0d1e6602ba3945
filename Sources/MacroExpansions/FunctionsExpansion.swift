public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

/// `@Functions`: makes the type a `FunctionGroup` of its marked methods.
open class FunctionsExpansion: ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        let isActor = declaration.is(ActorDeclSyntax.self)
        guard declaration.is(StructDeclSyntax.self) || declaration.is(ClassDeclSyntax.self) || isActor else {
            context.complain(
                "notAType", "'@Functions' marks structs, classes and actors: what methods can be called on", at: node)
            return []
        }
        let prefix = try prefix(of: node, context)
        var functions: [String] = []
        var names: [String: FunctionDeclSyntax] = [:]
        for method in methods(of: declaration, context) {
            guard
                let function = FunctionMethod(
                    method, prefixParameters: prefix.parameters, isActor: isActor, context)
            else { continue }
            if function.hasOwnName == false, names.updateValue(method, forKey: method.name.text) != nil {
                context.complain(
                    "sameName",
                    "two functions are called '\(method.name.text)'; give this one another with 'name:' in its trigger",
                    at: method.name)
                continue
            }
            functions.append(function.expansion)
        }
        let body = functions.isEmpty ? "" : "\n" + functions.joined(separator: "\n") + "\n"
        let access =
            declaration.modifiers.first { ["public", "package", "open"].contains($0.name.text) }
            .map { $0.name.text == "package" ? "package " : "public " } ?? ""
        let inherited = protocols.map(\.trimmedDescription)
            .map { $0 == "FunctionGroup" ? "Meridian.FunctionGroup" : $0 }
        let clause = inherited.isEmpty ? "" : ": " + inherited.joined(separator: ", ")
        return [
            try ExtensionDeclSyntax(
                """
                extension \(type.trimmed)\(raw: clause) {
                    \(raw: access)\(raw: isActor ? "nonisolated " : "")var functions: [Meridian.Function] {
                        Meridian.Group(\(raw: prefix.text)) {\(raw: body)}.functions
                    }
                }
                """)
        ]
    }

    private static func prefix(
        of node: AttributeSyntax, _ context: some MacroExpansionContext
    ) throws -> (text: String, parameters: [String]) {
        guard case .argumentList(let arguments)? = node.arguments, let expression = arguments.first?.expression else {
            return ("\"\"", [])
        }
        guard let text = expression.plainText else {
            context.complain("pathNotLiteral", "the prefix must be a string literal", at: expression)
            return ("\"\"", [])
        }
        if text.isEmpty { return ("\"\"", []) }
        do throws(PathTemplate.Malformed) {
            return (expression.trimmedDescription, try PathTemplate(text).parameters)
        } catch {
            context.complain("malformedPath", "the prefix '\(text)' \(error.reason)", at: expression)
            return ("\"\"", [])
        }
    }

    private static func methods(
        of declaration: some DeclGroupSyntax, _ context: some MacroExpansionContext
    ) -> [FunctionDeclSyntax] {
        var methods: [FunctionDeclSyntax] = []
        for member in declaration.memberBlock.members {
            if let method = member.decl.as(FunctionDeclSyntax.self), !method.triggers.isEmpty,
                !method.modifiers.contains(where: \.isStatic)
            {
                methods.append(method)
            } else if let condition = member.decl.as(IfConfigDeclSyntax.self), condition.hasTriggers {
                context.complain(
                    "insideCondition",
                    "functions inside '#if' can't be seen; put the '#if' around the type or inside the method",
                    at: condition.clauses.first!.poundKeyword)
            }
        }
        return methods
    }
}

extension FunctionDeclSyntax {
    /// The trigger attributes, in order.
    var triggers: [(kind: TriggerKind, attribute: AttributeSyntax)] {
        attributes.compactMap { element in
            guard let attribute = element.as(AttributeSyntax.self), let kind = TriggerKind(attribute) else {
                return nil
            }
            return (kind, attribute)
        }
    }
}

extension IfConfigDeclSyntax {
    fileprivate var hasTriggers: Bool {
        clauses.contains { clause in
            guard case .decls(let members)? = clause.elements else { return false }
            return members.contains { $0.decl.as(FunctionDeclSyntax.self)?.triggers.isEmpty == false }
        }
    }
}
