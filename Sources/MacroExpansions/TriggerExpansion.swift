public import SwiftSyntax
public import SwiftSyntaxMacros

/// `@HTTP`, `@Timer`, `@Event`, `@Queue`: mark methods for `@Functions` and generate nothing themselves; they only say
/// when they stand where `@Functions` can't see them.
open class TriggerExpansion: PeerMacro {
    public static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) -> [DeclSyntax] {
        TriggerPlacement.check(node, declaration, context)
        return []
    }
}
