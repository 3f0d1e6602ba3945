import SwiftSyntax
import SwiftSyntaxMacros

/// The members that a struct has in JSON, and the code that reads and writes them.
struct JSONMembers {
    private let members: [JSONMember]

    /// - Returns: `nil` after complaints.
    init?(of structure: StructDeclSyntax, _ context: some MacroExpansionContext) {
        var properties: [JSONMember] = []
        var isSound = true
        for member in structure.memberBlock.members {
            if let condition = member.decl.as(IfConfigDeclSyntax.self), condition.hasVariables {
                context.complain(
                    "insideCondition", "properties inside '#if' can't be seen; put the '#if' around the type",
                    at: condition.clauses.first!.poundKeyword)
                isSound = false
            }
            guard let variable = member.decl.as(VariableDeclSyntax.self) else { continue }
            guard let found = JSONMember.all(in: variable, context) else {
                isSound = false
                continue
            }
            properties += found
        }
        guard isSound else { return nil }
        guard let keys = structure.codingKeys else {
            members = properties
            return
        }
        members = properties.compactMap { property in
            guard let key = keys[property.name] else { return nil }
            var property = property
            property.key = key
            return property
        }
        for property in properties where keys[property.name] == nil && !property.canBeMissing {
            context.complain(
                "notAmongKeys",
                "'\(property.name)' is not among the 'CodingKeys' and has no default value", at: property.syntax)
            isSound = false
        }
        guard isSound else { return nil }
    }

    /// `init(json:)`, `write(json:)` and the names.
    func expansion(access: String) -> String {
        var lines = [
            "private static let jsonKeys = Meridian.JSONKeys([\(members.map(\.key).joined(separator: ", "))])", "",
            "\(access)init(json _reader: inout Meridian.JSONReader) throws {",
        ]
        lines += members.map { "    var \($0.token): \($0.local)" }
        lines += [
            "    var _key = -1", "    try _reader.beginObject()",
            "    while try _reader.nextKey(in: Self.jsonKeys, &_key) {", "        switch _key {",
        ]
        for (index, member) in members.enumerated() {
            lines.append("        case \(index): \(member.token) = try _reader.decode(\(member.type).self)")
        }
        lines += ["        default: try _reader.skipValue()", "        }", "    }"]
        for member in members where !member.canBeMissing {
            lines.append("    guard let \(member.token) else { throw _reader.missing(\(member.key)) }")
        }
        for member in members {
            let fallback = member.defaultValue.map { " ?? (\($0))" } ?? ""
            lines.append("    self.\(member.token) = \(member.token)\(fallback)")
        }
        lines += [
            "}", "", "\(access)func write(json _writer: inout Meridian.JSONWriter) throws {",
            "    _writer.beginObject()",
        ]
        for (index, member) in members.enumerated() {
            if member.isOptional {
                lines += [
                    "    if let _value = self.\(member.token) {", "        _writer.key(Self.jsonKeys, \(index))",
                    "        try _writer.encode(_value)", "    }",
                ]
            } else {
                lines += ["    _writer.key(Self.jsonKeys, \(index))", "    try _writer.encode(self.\(member.token))"]
            }
        }
        lines += ["    _writer.endObject()", "}"]
        return lines.joined(separator: "\n")
    }
}

extension StructDeclSyntax {
    /// The names by property, as literals, when the type declares them.
    fileprivate var codingKeys: [String: String]? {
        let declared = memberBlock.members.lazy.compactMap { $0.decl.as(EnumDeclSyntax.self) }
            .first { $0.name.text == "CodingKeys" }
        guard let declared else { return nil }
        var keys: [String: String] = [:]
        for member in declared.memberBlock.members {
            for element in member.decl.as(EnumCaseDeclSyntax.self)?.elements ?? [] {
                let name = element.name.identifierText
                keys[name] = element.rawValue?.value.trimmedDescription ?? "\"\(name)\""
            }
        }
        return keys
    }
}

extension IfConfigDeclSyntax {
    fileprivate var hasVariables: Bool {
        clauses.contains { clause in
            guard case .decls(let members)? = clause.elements else { return false }
            return members.contains { $0.decl.as(VariableDeclSyntax.self)?.isStatic == false }
        }
    }
}
