import SwiftSyntax
import SwiftSyntaxMacros

// These mark methods for `@Functions` and generate nothing themselves; they only say when they stand where
// `@Functions` can't see them.

struct HTTPMacro: PeerMacro {
    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) -> [DeclSyntax] {
        TriggerPlacement.check(node, declaration, context)
        return []
    }
}

struct TimerMacro: PeerMacro {
    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) -> [DeclSyntax] {
        TriggerPlacement.check(node, declaration, context)
        return []
    }
}

struct EventMacro: PeerMacro {
    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) -> [DeclSyntax] {
        TriggerPlacement.check(node, declaration, context)
        return []
    }
}

struct QueueMacro: PeerMacro {
    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) -> [DeclSyntax] {
        TriggerPlacement.check(node, declaration, context)
        return []
    }
}
