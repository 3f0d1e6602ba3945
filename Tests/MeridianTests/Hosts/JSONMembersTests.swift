import NIOCore
import Testing

@testable import Meridian

@Suite struct JSONMembersTests {
    private func bytes(_ json: String) -> ByteBuffer { ByteBuffer(string: json) }

    @Test func valuesStayAsTheyWereWritten() throws {
        let members = try #require(
            JSONMembers(bytes(#" {"n": 1.50e2 , "o":{ "a":[1, 2] },"s":"a\"\u00e9","z":null,"t":true,"i":"42","n":2}"#))
        )
        #expect(members.names == ["n", "o", "s", "z", "t", "i", "n"])
        // The last of several members of one name counts.
        #expect(members["n"].map { String(buffer: $0) } == "2")
        #expect(members["o"].map { String(buffer: $0) } == #"{ "a":[1, 2] }"#)
        #expect(members.object("o")?.array("a").map { String(buffer: $0) } == ["1", "2"])
        #expect(members.text("s") == "a\"é")
        #expect(members.content("s") == bytes("a\"é"))
        #expect(members["z"] == nil)
        #expect(members.flag("t"))
        #expect(!members.flag("s"))
        #expect(members.integer("i") == 42)
        #expect(members.integer("s") == nil)
        #expect(members.text("n") == nil)
        #expect(members["missing"] == nil)
        #expect(members.array("s").isEmpty)
    }

    @Test func objectsInObjectsAreReadWithThem() throws {
        let members = try #require(
            JSONMembers(
                bytes(#"{"a":{"b":{"c":"1"},"d":"2","":"3"},"e":{},"f":[{"c":"4"}],"\u0061\"":{"g":"\n"},"d":"5"}"#)))
        #expect(members.names == ["a", "e", "f", "a\"", "d"])
        let a = try #require(members.object("a"))
        #expect(a.names == ["b", "d", ""])
        #expect(a.object("b")?.text("c") == "1")
        #expect(a.text("d") == "2")
        #expect(a.text("") == "3")
        #expect(a.text("c") == nil)
        #expect(a["b"] == bytes(#"{"c":"1"}"#))
        #expect(members.object("e")?.names == [])
        #expect(members.object("d") == nil)
        #expect(members.objects("f").map { $0.text("c") } == ["4"])
        #expect(members.object("a\"")?.text("g") == "\n")
        #expect(members.text("d") == "5")
        let place = a.withView(\.place)
        #expect(members[place] == members["a"])
    }

    @Test func eachTextIsTold() throws {
        let members = try #require(
            JSONMembers(bytes(#"{"a":"1","b\u0021":"\"2\"","c":3,"d":null,"e":{"f":"4"},"":""}"#)))
        var told: [String] = []
        members.forEachText { told += [String(decoding: $0, as: UTF8.self), String(decoding: $1, as: UTF8.self)] }
        #expect(told == ["a", "1", "b!", "\"2\"", "", ""])
    }

    @Test func objectsMayBeDeepButNotWithoutEnd() {
        func nested(_ depth: Int) -> ByteBuffer {
            bytes(String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth))
        }
        #expect(JSONMembers(nested(500)) != nil)
        #expect(JSONMembers(nested(100_000)) == nil)
    }

    @Test(arguments: ["", "[]", "1", "{", #"{"a":}"#, #"{"a":1}x"#, "\u{FEFF}{}"])
    func whatIsNoObjectHasNoMembers(text: String) {
        #expect(JSONMembers(bytes(text)) == nil)
    }

    @Test func anyBytesBecomeOneValue() {
        func any(_ bytes: [UInt8]) -> String { String(buffer: JSONText.any(ByteBuffer(bytes: bytes))) }
        #expect(any(Array(#"{"a": 1}"#.utf8)) == #"{"a": 1}"#)
        #expect(any(Array("a \"b\"".utf8)) == #""a \"b\"""#)
        #expect(any([0xFF, 0x00]) == #""/wA=""#)
        #expect(any([]) == #""""#)
    }
}
