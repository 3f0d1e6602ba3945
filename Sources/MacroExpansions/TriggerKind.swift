import SwiftSyntax

/// The attributes that make a method a function.
enum TriggerKind: String {
    case http = "HTTP"
    case timer = "Timer"
    case event = "Event"
    case queue = "Queue"

    /// The kind of an attribute spelled `@HTTP` or `@Meridian.HTTP`.
    init?(_ attribute: AttributeSyntax) {
        guard let name = attribute.attributeName.plainName else { return nil }
        self.init(rawValue: name)
    }
}

extension TypeSyntax {
    /// The last part of a type's name without its generic arguments: `Meridian.Header<Int>` is `Header`.
    var plainName: String? {
        if let type = self.as(IdentifierTypeSyntax.self) { return type.name.text }
        if let type = self.as(MemberTypeSyntax.self) { return type.name.text }
        return nil
    }

    /// The first generic argument: `Int` for `Header<Int>`.
    var genericArgument: TypeSyntax? {
        let clause =
            self.as(IdentifierTypeSyntax.self)?.genericArgumentClause
            ?? self.as(MemberTypeSyntax.self)?.genericArgumentClause
        guard case .type(let type)? = clause?.arguments.first?.argument else { return nil }
        return type
    }

    /// What is inside `T?` or `Optional<T>`; the type itself for any other.
    var unwrapped: TypeSyntax {
        if let optional = self.as(OptionalTypeSyntax.self) { return optional.wrappedType }
        if plainName == "Optional", let argument = genericArgument { return argument }
        return self
    }

    var isOptional: Bool { self.is(OptionalTypeSyntax.self) || plainName == "Optional" }
}
