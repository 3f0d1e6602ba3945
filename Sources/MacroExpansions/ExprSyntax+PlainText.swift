import SwiftSyntax

extension ExprSyntax {
    /// The text of a string literal without interpolations and escapes, which no path needs.
    var plainText: String? {
        guard let literal = self.as(StringLiteralExprSyntax.self), literal.segments.count == 1,
            case .stringSegment(let segment)? = literal.segments.first, !segment.content.text.contains("\\")
        else { return nil }
        return segment.content.text
    }
}
