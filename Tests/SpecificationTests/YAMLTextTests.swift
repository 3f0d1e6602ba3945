import MeridianCore
import TestSupport
import Testing

@testable import Specification

@Suite struct BlockTextTests {
    /// What is written is read again as it was.
    @Test func aDocumentIsReadAgain() throws {
        let document: SourceNode = [
            "a": ["b": [1, "2", true, "true", [[], ["x"]], ["k": "v", "l": [:]]], "c": .plain("")],
            "key: odd": "line\nbreak \"quoted\"", "on": [["x": [["y": 1]]]],
        ]
        var diagnostics: [Diagnostic] = []
        let text = YAMLText.document(document)
        let read = try #require(try SourceNode.parse(text, file: "x", &diagnostics))
        #expect(diagnostics.isEmpty)
        #expect(read.json.compact == document.json.compact, "\(text)")
    }

    @Test func jsonHasTheTypesOfYAML() {
        let node: SourceNode = [
            "a": .plain("1"), "b": .plain("1.50"), "c": .plain("null"), "d": .plain("007"), "e": "1",
            "f": .plain("1e3"),
            "g": .plain("-3"), "h": .plain("1."),
        ]
        #expect(
            node.json.compact == #"{"a":1,"b":1.50,"c":null,"d":"007","e":"1","f":"1e3","g":-3,"h":"1."}"#)
    }

    /// Whatever a document holds, it is read again as it was, in either style.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func anyDocumentIsReadAgain(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let document = Self.mapping(depth: 0, &random)
            for text in [YAMLText.document(document), YAMLText.render(document)] {
                var diagnostics: [Diagnostic] = []
                let read = try #require(try SourceNode.parse(text, file: "x", &diagnostics), "\(text)")
                #expect(diagnostics.isEmpty && read.json.compact == document.json.compact, "\(text)")
            }
        }
    }

    private static let pieces = [
        "a", "Z", "0", "1", ".", "-", " ", ":", "#", "'", "\"", "\\", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">",
        "%", "@",
        "`", "?", "=", "~", "é", "中", "\n", "\t", "\u{85}", "null", "yes", "0x", "<<",
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
    }

    private static func mapping(depth: Int, _ random: inout SeededGenerator) -> SourceNode {
        var entries: [SourceNode.Entry] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let key = text(&random)
            guard !entries.contains(where: { $0.key == key }) else { continue }
            entries.append(.init(key: key, value: value(depth: depth + 1, &random)))
        }
        return SourceNode(.mapping(entries))
    }

    private static func value(depth: Int, _ random: inout SeededGenerator) -> SourceNode {
        switch Int.random(in: 0..<(depth > 3 ? 4 : 7), using: &random) {
        case 0: return .number(Int.random(in: -99...99, using: &random))
        case 1: return .plain(Bool.random(using: &random) ? "true" : "false")
        case 2, 3: return .text(text(&random))
        case 4: return mapping(depth: depth, &random)
        case 5: return SourceNode(.mapping([]))
        default:
            return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth + 1, &random) })
        }
    }
}
