import Access
import Admission
import Meridian
import MeridianCore
import MeridianOpenAPI
import TestSupport
import Testing

@testable import Control

@Suite struct NamePatternTests {
    private static let kinds:
        [(name: String, type: any (OpenAPIDescribed & Sendable).Type, isValid: @Sendable (String) -> Bool)] = [
            ("service", ServiceName.self, { ServiceName($0) != nil }),
            ("function", FunctionName.self, { FunctionName($0) != nil }),
            ("alias", AliasName.self, { AliasName($0) != nil }),
            ("secret", SecretName.self, { SecretName($0) != nil }),
            ("domain", DomainName.self, { DomainName($0) != nil }),
            ("rule's target", RuleTarget.self, { RuleTarget($0) != nil }),
        ]

    /// What the document says of a name is what the type takes, for words that are nearly right.
    @Test(arguments: kinds.indices)
    func aPatternTakesWhatItsTypeTakes(_ kind: Int) throws {
        let (name, type, isValid) = Self.kinds[kind]
        guard case .object(let schema) = type.openAPISchema, case .string(let text)? = schema["pattern"] else {
            Issue.record("\(name) has no pattern")
            return
        }
        let pattern = try Regex(text)
        var generator = SeededGenerator(seed: UInt64(kind))
        let parts = ["a", "Z", "7", "-", "--", "_", ".", "*", "*.", "/", "shop", "localhost", "LocalHost", "é", ""]
        let words = (0..<20_000).map { _ in
            (0..<Int.random(in: 0...6, using: &generator)).map { _ in parts.randomElement(using: &generator)! }.joined()
        }
        let long = [29, 30, 31, 62, 63, 64, 127, 128, 129, 249, 250, 251, 252].flatMap { count in
            let word = String(repeating: "a", count: count)
            return [word, "\(word).b", "b.\(word)", "\(word)/*", "*/\(word)", "s/\(word)"]
        }
        let label = String(repeating: "a", count: 60) + "."
        let domains = (0..<8).map { String(repeating: label, count: 4) + String(repeating: "b", count: 6 + $0) }
        var taken = 0
        for word in words + long + domains {
            let isTaken = isValid(word)
            if isTaken { taken += 1 }
            #expect((word.wholeMatch(of: pattern) != nil) == isTaken, "\(name) '\(word)'")
        }
        #expect(taken > 20)
    }
}
