import MeridianCore
import TestSupport
import Testing

@testable import Engine

@Suite struct SecretTemplateTests {
    private static func fill(_ text: String) throws -> String {
        try SecretTemplate.fill(text) { name throws(MeridianError) in
            guard name == "A" else { throw MeridianError(.unknownSecret, name) }
            return "${secret.A}"
        }
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("${secret.A}", "${secret.A}"), ("x${secret.A}y", "x${secret.A}y"),
        ("$${secret.A}", "${secret.A}"), ("$${secret.B}", "${secret.B}"), ("${x}", "${x}"), ("$", "$"),
    ])
    func putsValuesInPlaceOnce(text: String, result: String) throws {
        #expect(try Self.fill(text) == result)
    }

    @Test func saysWhatIsMissing() {
        #expect(throws: MeridianError.self) { try Self.fill("${secret.B}") }
        let error = #expect(throws: MeridianError.self) { try Self.fill("a${secret.A") }
        #expect(error?.code == .badSecret)
    }

    /// Whatever a text is, what stands around the places of secrets stays as it is.
    @Test func leavesTheRestAsItIs() throws {
        var generator = SeededGenerator(seed: 6)
        let pieces = ["${secret.A}", "$${secret.A}", "text", "}", "{", "ä", " ", "${env.A}"]
        for _ in 0..<500 {
            let chosen = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                pieces.randomElement(using: &generator)!
            }
            let expected = chosen.map { $0 == "$${secret.A}" ? "${secret.A}" : $0 }.joined()
            #expect(try Self.fill(chosen.joined()) == expected)
        }
    }
}
