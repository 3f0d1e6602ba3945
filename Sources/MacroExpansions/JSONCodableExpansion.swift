public import SwiftSyntax
import SwiftSyntaxBuilder
public import SwiftSyntaxMacros

/// `@JSONCodable`: makes a type read and write itself as JSON, member by member.
open class JSONCodableExpansion: ExtensionMacro {
    public static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        let names = protocols.map(\.trimmedDescription)
            .map { $0.hasPrefix("JSON") ? "Meridian.\($0)" : "Swift.\($0)" }
        let clause = names.isEmpty ? "" : ": " + names.joined(separator: ", ")
        if let enumeration = declaration.as(EnumDeclSyntax.self) {
            guard enumeration.hasRawValue else {
                context.complain(
                    "noRawValue", "'@JSONCodable' needs an enumeration with a raw value, such as ': String'",
                    at: enumeration.name)
                return []
            }
            return [try ExtensionDeclSyntax("extension \(type.trimmed)\(raw: clause) {}")]
        }
        guard let structure = declaration.as(StructDeclSyntax.self) else {
            context.complain(
                "notAStruct",
                "'@JSONCodable' marks structs and enumerations with raw values; here, write 'init(json:)' and "
                    + "'write(json:)' by hand", at: node)
            return []
        }
        if let generics = structure.genericParameterClause {
            context.complain(
                "genericStruct",
                "'@JSONCodable' can't see what a generic parameter stands for; write the conformance by hand",
                at: generics)
            return []
        }
        guard let members = JSONMembers(of: structure, context) else { return [] }
        let access =
            structure.modifiers.first { ["public", "package"].contains($0.name.text) }.map { $0.name.text + " " } ?? ""
        return [
            try ExtensionDeclSyntax(
                """
                extension \(type.trimmed)\(raw: clause) {
                \(raw: members.expansion(access: access))
                }
                """)
        ]
    }
}

extension EnumDeclSyntax {
    fileprivate var hasRawValue: Bool {
        guard let first = inheritanceClause?.inheritedTypes.first?.type.plainName else { return false }
        return [
            "String", "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64",
        ].contains(first)
    }
}
