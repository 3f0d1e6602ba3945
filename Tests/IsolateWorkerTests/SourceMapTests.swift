import NIOCore
import Testing

@testable import IsolateWorker

@Suite struct SourceMapTests {
    /// Line 1 stands for `a.ts`; line 2 for `b.ts`, whose column 4 is another place than its beginning.
    private static let text =
        #"{"version":3,"sources":["a.ts","b.ts"],"sourceRoot":"src","mappings":"AAAA,SACK;ACAL,IAEK"}"#

    @Test(arguments: [
        ("main.js:1:1", "src/a.ts:1:1"), ("main.js:1:9", "src/a.ts:1:1"), ("main.js:1:10", "src/a.ts:2:6"),
        ("main.js:2:1", "src/b.ts:2:1"), ("main.js:2:5", "src/b.ts:4:6"), ("main.js:2:99", "src/b.ts:4:6"),
    ])
    func `places are found`(_ place: String, _ expected: String) throws {
        let map = try #require(SourceMap(parsing: ByteBuffer(string: Self.text)))
        #expect(map.mapped(place) == expected)
    }

    @Test(arguments: ["main.js:3:1", "main.js:0:1", "main.js", "main.js:x:y", ""])
    func `what is no place of the bundle has none`(_ place: String) throws {
        let map = try #require(SourceMap(parsing: ByteBuffer(string: Self.text)))
        #expect(map.mapped(place) == nil)
    }

    @Test(arguments: [
        "", "{}", "[1]", #"{"version":2,"sources":[],"mappings":""}"#,
        #"{"version":3,"sources":[],"mappings":"AAAA"}"#, #"{"version":3,"sources":["a"],"mappings":"A!"}"#,
        #"{"version":3,"sources":["a"],"mappings":"gggggggggggggggggggg"}"#,
    ])
    func `what is no map is refused`(_ text: String) {
        #expect(SourceMap(parsing: ByteBuffer(string: text)) == nil)
    }

    @Test func `mutated maps are read or refused`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            var bytes = Array(Self.text.utf8)
            for _ in 0..<3 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                    in: 0x20...0x7E, using: &generator)
            }
            _ = SourceMap(parsing: ByteBuffer(bytes: bytes))?.mapped("main.js:1:20")
        }
    }
}
