import MeridianCore
import NIOCore
import TestSupport
import Testing

@Suite struct HTTPFieldsTests {
    @Test func namesAreLowerCaseAndOrderIsKept() {
        let fields: HTTPFields = ["Set-Cookie": "a=1", "X": "y", "set-cookie": "b=2"]
        #expect(fields.pairs.map(\.name) == ["set-cookie", "x", "set-cookie"])
        #expect(fields.values("SET-COOKIE") == ["a=1", "b=2"])
        #expect(fields["x"] == "y")
    }

    @Test func aValueCanNotEndItsLine() {
        let fields: HTTPFields = ["x": "a\r\nset-cookie: b\u{0}"]
        #expect(fields["x"] == "a  set-cookie: b ")
    }

    @Test func settingReplacesAndRemovingLeavesTheOthers() {
        var fields: HTTPFields = ["a": "1", "b": "2", "a": "3"]
        fields.set("A", "4")
        #expect(fields.pairs.map { "\($0.name)=\($0.value)" } == ["b=2", "a=4"])
        fields.remove("b")
        #expect(fields.pairs.map(\.name) == ["a"])
    }

    @Test func aBlockIsReadBackOrRefused() {
        var random = SeededGenerator(seed: 5)
        let block = (["accept": "*/*", "x-1": ""] as HTTPFields).block
        #expect(HTTPFields(validating: block)?["accept"] == "*/*")
        for _ in 0..<2_000 {
            var bytes = Array(block.readableBytesView)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let fields = HTTPFields(validating: ByteBuffer(bytes: bytes)) else { continue }
            // What is accepted holds names and values that can go into a head.
            for (name, value) in fields.pairs {
                #expect(!name.isEmpty && name == name.lowercased())
                #expect(!value.utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 })
            }
        }
    }
}
