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
