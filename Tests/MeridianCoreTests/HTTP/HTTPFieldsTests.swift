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

    /// Names and values are looked at many bytes at a time.
    @Test(arguments: 1...40) func everyPlaceOfAFieldIsLookedAt(length: Int) {
        for place in 0..<length {
            for byte in UInt8.min..<0x80 {
                var value = [UInt8](repeating: UInt8(ascii: "v"), count: length)
                value[place] = byte
                var name = [UInt8](repeating: UInt8(ascii: "n"), count: length)
                name[place] = byte
                var fields = HTTPFields()
                value.withUnsafeBytes { value in name.withUnsafeBytes { fields.append(name: $0, value: value) } }
                value[place] = [0x00, 0x0A, 0x0D].contains(byte) ? UInt8(ascii: " ") : byte
                name[place] = (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
                fields.forEach { written, text in
                    #expect(written.elementsEqual(name), "\(byte) at \(place)")
                    #expect(text.elementsEqual(value), "\(byte) at \(place)")
                }
            }
        }
    }

    @Test func aValueCanNotEndItsLine() {
        let fields: HTTPFields = ["x": "a\r\nset-cookie: b\u{0}"]
        #expect(fields["x"] == "a  set-cookie: b ")
    }

    /// Eight bytes are looked at together, the last eight twice.
    @Test(arguments: 0..<40) func everyByteIsLookedAt(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        for _ in 0..<200 {
            let name = (0..<max(1, count)).map { _ in Array("abzABZ-_019".utf8).randomElement(using: &generator)! }
            let value = (0..<count).map { _ in
                [0, 9, 10, 13, 32, 65, 127, 128, 255].randomElement(using: &generator) as UInt8? ?? 0
            }
            var fields = HTTPFields()
            name.withUnsafeBytes { name in value.withUnsafeBytes { fields.append(name: name, value: $0) } }
            var written: [[UInt8]] = []
            fields.forEach { written += [Array($0), Array($1)] }
            #expect(
                written == [
                    Array(String(decoding: name, as: UTF8.self).lowercased().utf8),
                    value.map { [0, 10, 13].contains($0) ? 32 : $0 },
                ])
        }
    }

    @Test func namesAndValuesThatAreTooLongAreCut() {
        let long = [UInt8](repeating: UInt8(ascii: "A"), count: 70_000)
        var fields = HTTPFields()
        long.withUnsafeBytes { long in
            fields.append(name: long, value: long)
            fields.append(atMost: 8) { $0.append("n", value: UnsafeRawBufferPointer(rebasing: long[..<3])) }
        }
        #expect(fields.pairs.map(\.name.utf8.count) == [65_535, 1])
        #expect(fields.pairs.map(\.value.utf8.count) == [65_535, 3])
        #expect(fields["n"] == "AAA")
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
